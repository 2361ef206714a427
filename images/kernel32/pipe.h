/* What pipe.c and named_pipe.c share. */
#ifndef IMAGES_KERNEL32_PIPE_H
#define IMAGES_KERNEL32_PIPE_H

#include "images/kernel32/base.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"

/* NtFsControlFile as Win32 calls it: without an OVERLAPPED the work has ended when it returns. *done (may be
 * null) is how many bytes came back. */
NTSTATUS pipe_control(HANDLE pipe, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size,
                      DWORD *done, OVERLAPPED *overlapped);

/* result(), for what may be pending. */
BOOL pipe_result(NTSTATUS status);

#endif

/*
 * System services for I/O completion ports.
 */
#ifndef IMAGES_NTDLL_NT_PORT_H
#define IMAGES_NTDLL_NT_PORT_H

#include "images/ntdll/nt.h"

#define IO_COMPLETION_QUERY_STATE 0x1u

enum { IoCompletionBasicInformation = 0 }; /* a LONG: how many packets there are */

typedef struct _FILE_IO_COMPLETION_INFORMATION { /* as OVERLAPPED_ENTRY */
    void *KeyContext, *ApcContext;
    IO_STATUS_BLOCK IoStatusBlock;
} FILE_IO_COMPLETION_INFORMATION;

NTSTATUS NTAPI NtCreateIoCompletion(HANDLE *port, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                    ULONG threads);
NTSTATUS NTAPI NtOpenIoCompletion(HANDLE *port, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtQueryIoCompletion(HANDLE port, ULONG information_class, void *out, ULONG size,
                                   ULONG *returned);
NTSTATUS NTAPI NtSetIoCompletion(HANDLE port, void *key, void *context, NTSTATUS status,
                                 ULONG_PTR information);
NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE port, void **key, void **context, IO_STATUS_BLOCK *io,
                                    const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE port, FILE_IO_COMPLETION_INFORMATION *entries, ULONG count,
                                      ULONG *removed, const LARGE_INTEGER *timeout, BOOLEAN alertable);

#endif

/*
 * System services for tokens. The structures are those of windows.h (TOKEN_...).
 */
#ifndef IMAGES_NTDLL_NT_TOKEN_H
#define IMAGES_NTDLL_NT_TOKEN_H

#include "images/ntdll/nt.h"

NTSTATUS NTAPI NtOpenProcessToken(HANDLE process, ACCESS_MASK access, HANDLE *token);
/* STATUS_NO_TOKEN: no thread impersonates another. */
NTSTATUS NTAPI NtOpenThreadToken(HANDLE thread, ACCESS_MASK access, BOOLEAN as_self, HANDLE *token);
/* STATUS_NOT_ALL_ASSIGNED, a success: one of the privileges is not held. */
NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE token, BOOLEAN disable_all, TOKEN_PRIVILEGES *state, ULONG size,
                                       TOKEN_PRIVILEGES *previous, ULONG *returned);
NTSTATUS NTAPI NtQueryInformationToken(HANDLE token, ULONG information_class, void *out, ULONG size,
                                       ULONG *returned);

#endif

/*
 * Privileges without ADVAPI32.
 */
#ifndef IMAGES_NTDLL_TOKEN_H
#define IMAGES_NTDLL_TOKEN_H

#include "images/ntdll/nt_sync.h"
#include "images/ntdll/nt_token.h"

/* Enables a privilege of the process, or disables it, and tells whether it was enabled.
 * STATUS_PRIVILEGE_NOT_HELD; STATUS_NO_TOKEN of a thread. */
NTSTATUS NTAPI RtlAdjustPrivilege(ULONG privilege, BOOLEAN enable, BOOLEAN of_thread, BOOLEAN *was_enabled);

#endif

/*
 * Waiting for a change of any value in memory (Microsoft: WaitOnAddress). Whoever changes it wakes; a wait
 * may end without a change.
 */
#ifndef IMAGES_NTDLL_ADDRESS_WAIT_H
#define IMAGES_NTDLL_ADDRESS_WAIT_H

#include "images/ntdll/nt.h"

/* Waits as long as the `size` bytes at both addresses are the same. STATUS_SUCCESS, STATUS_TIMEOUT (`timeout`
 * in NT's form, NULL: for ever), STATUS_INVALID_PARAMETER if `size` is not 1, 2, 4 or 8. */
NTSTATUS NTAPI RtlWaitOnAddress(const volatile void *address, const void *compared, SIZE_T size,
                                const LARGE_INTEGER *timeout);

/* The one who has waited longest; everybody who waits now. */
void NTAPI RtlWakeAddressSingle(const void *address);
void NTAPI RtlWakeAddressAll(const void *address);

#endif

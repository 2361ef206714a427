/*
 * Raising exceptions: by way of the kernel, so that each of them stands in the log; it comes back at
 * KiUserExceptionDispatcher. Apart from exception.h because everybody raises and only the kernel's entry
 * dispatches.
 */
#ifndef IMAGES_NTDLL_RAISE_H
#define IMAGES_NTDLL_RAISE_H

#include "images/ntdll/nt.h"

void NTAPI RtlRaiseException(EXCEPTION_RECORD *record);
void NTAPI RtlRaiseStatus(NTSTATUS status) __attribute__((noreturn)); /* noncontinuable */

#endif

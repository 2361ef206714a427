/*
 * From NTSTATUS to Win32 error codes: the one table.
 */
#ifndef IMAGES_NTDLL_ERROR_H
#define IMAGES_NTDLL_ERROR_H

#include "images/ntdll/nt.h"

/* ERROR_MR_MID_NOT_FOUND for a status that the table lacks. */
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status);

/* The same, and the status stays in TEB.LastStatusValue for a debugger. */
ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status);

ULONG NTAPI RtlGetLastWin32Error(void);
void NTAPI RtlSetLastWin32Error(ULONG error);
ULONG NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status); /* returns the error */
NTSTATUS NTAPI RtlGetLastNtStatus(void);

#endif

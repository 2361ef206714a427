#include "images/ntdll/error.h"
#include "images/ntdll/status_table.h"
#include "images/ntdll/teb.h"

#define CUSTOMER_BITS 0xf0000000u
#define FROM_NT       0x10000000u /* HRESULT_FROM_NT puts it over a status */

/* A status made from a Win32 error (facility 7) is that error again. */
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status)
{
    if (((ULONG)status & 0xffff0000) == 0x80070000 || ((ULONG)status & 0xffff0000) == 0xc0010000)
        return (ULONG)status & 0xffff;
    if ((ULONG)status & 0x20000000) /* an application's own code */
        return (ULONG)status;
    if (((ULONG)status & CUSTOMER_BITS) == 0xd0000000)
        status &= ~FROM_NT;
    return status_table_error(status);
}

ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status)
{
    teb()->LastStatusValue = status;
    return RtlNtStatusToDosErrorNoTeb(status);
}

ULONG NTAPI RtlGetLastWin32Error(void)
{
    return teb()->LastErrorValue;
}

void NTAPI RtlSetLastWin32Error(ULONG error)
{
    teb()->LastErrorValue = error;
}

ULONG NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status)
{
    teb()->LastErrorValue = RtlNtStatusToDosError(status);
    return teb()->LastErrorValue;
}

NTSTATUS NTAPI RtlGetLastNtStatus(void)
{
    return teb()->LastStatusValue;
}

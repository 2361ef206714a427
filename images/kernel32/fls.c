/*
 * FlsAlloc and its like: NTDLL's, with Win32's errors.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/fls.h"

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback)
{
    ULONG index;
    return result(RtlFlsAlloc(callback, &index)) ? index : FLS_OUT_OF_INDEXES;
}

BOOL WINAPI FlsFree(DWORD index)
{
    return result(RtlFlsFree(index));
}

PVOID WINAPI FlsGetValue(DWORD index)
{
    void *value;
    if (!result(RtlFlsGetValue(index, &value)))
        return NULL;
    RtlSetLastWin32Error(ERROR_SUCCESS); /* so that a stored null can be told from a failure */
    return value;
}

BOOL WINAPI FlsSetValue(DWORD index, PVOID value)
{
    return result(RtlFlsSetValue(index, value));
}

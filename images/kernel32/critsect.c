/*
 * Critical sections: NTDLL's, as far as Win32's prototypes differ.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/critsect.h"

WINBOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin)
{
    return result(RtlInitializeCriticalSectionAndSpinCount(section, spin));
}

WINBOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin, DWORD flags)
{
    return result(RtlInitializeCriticalSectionEx(section, spin, flags));
}

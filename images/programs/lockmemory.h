/* To take frames by number needs SeLockMemoryPrivilege, the fourth; by NTDLL, so that no DLL comes in for
 * that. */
#ifndef PROGRAMS_LOCKMEMORY_H
#define PROGRAMS_LOCKMEMORY_H

#include <windows.h>

static void enable_lock_memory(void)
{
    typedef LONG(NTAPI * adjust_call)(ULONG privilege, BOOLEAN enable, BOOLEAN of_thread, BOOLEAN * was);
    adjust_call adjust =
        (adjust_call)(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "RtlAdjustPrivilege");
    BOOLEAN was;
    adjust(4, TRUE, FALSE, &was);
}

#endif

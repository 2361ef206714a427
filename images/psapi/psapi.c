/*
 * A DLL of forwarders: nothing here is ever called but its entry.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

BOOL WINAPI psapi_main(HINSTANCE instance, DWORD reason, void *reserved)
{
    return TRUE;
}

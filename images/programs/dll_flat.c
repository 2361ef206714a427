/*
 * A DLL whose sections begin below pages, like flat.exe's, and which wants to lie where flat.exe lies: it is
 * relocated. It has no C run time.
 */
#include <windows.h>

static int numbers[1500] = {4711}; /* more than a page, and the address of one stands in another page */
static int *const last[1200] = {[1199] = &numbers[1499]};

__declspec(dllexport) int *flat_numbers(void)
{
    return numbers;
}

__declspec(dllexport) int *flat_last(void)
{
    return last[1199];
}

__declspec(dllexport) const char *flat_caller(void)
{
    return GetCommandLineA();
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE module, DWORD reason, void *reserved)
{
    (void)module;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        numbers[1499] = 815;
    return TRUE;
}

/*
 * Asks the driver faulty.sys to do what its name for it says.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <winioctl.h>

static const char *const kinds[] = {"irql", "address", "twice", "never", "level", "wait", "thread"};

static void ask(DWORD which)
{
    DWORD bytes;
    HANDLE device =
        CreateFileA("\\\\.\\Faulty", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + which, METHOD_BUFFERED, FILE_ANY_ACCESS);
    if (!DeviceIoControl(device, code, NULL, 0, NULL, 0, &bytes, NULL))
        printf("error %lu\n", GetLastError());
    CloseHandle(device);
}

int main(int count, char **arguments)
{
    for (DWORD i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (count > 1 && strcmp(arguments[1], kinds[i]) == 0)
            ask(i);
    return 0;
}

/*
 * Asks a device, uses more memory than there is, and asks again: what of its driver may leave memory has
 * left.
 */
#include <stdio.h>
#include <windows.h>
#include <winioctl.h>

#define IOCTL_KEPT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define BYTES      (2u << 20)

static void ask(HANDLE device)
{
    DWORD kept, bytes;
    if (DeviceIoControl(device, IOCTL_KEPT, NULL, 0, &kept, sizeof kept, &bytes, NULL))
        printf("kept: %lu\n", kept);
    else
        printf("control: error %lu\n", GetLastError());
}

static void use_memory(void)
{
    volatile char *memory = VirtualAlloc(NULL, BYTES, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (DWORD at = 0; at < BYTES; at += 4096)
        memory[at]++;
}

int main(void)
{
    HANDLE device = CreateFileA("\\\\.\\Hello", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ask(device);
    use_memory();
    ask(device);
    CloseHandle(device);
    return 0;
}

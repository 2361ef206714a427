/*
 * Opens the device of each driver that is named, writes, reads, asks, and closes it.
 */
#include <stdio.h>
#include <windows.h>
#include <winioctl.h>

#define IOCTL_KEPT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

static void move(HANDLE device)
{
    static const char text[] = "good morning";
    char answer[32];
    DWORD bytes;
    if (!WriteFile(device, text, sizeof text - 1, &bytes, NULL))
        printf("write: error %lu\n", GetLastError());
    if (!ReadFile(device, answer, sizeof answer, &bytes, NULL))
        printf("read: error %lu\n", GetLastError());
    else
        printf("read: %.*s\n", (int)bytes, answer);
}

static void ask(HANDLE device)
{
    DWORD kept, bytes;
    if (!DeviceIoControl(device, IOCTL_KEPT, NULL, 0, &kept, sizeof kept, &bytes, NULL))
        printf("control: error %lu\n", GetLastError());
    else
        printf("control: %lu bytes, %lu\n", bytes, kept);
}

static void talk(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "\\\\.\\%s", name);
    HANDLE device = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (device == INVALID_HANDLE_VALUE) {
        printf("%s: error %lu\n", name, GetLastError());
        return;
    }
    printf("%s: open\n", name);
    move(device);
    ask(device);
    CloseHandle(device);
}

int main(int count, char **names)
{
    for (int i = 1; i < count; i++)
        talk(names[i]);
    return 0;
}

/*
 * Drives QEMU's device for education by its driver, EDU.SYS.
 *
 *   edu                    all that it can do, and what it refuses
 *   edu move PLACE TEXT    by DMA into the device's buffer and back
 *   edu silent             a request that the device never answers: its file is closed, its thread ended
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winioctl.h>

#include "../drivers/edu.h"

static HANDLE open_device(void)
{
    HANDLE device = CreateFileA("\\\\.\\EDU", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (device == INVALID_HANDLE_VALUE)
        printf("EDU: error %lu\n", GetLastError());
    return device;
}

/* ---- control ---- */

static void ask(HANDLE device, const char *what, DWORD code, DWORD argument)
{
    DWORD result, bytes;
    if (DeviceIoControl(device, code, &argument, sizeof argument, &result, sizeof result, &bytes, NULL))
        printf("%s %#lx: %#lx\n", what, argument, result);
    else
        printf("%s %#lx: error %lu\n", what, argument, GetLastError());
}

static void ask_all(HANDLE device)
{
    ask(device, "identify", IOCTL_EDU_IDENTIFY, 0);
    ask(device, "invert", IOCTL_EDU_INVERT, 0x12345678);
    ask(device, "factorial", IOCTL_EDU_FACTORIAL, 0);
    ask(device, "factorial", IOCTL_EDU_FACTORIAL, 10);
    ask(device, "factorial", IOCTL_EDU_FACTORIAL, 13);
    ask(device, "raise", IOCTL_EDU_RAISE, 0x42);
}

static void count(HANDLE device)
{
    struct edu_counts counts;
    DWORD bytes;
    if (DeviceIoControl(device, IOCTL_EDU_COUNTS, NULL, 0, &counts, sizeof counts, &bytes, NULL))
        printf("requests %lu, interrupts %lu, status %#lx\n", counts.requests, counts.interrupts,
               counts.status);
    else
        printf("counts: error %lu\n", GetLastError());
}

/* ---- the buffer ---- */

/* Where: that comes with each call; a device has no end that a pointer could be moved from. */
static DWORD move_bytes(HANDLE device, BOOL write, DWORD place, void *bytes, DWORD count)
{
    DWORD moved;
    OVERLAPPED where = {.Offset = place};
    BOOL good = write ? WriteFile(device, bytes, count, &moved, &where)
                      : ReadFile(device, bytes, count, &moved, &where);
    if (!good)
        printf("%s %lu bytes at %lu: error %lu\n", write ? "write" : "read", count, place, GetLastError());
    return good ? moved : 0;
}

static void move_text(HANDLE device, DWORD place, char *text)
{
    char back[64] = "";
    DWORD length = (DWORD)strlen(text), written = move_bytes(device, TRUE, place, text, length);
    DWORD read = move_bytes(device, FALSE, place, back, length);
    printf("at %lu: %lu bytes there, %lu back: %s\n", place, written, read, back);
}

static void move_whole(HANDLE device)
{
    static unsigned char there[EDU_BUFFER_BYTES], back[EDU_BUFFER_BYTES];
    for (DWORD i = 0; i < sizeof there; i++)
        there[i] = (unsigned char)(i * 7 + i / 256);
    move_bytes(device, TRUE, 0, there, sizeof there);
    move_bytes(device, FALSE, 0, back, sizeof back);
    printf("all of it: %s\n", memcmp(there, back, sizeof there) ? "differs" : "the same");
}

/* ---- what is refused ---- */

static void refuse_control(HANDLE device)
{
    DWORD value = 5, bytes;
    if (!DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &value, 3, &value, sizeof value, &bytes, NULL))
        printf("an argument too short: error %lu\n", GetLastError());
    if (!DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &value, sizeof value, &value, 3, &bytes, NULL))
        printf("no room for the answer: error %lu\n", GetLastError());
    if (!DeviceIoControl(device, EDU_CODE(99), &value, sizeof value, &value, sizeof value, &bytes, NULL))
        printf("no such code: error %lu\n", GetLastError());
}

static void refuse_transfers(HANDLE device)
{
    static char bytes[2 * EDU_BUFFER_BYTES];
    move_bytes(device, TRUE, 0, bytes, EDU_BUFFER_BYTES + 1);
    move_bytes(device, FALSE, EDU_BUFFER_BYTES, bytes, 1);
    move_bytes(device, FALSE, 0x7fffffff, bytes, 1);
    printf("nothing at the end: %lu bytes\n", move_bytes(device, FALSE, EDU_BUFFER_BYTES, bytes, 0));
}

/* ---- what is never answered ---- */

static DWORD WINAPI wait_for_nothing(void *device)
{
    ask(device, "raise", IOCTL_EDU_RAISE, 0);
    return 0;
}

static HANDLE begin_to_wait(HANDLE device)
{
    return CreateThread(NULL, 0, wait_for_nothing, device, 0, NULL);
}

static void say_state(const char *which, HANDLE thread)
{
    printf("%s %s\n", which, WaitForSingleObject(thread, 0) == WAIT_TIMEOUT ? "waits" : "is over");
}

/* The first request is with the device, the second in the driver's queue. */
static void be_silent(HANDLE first, HANDLE second)
{
    HANDLE threads[] = {begin_to_wait(first), begin_to_wait(second)};
    Sleep(1); /* both ask */
    say_state("the first", threads[0]);
    say_state("the second", threads[1]);
    TerminateThread(threads[0], 1);
    WaitForSingleObject(threads[0], INFINITE);
    say_state("the second", threads[1]);
    CloseHandle(second);
    WaitForSingleObject(threads[1], INFINITE);
    ask(first, "factorial", IOCTL_EDU_FACTORIAL, 5);
    CloseHandle(first);
}

static void drive(HANDLE device)
{
    static char text[] = "into the device and back";
    ask_all(device);
    move_text(device, 100, text);
    move_whole(device);
    refuse_control(device);
    refuse_transfers(device);
    count(device);
}

int main(int count_of, char **words)
{
    if (count_of == 2 && strcmp(words[1], "silent") == 0) {
        be_silent(open_device(), open_device());
        return 0;
    }
    HANDLE device = open_device();
    if (device == INVALID_HANDLE_VALUE)
        return 1;
    if (count_of == 4 && strcmp(words[1], "move") == 0)
        move_text(device, (DWORD)atoi(words[2]), words[3]);
    else
        drive(device);
    CloseHandle(device);
    return 0;
}

/*
 * Asks the driver faulty.sys to do what its name for it says.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <winioctl.h>

static const char *const kinds[] = {
    "irql",        "address",  "twice",          "never",         "level",       "wait",
    "thread",      "free",     "unmap",          "reference",     "pending",     "function",
    "callback",    "unload",   "cancel",         "timer",         "mutex",       "held",
    "semaphore",   "dpc",      "raised",         "step",          "backwards",   "nested",
    "interrupts",  "overrun",  "overrun-much",   "overrun-pages", "overrun-end", "endless",
    "stalls",      "resource", "freed-resource", "region",        "endless-dpc", "deleted-timer",
    "overrun-many"};

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

static void *read_only(DWORD value)
{
    DWORD before, *page = VirtualAlloc(NULL, sizeof *page, MEM_COMMIT, PAGE_READWRITE);
    *page = value;
    VirtualProtect(page, sizeof *page, PAGE_READONLY, &before);
    return page;
}

/* By the program's own addresses: `neither` of what may be read and written, `read` and `write` of what may
 * not. */
static void ask_bare(const char *kind)
{
    DWORD bytes = 0, answer = 0, *input = read_only(21), *output = &answer;
    HANDLE device =
        CreateFileA("\\\\.\\Faulty", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_NEITHER, FILE_ANY_ACCESS);
    input = strcmp(kind, "read") == 0 ? (DWORD *)16 : input;
    output = strcmp(kind, "write") == 0 ? input : output;
    if (!DeviceIoControl(device, code, input, sizeof *input, output, sizeof *output, &bytes, NULL))
        printf("error %lu\n", GetLastError());
    printf("%s: %lu, %lu bytes\n", kind, answer, bytes);
    CloseHandle(device);
}

static DWORD WINAPI ask_and_end(LPVOID which)
{
    ask((DWORD)(ULONG_PTR)which);
    ExitProcess(0);
}

/* Of two threads, so that the process can end while a request is pending. */
int main(int count, char **arguments)
{
    for (DWORD i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (count > 1 && strcmp(arguments[1], kinds[i]) == 0)
            CreateThread(NULL, 0, ask_and_end, (LPVOID)(ULONG_PTR)i, 0, NULL);
    if (count > 2)
        ask_bare(arguments[2]);
    else
        Sleep(1000);
    return 0;
}

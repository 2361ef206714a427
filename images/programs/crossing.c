/*
 * crossing WAY TIMES: goes one way into the kernel and back so many times, once before they count, and says
 * what one takes by the time-stamp counter; where that counts instructions (`make bench`), so does this. Less
 * a loop around nothing. Of a switch there and back it is the half. `spin` does not go anywhere: a thousand
 * instructions beside a thread that would run, too, for /QUANTUM=.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#define PAGE 0x1000u

typedef void way(unsigned i);

static unsigned times;
static NTSTATUS(NTAPI *nt_close)(HANDLE handle);
static volatile char *pages;
static char buffer[PAGE];
static HANDLE file;

static void nothing(unsigned i)
{
    (void)i;
}

static void call(unsigned i)
{
    (void)i;
    nt_close(NULL);
}

static void fault(unsigned i)
{
    pages[i * PAGE] = 1;
}

static void read(unsigned i)
{
    DWORD bytes;
    OVERLAPPED from_begin = {0};
    (void)i;
    ReadFile(file, buffer, PAGE, &bytes, &from_begin);
}

static void yield(unsigned i)
{
    (void)i;
    SwitchToThread();
}

static void spin(unsigned i)
{
    (void)i;
    unsigned turns = 500;
    __asm__ volatile("0:\tdecl %0\n\tjnz 0b" : "+r"(turns) : : "cc");
}

static DWORD go(way *what)
{
    DWORD begin, end;
    __asm__ volatile("rdtsc" : "=a"(begin) : : "edx");
    for (unsigned i = 1; i <= times; i++)
        what(i);
    __asm__ volatile("rdtsc" : "=a"(end) : : "edx");
    return end - begin;
}

/* As often as the other one, and once more, whoever begins. */
static DWORD WINAPI other_thread(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i <= times + 1; i++)
        SwitchToThread();
    return 0;
}

static DWORD WINAPI spin_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        spin(0);
}

static void make_pages(void)
{
    pages = VirtualAlloc(NULL, (times + 1) * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

static void open_itself(void)
{
    file = CreateFileA("C:\\PROGRAMS\\crossing.exe", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0,
                       NULL);
}

static void start_thread(void)
{
    CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
}

static void start_spinning(void)
{
    CreateThread(NULL, 0, spin_for_ever, NULL, 0, NULL);
}

/* It says when it is there. */
static void start_process(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    char line[80];
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, "ready");
    sprintf(line, "C:\\PROGRAMS\\crossing.exe other %u", times);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child))
        exit(1);
    WaitForSingleObject(ready, INFINITE);
}

static const struct {
    const char *name;
    way *what;
    void (*prepare)(void);
    unsigned parts;
} ways[] = {{"nothing", nothing, NULL, 1},      {"call", call, NULL, 1},
            {"fault", fault, make_pages, 1},    {"read", read, open_itself, 1},
            {"thread", yield, start_thread, 2}, {"process", yield, start_process, 2},
            {"spin", spin, start_spinning, 1}};

static int be_the_other(void)
{
    SetEvent(OpenEventA(EVENT_MODIFY_STATE, FALSE, "ready"));
    return (int)other_thread(NULL);
}

int main(int argc, char **argv)
{
    nt_close = (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtClose");
    times = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
    if (times && strcmp(argv[1], "other") == 0)
        return be_the_other();
    for (unsigned i = 0; times && i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(argv[1], ways[i].name) != 0)
            continue;
        if (ways[i].prepare)
            ways[i].prepare();
        ways[i].what(0);
        printf("%lu\n", (go(ways[i].what) - go(nothing)) / times / ways[i].parts);
        return 0;
    }
    puts("crossing WAY TIMES: nothing, call, fault, read, thread, process, spin");
    return 2;
}

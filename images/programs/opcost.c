/*
 * opcost: what each operation costs, by the time-stamp counter around it; where that counts instructions
 * (`make bench`), so does this. Each is done once before it counts, then some times: the exact mean. Less
 * what the same calls around nothing cost. One line for each, `op.NAME NUMBER`.
 *
 * `opcost pressure PAGES`: only what a page costs that goes out for another that comes in; PAGES must be more
 * than there are frames. `opcost calls`: only system calls.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#define PAGE  0x1000u
#define TIMES 64u

typedef void operation(unsigned i);

static DWORD now(void)
{
    DWORD low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low;
}

static void nothing(unsigned i)
{
    (void)i;
}

static DWORD sum(operation *what, unsigned times)
{
    DWORD all = 0;
    for (unsigned i = 0; i < times; i++) {
        DWORD begin = now();
        what(i);
        all += now() - begin;
    }
    return all;
}

static void say(const char *name, DWORD cost)
{
    printf("op.%s %lu\n", name, cost);
}

static DWORD mean(operation *what, unsigned times)
{
    what(0);
    return (sum(what, times) - sum(nothing, times)) / times;
}

/* System calls */
static NTSTATUS(NTAPI *nt_close)(HANDLE handle);
static NTSTATUS(NTAPI *nt_create_file)(HANDLE *out, ACCESS_MASK access, void *attributes, void *io,
                                       void *allocation, ULONG file_attributes, ULONG share,
                                       ULONG disposition, ULONG options, void *ea, ULONG ea_bytes);
static HANDLE event;

static void close_nothing(unsigned i)
{
    (void)i;
    nt_close(NULL);
}

/* The place of its result cannot be written. */
static void create_nowhere(unsigned i)
{
    (void)i;
    nt_create_file(NULL, 0, NULL, NULL, NULL, 0, 0, 0, 0, NULL, 0);
}

static void set_event(unsigned i)
{
    (void)i;
    SetEvent(event);
}

static void wait_satisfied(unsigned i)
{
    (void)i;
    WaitForSingleObject(event, INFINITE);
}

static void make_event(unsigned i)
{
    (void)i;
    CloseHandle(CreateEventA(NULL, TRUE, FALSE, NULL));
}

static void system_calls(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    nt_close = (void *)GetProcAddress(ntdll, "NtClose");
    nt_create_file = (void *)GetProcAddress(ntdll, "NtCreateFile");
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    say("syscall-fails", mean(close_nothing, TIMES));
    say("syscall-fails-11-arguments", mean(create_nowhere, TIMES));
    say("set-event", mean(set_event, TIMES));
    say("wait-satisfied", mean(wait_satisfied, TIMES));
    say("event-made", mean(make_event, TIMES));
}

/* Memory. A touch of a page that is there is what the touch itself costs. */
static char initialised[(TIMES + 1) * PAGE] __attribute__((aligned(4096))) = {1};
static volatile char *pages;

static void read_page(unsigned i)
{
    (void)pages[i * PAGE];
}

static void write_page(unsigned i)
{
    pages[i * PAGE] = 2;
}

static void say_faults(const char *name, volatile char *first, operation *touch)
{
    pages = first;
    touch(0); /* this program's own pages */
    pages = first + PAGE;
    DWORD faults = sum(touch, TIMES);
    say(name, (faults - sum(touch, TIMES)) / TIMES);
}

static void soft_faults(void)
{
    DWORD bytes = (TIMES + 1) * PAGE;
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, bytes, NULL);
    char *one = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *other = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    memset(one, 1, bytes);
    say_faults("soft-fault", other, read_page);
}

static void faults(void)
{
    char *fresh = VirtualAlloc(NULL, (TIMES + 1) * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    say_faults("demand-zero", fresh, write_page);
    say_faults("page-in", initialised, read_page);
    say_faults("copy-on-write", initialised, write_page);
    soft_faults();
}

static void make_region(unsigned i)
{
    (void)i;
    VirtualFree(VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), 0, MEM_RELEASE);
}

/* Threads and processes */
static HANDLE ping, pong;

static DWORD WINAPI ending(void *unused)
{
    (void)unused;
    return 0;
}

static DWORD WINAPI yielding(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < 2 * TIMES; i++)
        SwitchToThread();
    return 0;
}

static DWORD WINAPI answering(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < TIMES + 1; i++) {
        WaitForSingleObject(ping, INFINITE);
        SetEvent(pong);
    }
    return 0;
}

static void yield(unsigned i)
{
    (void)i;
    SwitchToThread();
}

static void round_trip(unsigned i)
{
    (void)i;
    SetEvent(ping);
    WaitForSingleObject(pong, INFINITE);
}

static void end_of(HANDLE thread)
{
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void make_thread(unsigned i)
{
    (void)i;
    end_of(CreateThread(NULL, 0, ending, NULL, 0, NULL));
}

static void threads(void)
{
    say("yield-alone", mean(yield, TIMES));
    HANDLE thread = CreateThread(NULL, 0, yielding, NULL, 0, NULL);
    SwitchToThread();
    say("thread-switch", mean(yield, TIMES) / 2); /* there and back */
    end_of(thread);
    ping = CreateEventA(NULL, FALSE, FALSE, NULL);
    pong = CreateEventA(NULL, FALSE, FALSE, NULL);
    thread = CreateThread(NULL, 0, answering, NULL, 0, NULL);
    say("event-round-trip", mean(round_trip, TIMES));
    end_of(thread);
    say("thread-made", mean(make_thread, 16));
}

static HANDLE start(const char *command)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    char line[MAX_PATH];
    strcpy(line, command);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child)) {
        printf("%s: error %lu\n", command, GetLastError());
        exit(1);
    }
    CloseHandle(child.hThread);
    return child.hProcess;
}

static void make_bare(unsigned i)
{
    (void)i;
    end_of(start("C:\\PROGRAMS\\bare.exe"));
}

static void make_stock(unsigned i)
{
    (void)i;
    end_of(start("C:\\PROGRAMS\\opcost.exe nothing"));
}

static void processes(void)
{
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, "ready");
    HANDLE child = start("C:\\PROGRAMS\\opcost.exe yield");
    WaitForSingleObject(ready, INFINITE);
    say("process-switch", mean(yield, TIMES) / 2);
    end_of(child);
    say("process-made-bare", mean(make_bare, 4));
    say("process-made-stock", mean(make_stock, 4));
}

static void load(unsigned i)
{
    (void)i;
    FreeLibrary(LoadLibraryA("dll_small.dll"));
}

static int child_yields(void)
{
    HANDLE ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, "ready");
    SetEvent(ready);
    return (int)yielding(NULL);
}

/* Once out: the first time round nothing is in the page file. */
static int pressure(unsigned count)
{
    pages = VirtualAlloc(NULL, count * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (int round = 0; round < 2; round++)
        sum(write_page, count);
    say("in-and-out", (sum(write_page, count) - sum(nothing, count)) / count);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 2)
        return pressure((unsigned)atoi(argv[2]));
    if (argc > 1 && strcmp(argv[1], "calls") == 0)
        return system_calls(), 0;
    if (argc > 1)
        return strcmp(argv[1], "yield") == 0 ? child_yields() : 0;
    system_calls();
    faults();
    say("region-made", mean(make_region, TIMES));
    threads();
    processes();
    say("library-loaded", mean(load, 4));
    return 0;
}

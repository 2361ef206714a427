/*
 * growth WHAT MOST [MILLIONS]: what one more costs when there are 10, 100, 1000, 10000 and 30000 of a thing,
 * up to MOST, by the time-stamp counter; where that counts instructions (`make bench`), so does this. For
 * each of these numbers and each operation a line `growth.WHAT.OPERATION.NUMBER COST`, the exact mean. When
 * one cannot be made, or MILLIONS of counts are over before all are made, a line says how many there are:
 *   growth.WHAT.limit.ERROR NUMBER, growth.WHAT.late NUMBER
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE      0x1000u
#define TIMES     16u
#define MOST_EVER 30000u
#define SMALL     0x10000u /* what a thread's stack may become, so that many fit */

struct measure {
    const char *name;
    int (*once)(unsigned which);   /* `which` is one of those that there are */
    int (*before)(unsigned which); /* what is not counted */
};

struct thing {
    const char *name;
    const char *format;     /* of the name of one, the same length for each */
    int (*add)(unsigned i); /* false: it cannot be made, GetLastError() says why */
    struct measure measures[4];
    void (*end)(unsigned i); /* of what does not end with this process */
};

static union {
    HANDLE handle;
    void *region;
    DWORD id;
} made[MOST_EVER];

static char text[48]; /* the name of the one that comes next; made before it is measured */
static HANDLE never, ping, pong;

static unsigned long long now(void)
{
    unsigned long long count;
    __asm__ volatile("rdtsc" : "=A"(count));
    return count;
}

/* Handles: unnamed events */
static int handle_add(unsigned i)
{
    return (made[i].handle = CreateEventA(NULL, TRUE, FALSE, NULL)) != NULL;
}

static int handle_make(unsigned which)
{
    (void)which;
    return CloseHandle(CreateEventA(NULL, TRUE, FALSE, NULL));
}

static int handle_use(unsigned which)
{
    return SetEvent(made[which].handle);
}

/* The one that was given away comes back, or another that is free. */
static int handle_replace(unsigned which)
{
    CloseHandle(made[which].handle);
    return handle_add(which);
}

/* Named objects */
static int named_add(unsigned i)
{
    return (made[i].handle = CreateEventA(NULL, TRUE, FALSE, text)) != NULL;
}

static int named_make(unsigned which)
{
    (void)which;
    return CloseHandle(CreateEventA(NULL, TRUE, FALSE, "one more"));
}

static int named_open(unsigned which)
{
    return CloseHandle(OpenEventA(EVENT_ALL_ACCESS, FALSE, text));
}

static int named_miss(unsigned which)
{
    (void)which;
    return OpenEventA(EVENT_ALL_ACCESS, FALSE, "none") == NULL;
}

/* Threads that wait, with a time-out or without */
static DWORD WINAPI waiting(void *milliseconds)
{
    return WaitForSingleObject(never, (DWORD)milliseconds);
}

static DWORD WINAPI ending(void *unused)
{
    (void)unused;
    return 0;
}

static DWORD WINAPI answering(void *unused)
{
    (void)unused;
    for (;;) {
        WaitForSingleObject(ping, INFINITE);
        SetEvent(pong);
    }
}

static int waiting_add(unsigned i, DWORD milliseconds)
{
    HANDLE thread = CreateThread(NULL, SMALL, waiting, (void *)milliseconds,
                                 STACK_SIZE_PARAM_IS_A_RESERVATION, &made[i].id);
    if (!thread)
        return 0;
    SwitchToThread(); /* until it waits */
    return CloseHandle(thread);
}

static int thread_add(unsigned i)
{
    return waiting_add(i, INFINITE);
}

static int thread_make(unsigned which)
{
    HANDLE thread = CreateThread(NULL, SMALL, ending, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    (void)which;
    WaitForSingleObject(thread, INFINITE);
    return CloseHandle(thread);
}

static int thread_open(unsigned which)
{
    return CloseHandle(OpenThread(THREAD_ALL_ACCESS, FALSE, made[which].id));
}

/* Each has another time, in no order; so has the one that is measured, among theirs. */
static DWORD time_of(unsigned i)
{
    return 100000000 + i * 7919 % 10007 * 1000;
}

static int timer_add(unsigned i)
{
    return waiting_add(i, time_of(i));
}

/* The wait begins and the answer ends it, so that its time-out comes and goes. */
static int timer_wait(unsigned which)
{
    SetEvent(ping);
    return WaitForSingleObject(pong, time_of(which) + 500) == WAIT_OBJECT_0;
}

static int round_trip(unsigned which)
{
    (void)which;
    SetEvent(ping);
    return WaitForSingleObject(pong, INFINITE) == WAIT_OBJECT_0;
}

static int sleep_once(unsigned which)
{
    (void)which;
    Sleep(1);
    return 1;
}

/* Files of a folder */
static HANDLE file(const char *path, DWORD how)
{
    return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, how, 0, NULL);
}

static int file_add(unsigned i)
{
    HANDLE one = file(text, CREATE_NEW);
    return one != INVALID_HANDLE_VALUE && CloseHandle(one);
}

static int file_make(unsigned which)
{
    (void)which;
    CloseHandle(file("C:\\TEMP\\more.txt", CREATE_NEW));
    return DeleteFileA("C:\\TEMP\\more.txt");
}

static int file_long(unsigned which)
{
    (void)which;
    CloseHandle(file("C:\\TEMP\\one with a long name.text", CREATE_NEW));
    return DeleteFileA("C:\\TEMP\\one with a long name.text");
}

static int file_open(unsigned which)
{
    return CloseHandle(file(text, OPEN_EXISTING));
}

static int file_miss(unsigned which)
{
    (void)which;
    return file("C:\\TEMP\\none.txt", OPEN_EXISTING) == INVALID_HANDLE_VALUE;
}

/* Regions of two pages; what lies behind them up to the next 64 KB stays free */
static int region_add(unsigned i)
{
    return (made[i].region = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE, PAGE_READWRITE)) != NULL;
}

static int region_make(unsigned which)
{
    (void)which;
    return VirtualFree(VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), 0, MEM_RELEASE);
}

static int region_replace(unsigned which)
{
    VirtualFree(made[which].region, 0, MEM_RELEASE);
    return region_add(which);
}

static int region_ask(unsigned which)
{
    MEMORY_BASIC_INFORMATION answer;
    return VirtualQuery(made[which].region, &answer, sizeof answer) != 0;
}

/* Whether the region has a page table already hangs on what lies beside it: now it has. */
static int region_hold(unsigned which)
{
    char *second = (char *)made[which].region + PAGE;
    return VirtualAlloc(second, PAGE, MEM_COMMIT, PAGE_READWRITE) && (*(volatile char *)second = 1);
}

static int region_touch(unsigned which)
{
    if (!VirtualAlloc(made[which].region, PAGE, MEM_COMMIT, PAGE_READWRITE))
        return 0;
    *(volatile char *)made[which].region = 1;
    return VirtualFree(made[which].region, PAGE, MEM_DECOMMIT);
}

/* Processes that wait */
static HANDLE process_start(const char *command, DWORD *id)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    char line[64];
    strcpy(line, command);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child))
        return NULL;
    *id = child.dwProcessId;
    CloseHandle(child.hThread);
    return child.hProcess;
}

static int process_add(unsigned i)
{
    HANDLE process = process_start("C:\\PROGRAMS\\bare.exe wait", &made[i].id);
    if (!process)
        return 0;
    SwitchToThread(); /* until it waits */
    return CloseHandle(process);
}

static void process_end(unsigned i)
{
    HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, made[i].id);
    TerminateProcess(process, 0);
    CloseHandle(process);
}

static int process_make(unsigned which)
{
    DWORD id;
    HANDLE process = process_start("C:\\PROGRAMS\\bare.exe", &id);
    (void)which;
    WaitForSingleObject(process, INFINITE);
    return CloseHandle(process);
}

static int process_open(unsigned which)
{
    return CloseHandle(OpenProcess(PROCESS_ALL_ACCESS, FALSE, made[which].id));
}

/* clang-format off */
static const struct thing things[] = {
    {.name = "handles", .add = handle_add,
     .measures = {{"make", handle_make}, {"use", handle_use}, {"replace", handle_replace}}},
    {.name = "names", .format = "event number %05u", .add = named_add,
     .measures = {{"make", named_make}, {"open", named_open}, {"miss", named_miss}}},
    {.name = "threads", .add = thread_add,
     .measures = {{"make", thread_make}, {"open", thread_open}, {"round-trip", round_trip}}},
    {.name = "timers", .add = timer_add,
     .measures = {{"wait", timer_wait}, {"sleep", sleep_once}, {"round-trip", round_trip}}},
    {.name = "files", .format = "C:\\TEMP\\f%05u.txt", .add = file_add,
     .measures = {{"make", file_make}, {"make-long", file_long}, {"open", file_open}, {"miss", file_miss}}},
    {.name = "regions", .add = region_add,
     .measures = {{"make", region_make}, {"replace", region_replace}, {"ask", region_ask}, {"touch", region_touch, region_hold}}},
    {.name = "processes", .add = process_add, .end = process_end,
     .measures = {{"make", process_make}, {"open", process_open}, {"round-trip", round_trip}}},
};
/* clang-format on */

static void name_one(const struct thing *thing, unsigned i)
{
    if (thing->format)
        sprintf(text, thing->format, i);
}

/* Those that are used are spread over all that there are, the last one with them. */
static void measure(const struct thing *thing, const struct measure *measure, unsigned count)
{
    unsigned long long all = 0;
    name_one(thing, 0);
    measure->once(0);
    for (unsigned i = 1; i <= TIMES; i++) {
        unsigned which = i * count / TIMES - 1u + (i * count < TIMES);
        name_one(thing, which);
        if (measure->before && !measure->before(which))
            printf("growth.%s.%s.failed %lu\n", thing->name, measure->name, GetLastError());
        unsigned long long begin = now();
        if (!measure->once(which))
            printf("growth.%s.%s.failed %lu\n", thing->name, measure->name, GetLastError());
        all += now() - begin;
    }
    printf("growth.%s.%s.%u %llu\n", thing->name, measure->name, count, all / TIMES);
}

static void measure_all(const struct thing *thing, unsigned count)
{
    for (unsigned i = 0; i < 4 && thing->measures[i].name; i++)
        measure(thing, &thing->measures[i], count);
}

/* How many there are in the end: `to`, or what the machine or the time allows. */
static unsigned grow(const struct thing *thing, unsigned from, unsigned to, unsigned long long end)
{
    for (unsigned i = from; i < to; i++) {
        name_one(thing, i);
        if (!thing->add(i)) {
            printf("growth.%s.limit.%lu %u\n", thing->name, GetLastError(), i);
            return i;
        }
        if (now() > end) {
            printf("growth.%s.late %u\n", thing->name, i + 1);
            return i + 1;
        }
    }
    return to;
}

static unsigned grow_all(const struct thing *thing, unsigned most, unsigned long long end)
{
    static const unsigned counts[] = {10, 100, 1000, 4000, 10000, 30000};
    unsigned count = 0;
    for (unsigned i = 0; i < sizeof counts / sizeof *counts && counts[i] <= most; i++) {
        if (counts[i] == 4000 && most != 4000) /* so many processes; of other things in powers of ten */
            continue;
        unsigned from = count;
        count = grow(thing, from, counts[i], end);
        if (count < counts[i])
            break;
        measure_all(thing, count);
    }
    return count;
}

static void go(const struct thing *thing, unsigned most, unsigned long long end)
{
    unsigned count = grow_all(thing, most, end);
    for (unsigned i = 0; thing->end && i < count; i++)
        thing->end(i);
}

/* All the same before there are many: the one that answers, and this program's own pages. */
static void prepare(void)
{
    never = CreateEventA(NULL, TRUE, FALSE, NULL);
    ping = CreateEventA(NULL, FALSE, FALSE, NULL);
    pong = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseHandle(CreateThread(NULL, SMALL, answering, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL));
    round_trip(0);
    memset(made, 0, sizeof made);
}

int main(int argc, char **argv)
{
    unsigned most = argc > 2 ? (unsigned)atoi(argv[2]) : 100;
    unsigned long long end = argc > 3 ? now() + atoi(argv[3]) * 1000000ull : ~0ull;
    if (argc < 2 || most > MOST_EVER)
        return 1;
    prepare();
    for (const struct thing *thing = things; thing < things + sizeof things / sizeof *things; thing++)
        if (strcmp(thing->name, argv[1]) == 0)
            go(thing, most, end);
    fflush(stdout);
    TerminateProcess(GetCurrentProcess(), 0);
    return 0;
}

/*
 * Write watch: which pages of a region were written since it was asked last, by whomever and wherever they
 * are by now. Each line is one experiment, told as the numbers of the pages. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE  0x1000u
#define PAGES 16u

static char *watched;

/* The pages of [first, first + count) that were written; with WRITE_WATCH_FLAG_RESET they no longer count. */
static void show(const char *what, DWORD flags, unsigned first, unsigned count, ULONG_PTR room)
{
    void *pages[PAGES];
    char line[200];
    DWORD granularity = 0;
    int length = sprintf(line, "%s:", what);
    if (GetWriteWatch(flags, watched + first * PAGE, count * PAGE, pages, &room, &granularity) != 0)
        room = 0, length += sprintf(line + length, " error %lu", GetLastError());
    for (ULONG_PTR i = 0; i < room; i++)
        length += sprintf(line + length, " %u", (unsigned)((char *)pages[i] - watched) / PAGE);
    printf("%s%s\n", line, granularity == PAGE ? "" : ", no granularity");
}

static void show_all(const char *what)
{
    show(what, 0, 0, PAGES, PAGES);
}

/* Everything else leaves memory. */
static void push_out(void)
{
    char *much = VirtualAlloc(NULL, 300 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < 300; i++)
            much[i * PAGE]++;
    VirtualFree(much, 0, MEM_RELEASE);
}

/* ---- who writes ---- */

static void program_writes(void)
{
    volatile char *at = watched;
    show_all("fresh");
    (void)at[1 * PAGE];
    show_all("page 1 was read");
    at[2 * PAGE] = 1;
    *(volatile DWORD *)(at + 5 * PAGE - 2) = 1; /* across 4 and 5 */
    show_all("2, 4 and 5 were written");
    show_all("asked again");
    show("from 3 to 4", 0, 3, 2, PAGES);
}

static void kernel_writes(void)
{
    DWORD done;
    SIZE_T copied;
    char bytes[64] = "a file";
    HANDLE file = CreateFileA("C:\\TEMP\\watch.dat", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    WriteFile(file, bytes, sizeof bytes, &done, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, watched + 7 * PAGE - 32, sizeof bytes, &done, NULL);
    CloseHandle(file);
    show_all("ReadFile into 6 and 7");
    ReadProcessMemory(GetCurrentProcess(), bytes, watched + 8 * PAGE, sizeof bytes, &copied);
    show_all("ReadProcessMemory into 8");
    WriteProcessMemory(GetCurrentProcess(), watched + 9 * PAGE, bytes, sizeof bytes, &copied);
    show_all("WriteProcessMemory into 9");
    QueryPerformanceCounter((LARGE_INTEGER *)(watched + 10 * PAGE));
    show_all("a system call's result into 10");
}

/* ---- where the pages go ---- */

static void reset(void)
{
    printf("reset 0 to 3: %u\n", ResetWriteWatch(watched, 4 * PAGE));
    show_all("left");
    show("room for two, and reset", WRITE_WATCH_FLAG_RESET, 0, PAGES, 2);
    show_all("left");
    printf("reset all: %u\n", ResetWriteWatch(watched, PAGES * PAGE));
    show_all("left");
}

static void paging(void)
{
    watched[2 * PAGE] = 2;
    watched[3 * PAGE] = 3;
    push_out();
    show_all("2 and 3 written, and pushed out");
    ResetWriteWatch(watched + 3 * PAGE, PAGE);
    push_out();
    printf("read back: %d %d\n", watched[2 * PAGE], watched[3 * PAGE]);
    show_all("3 was reset meanwhile");
    watched[4 * PAGE] = 4;
    ResetWriteWatch(watched, PAGES * PAGE);
    push_out();
    printf("4 was reset before it went: %d\n", watched[4 * PAGE]);
    show_all("left");
}

static void regions(void)
{
    DWORD old;
    watched[1 * PAGE] = 1;
    VirtualProtect(watched, 2 * PAGE, PAGE_READONLY, &old);
    show_all("1 written, then read-only");
    VirtualProtect(watched, 2 * PAGE, PAGE_NOACCESS, &old);
    show_all("then out of bounds");
    VirtualFree(watched, 2 * PAGE, MEM_DECOMMIT);
    show_all("then decommitted");
    VirtualAlloc(watched, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    show_all("and committed again");
    ResetWriteWatch(watched, PAGES * PAGE);
    watched[0] = 1;
    show_all("reset, and 0 written");
}

/* ---- what is refused ---- */

static void error(const char *what, UINT status)
{
    printf("%s: %d, error %lu\n", what, (int)status, GetLastError());
    SetLastError(0);
}

static void refusals(void)
{
    void *pages[PAGES];
    ULONG_PTR room = PAGES, none = 0;
    DWORD granularity;
    char *plain = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    SetLastError(0);
    error("a flag that is none", GetWriteWatch(2, watched, PAGE, pages, &room, &granularity));
    error("no bytes", GetWriteWatch(0, watched, 0, pages, &room, &granularity));
    error("beyond the region", GetWriteWatch(0, watched + PAGE, PAGES * PAGE, pages, &room, &granularity));
    error("a region that is not watched", GetWriteWatch(0, plain, PAGE, pages, &room, &granularity));
    error("no region", GetWriteWatch(0, NULL, PAGE, pages, &room, &granularity));
    error("no room", GetWriteWatch(0, watched, PAGE, pages, &none, &granularity));
    error("no array", GetWriteWatch(0, watched, PAGE, NULL, &room, &granularity));
    error("no count", GetWriteWatch(0, watched, PAGE, pages, NULL, &granularity));
    error("no granularity", GetWriteWatch(0, watched, PAGE, pages, &room, NULL));
    error("reset of no bytes", ResetWriteWatch(watched, 0));
    error("reset beyond the region", ResetWriteWatch(watched, PAGES * PAGE + 1));
    error("reset of a region that is not watched", ResetWriteWatch(plain, PAGE));
    error("watched, but not reserved",
          VirtualAlloc(NULL, PAGE, MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE) != NULL);
    error("large pages",
          VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT | MEM_LARGE_PAGES, PAGE_READWRITE) != NULL);
    VirtualFree(plain, 0, MEM_RELEASE);
    show_all("after all that");
}

int main(void)
{
    watched = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE);
    program_writes();
    kernel_writes();
    reset();
    paging();
    regions();
    refusals();
    printf("released: %d\n", VirtualFree(watched, 0, MEM_RELEASE));
    return 0;
}

/*
 * What a program may ask of its working set and of its locks, and what it is told: one line for each thing
 * tried. The same program runs under Windows, where the numbers of the machine are others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <psapi.h>

#define PAGE 4096u

typedef LONG(WINAPI *lock_call)(HANDLE process, void **base, SIZE_T *size, ULONG how);
typedef LONG(WINAPI *query_call)(HANDLE process, const void *base, ULONG what, void *out, SIZE_T size,
                                 SIZE_T *returned);

static HANDLE self;
static lock_call nt_lock, nt_unlock;
static query_call nt_query;

static void result(const char *what, BOOL done)
{
    DWORD error = GetLastError();
    if (done)
        printf("%-44s done\n", what);
    else
        printf("%-44s error %lu\n", what, error);
}

static char *fresh(unsigned pages)
{
    return VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

static unsigned about(const void *page)
{
    PSAPI_WORKING_SET_EX_INFORMATION asked = {(void *)page, {0}};
    K32QueryWorkingSetEx(self, &asked, sizeof asked);
    return asked.VirtualAttributes.Flags;
}

/* ---- limits ---- */

static void limits(const char *when)
{
    SIZE_T least, most;
    DWORD flags;
    GetProcessWorkingSetSizeEx(self, &least, &most, &flags);
    printf("%-44s %lu to %lu pages, flags %lx\n", when, least / PAGE, most / PAGE, flags);
}

static void set(const char *what, SIZE_T least, SIZE_T most, DWORD flags)
{
    result(what, SetProcessWorkingSetSizeEx(self, least, most, flags));
}

static void rights(DWORD right)
{
    HANDLE process = OpenProcess(right, FALSE, GetCurrentProcessId());
    printf("with the right %04lx: ", right);
    result("new limits", SetProcessWorkingSetSize(process, 40 * PAGE, 60 * PAGE));
    CloseHandle(process);
}

static void working_set(void)
{
    limits("at the beginning");
    rights(PROCESS_SET_INFORMATION);
    rights(PROCESS_SET_QUOTA);
    set("a minimum above the maximum", 80 * PAGE, 60 * PAGE, 0);
    set("no minimum", 0, 60 * PAGE, 0);
    set("a flag that is none", 40 * PAGE, 60 * PAGE, 0x100);
    set("hard and not hard", 40 * PAGE, 60 * PAGE,
        QUOTA_LIMITS_HARDWS_MAX_ENABLE | QUOTA_LIMITS_HARDWS_MAX_DISABLE);
    set("less than there must be", PAGE, 60 * PAGE, 0);
    limits("then");
    set("more than the machine has", 40 * PAGE, 0x7fff0000, 0);
    limits("then");
    set("a hard minimum larger than the machine", 0x7fff0000, 0x7fff0000, QUOTA_LIMITS_HARDWS_MIN_ENABLE);
    set("60 to 200 pages, both hard", 60 * PAGE, 200 * PAGE,
        QUOTA_LIMITS_HARDWS_MIN_ENABLE | QUOTA_LIMITS_HARDWS_MAX_ENABLE);
    limits("then");
    set("emptied", (SIZE_T)-1, (SIZE_T)-1, 0);
    limits("which changes no limit");
    set("advice again", 60 * PAGE, 200 * PAGE,
        QUOTA_LIMITS_HARDWS_MIN_DISABLE | QUOTA_LIMITS_HARDWS_MAX_DISABLE);
    set("20 to 100 pages", 20 * PAGE, 100 * PAGE, 0);
}

/* ---- locks ---- */

static void ranges(char *pages)
{
    char *hole = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    DWORD old;
    VirtualAlloc(hole, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    result("a range of no bytes", VirtualLock(pages, 0));
    result("free addresses", VirtualLock((char *)0x60000000, PAGE));
    result("the kernel's", VirtualLock((char *)0x80000000, PAGE));
    result("half of it only reserved", VirtualLock(hole, 4 * PAGE));
    printf("%-44s %x\n", "its first page is locked", about(hole) >> 22 & 1);
    VirtualProtect(hole, PAGE, PAGE_NOACCESS, &old);
    result("a page that nobody may touch", VirtualLock(hole, PAGE));
    VirtualProtect(hole, PAGE, PAGE_READWRITE | PAGE_GUARD, &old);
    result("a guard", VirtualLock(hole, PAGE));
    VirtualFree(hole, 0, MEM_RELEASE);
}

static void quota(char *pages)
{
    result("13 pages of a minimum of 20", VirtualLock(pages, 13 * PAGE));
    result("12", VirtualLock(pages, 12 * PAGE));
    result("the same once more", VirtualLock(pages + 5, 3 * PAGE));
    result("another one", VirtualLock(pages + 20 * PAGE, 1));
    result("a maximum that leaves them no room", SetProcessWorkingSetSize(self, 20 * PAGE, 20 * PAGE));
    printf("%-44s %x\n", "a locked page and what is known of it", about(pages));
}

static void unlocking(char *pages)
{
    result("13 pages unlocked, 12 are locked", VirtualUnlock(pages, 13 * PAGE));
    result("the first 10", VirtualUnlock(pages, 10 * PAGE));
    result("the first again", VirtualUnlock(pages, 1));
    K32EmptyWorkingSet(self);
    printf("%-44s %u %u %u\n", "after it was emptied: pages 9, 10, 12", about(pages + 9 * PAGE) & 1,
           about(pages + 10 * PAGE) & 1, about(pages + 12 * PAGE) & 1);
}

static unsigned protect_status(char *page, ULONG protection)
{
    typedef LONG(WINAPI * call)(HANDLE, void **, SIZE_T *, ULONG, ULONG *);
    call protect = (call)(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtProtectVirtualMemory");
    void *base = page;
    SIZE_T size = PAGE;
    ULONG old;
    return (unsigned)protect(self, &base, &size, protection, &old);
}

static void ends(char *pages)
{
    char *last = pages + 11 * PAGE;
    printf("%-44s %08x", "read-only", protect_status(last, PAGE_READONLY));
    printf(", locked %u\n", about(last) >> 22);
    printf("%-44s %08x", "nobody may touch it", protect_status(last, PAGE_NOACCESS));
    printf(", locked %u\n", about(last) >> 22);
    VirtualFree(pages + 10 * PAGE, PAGE, MEM_DECOMMIT);
    result("unlocked after it was decommitted", VirtualUnlock(pages + 10 * PAGE, PAGE));
}

static unsigned by_nt(lock_call call, char *page, SIZE_T bytes, ULONG how)
{
    void *base = page;
    unsigned status = (unsigned)call(self, &base, &bytes, how);
    if (status == 0)
        printf("[%lx bytes from +%lx] ", bytes, (ULONG)((char *)base - page + 5));
    return status;
}

typedef LONG(NTAPI *adjust_call)(ULONG privilege, BOOLEAN enable, BOOLEAN of_thread, BOOLEAN *was);

/* 1: in the working set, 2: in memory, for which a privilege is to be enabled: the fourth, SeLockMemory. */
static void both_ways(char *pages)
{
    adjust_call adjust =
        (adjust_call)(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "RtlAdjustPrivilege");
    BOOLEAN was;
    printf("%-44s %08x\n", "in no way", by_nt(nt_lock, pages, 1, 0));
    printf("%-44s %08x\n", "in a third way", by_nt(nt_lock, pages, 1, 4));
    printf("%-44s %08x\n", "in memory, without the privilege", by_nt(nt_lock, pages, 1, 2));
    printf("the privilege: %08lx\n", adjust(4, TRUE, FALSE, &was));
    printf("in memory: %08x\n", by_nt(nt_lock, pages + 5, PAGE, 2));
    printf("in both ways: %08x\n", by_nt(nt_lock, pages, 1, 3));
    printf("%-44s %08x\n", "unlocked in both, the second page too", by_nt(nt_unlock, pages, 2 * PAGE, 3));
    printf("out of the working set's: %08x\n", by_nt(nt_unlock, pages, 1, 1));
    printf("%-44s %u\n", "still locked", about(pages) >> 22 & 1);
    printf("of memory's: %08x\n", by_nt(nt_unlock, pages, 2 * PAGE, 2));
    printf("%-44s %u\n", "still locked", about(pages) >> 22 & 1);
}

/* A lock belongs to the mapping: who writes to a page that is copied on write has the copy locked. */
static char data[3 * PAGE] = {1}; /* the page in its middle is all its own */

static void copied(void)
{
    static const char constant[] = "read only";
    printf("%-44s %s\n", "a constant", constant);
    result("a page of .rdata", VirtualLock((void *)constant, 1));
    printf("%-44s %x\n", "shared", about(constant) >> 15 & 1);
    result("unlocked", VirtualUnlock((void *)constant, 1));
    char *inside = (char *)(((ULONG_PTR)data + PAGE - 1) & ~(ULONG_PTR)(PAGE - 1));
    result("a page of .data", VirtualLock(inside, 1));
    printf("%-44s shared %x, locked %x\n", "before it is written", about(inside) >> 15 & 1,
           about(inside) >> 22 & 1);
    *inside = 2;
    printf("%-44s shared %x, locked %x\n", "written", about(inside) >> 15 & 1, about(inside) >> 22 & 1);
    result("unlocked", VirtualUnlock(inside, 1));
}

/* ---- what is known ---- */

static void list(void)
{
    static ULONG_PTR room[2048];
    PSAPI_WORKING_SET_INFORMATION *all = (PSAPI_WORKING_SET_INFORMATION *)room;
    PROCESS_MEMORY_COUNTERS_EX counters;
    unsigned found = 0, shared = 0;
    ULONG_PTR here = (ULONG_PTR)room / PAGE;
    result("a list for which there is no room", K32QueryWorkingSet(self, room, 16));
    printf("%-44s %d\n", "but its length is told", all->NumberOfEntries > 20);
    result("a list with room", K32QueryWorkingSet(self, room, sizeof room));
    for (unsigned i = 0; i < all->NumberOfEntries; i++) {
        found += all->WorkingSetInfo[i].VirtualPage == here && all->WorkingSetInfo[i].Protection == 4;
        shared += all->WorkingSetInfo[i].Shared;
    }
    K32GetProcessMemoryInfo(self, (PROCESS_MEMORY_COUNTERS *)&counters, sizeof counters);
    printf("%-44s %u, shared ones %d, as many as are counted %d\n", "the list itself is in it", found,
           shared > 10, counters.WorkingSetSize / PAGE - all->NumberOfEntries < 4);
    printf("%-44s %d\n", "peaks are not below",
           counters.PeakWorkingSetSize >= counters.WorkingSetSize &&
               counters.PeakPagefileUsage >= counters.PagefileUsage &&
               counters.PagefileUsage == counters.PrivateUsage);
    result("half a structure", K32GetProcessMemoryInfo(self, (PROCESS_MEMORY_COUNTERS *)&counters, 20));
}

static void machine(void)
{
    PERFORMANCE_INFORMATION all;
    MEMORYSTATUSEX memory = {sizeof memory};
    result("GetPerformanceInfo", K32GetPerformanceInfo(&all, sizeof all));
    GlobalMemoryStatusEx(&memory);
    printf("%-44s %d %d\n", "GlobalMemoryStatusEx says the same",
           memory.ullTotalPhys == (ULONGLONG)all.PhysicalTotal * PAGE,
           memory.ullTotalPageFile == (ULONGLONG)all.CommitLimit * PAGE);
    printf("%-44s %d %d\n", "in order",
           all.CommitTotal <= all.CommitPeak && all.CommitPeak <= all.CommitLimit,
           all.PhysicalAvailable < all.PhysicalTotal);
    printf("%-44s %lu processes\n", "with System", all.ProcessCount);
}

static void names(char *pages)
{
    typedef DWORD(WINAPI * call)(HANDLE, void *, char *, DWORD);
    HMODULE psapi = LoadLibraryA("psapi.dll");
    call mapped = (call)(void *)GetProcAddress(psapi, "GetMappedFileNameA");
    char name[MAX_PATH] = "";
    DWORD length = mapped ? mapped(self, (void *)names, name, sizeof name) : 0;
    printf("%s (%lu)\n", name, length);
    length = K32GetProcessImageFileNameA(self, name, sizeof name);
    printf("%s (%lu)\n", name, length);
    length = K32GetMappedFileNameA(self, (void *)names, name, 10);
    printf("%s (%lu, error %lu)\n", name, length, GetLastError());
    result("the name of what is no file", K32GetMappedFileNameA(self, pages, name, sizeof name) != 0);
    length = K32GetModuleBaseNameA(self, psapi, name, sizeof name);
    printf("%s (%lu)\n", name, length);
    length = K32GetModuleFileNameExA(self, NULL, name, sizeof name);
    printf("%s (%lu)\n", name, length);
    printf("%-44s %lu %lu %lu %lu\n", "with room beyond any name",
           K32GetMappedFileNameA(self, (void *)names, name, ~0u),
           K32GetProcessImageFileNameA(self, name, ~0u), K32GetModuleFileNameExA(self, NULL, name, ~0u),
           GetModuleFileNameA(NULL, name, ~0u));
}

static void by_class(char *pages)
{
    unsigned words[4] = {(unsigned)pages, 0, 0, 0};
    printf("%-44s %08x\n", "half a question", (unsigned)nt_query(self, NULL, 4, words, 12, NULL));
    printf("%-44s %08x\n", "a name in 4 bytes", (unsigned)nt_query(self, (void *)names, 2, words, 4, NULL));
    printf("%-44s %08x\n", "a name in 16", (unsigned)nt_query(self, (void *)names, 2, words, 16, NULL));
    printf("%-44s %08x\n", "a list in 4 bytes", (unsigned)nt_query(self, NULL, 1, words, 4, NULL));
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    nt_lock = (lock_call)(void *)GetProcAddress(ntdll, "NtLockVirtualMemory");
    nt_unlock = (lock_call)(void *)GetProcAddress(ntdll, "NtUnlockVirtualMemory");
    nt_query = (query_call)(void *)GetProcAddress(ntdll, "NtQueryVirtualMemory");
    self = GetCurrentProcess();
    working_set();
    char *pages = fresh(24);
    ranges(pages);
    quota(pages);
    unlocking(pages);
    ends(pages);
    both_ways(pages);
    copied();
    list();
    machine();
    names(pages);
    by_class(pages);
    return 0;
}

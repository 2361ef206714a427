/*
 * What PSAPI tells of a process's faults and of the machine's page files: pages that came into the working
 * set, one after the other; how much of each page file is in use. By the names that PSAPI.DLL has had from
 * the beginning. The same under Windows, but for numbers of pages and files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define PAGE  0x1000u
#define PAGES 4u
#define MANY  600u

struct change {
    char *pc, *address;
};

struct long_change {
    struct change change;
    ULONG_PTR thread, flags;
};

struct page_file {
    DWORD bytes, reserved;
    SIZE_T total, in_use, peak; /* pages */
};

static BOOL(WINAPI *begin_watch)(HANDLE process);
static BOOL(WINAPI *changes)(HANDLE process, struct change *out, DWORD bytes);
static BOOL(WINAPI *changes_ex)(HANDLE process, struct long_change *out, DWORD *bytes);
static BOOL(WINAPI *page_files)(BOOL(WINAPI *told)(void *context, struct page_file *file, const char *name),
                                void *context);
static BOOL(WINAPI *drivers)(void **bases, DWORD bytes, DWORD *needed);
static HANDLE self;

static void functions(void)
{
    HMODULE psapi = LoadLibraryA("psapi.dll");
    begin_watch = (void *)GetProcAddress(psapi, "InitializeProcessForWsWatch");
    changes = (void *)GetProcAddress(psapi, "GetWsChanges");
    changes_ex = (void *)GetProcAddress(psapi, "GetWsChangesEx");
    page_files = (void *)GetProcAddress(psapi, "EnumPageFilesA");
    drivers = (void *)GetProcAddress(psapi, "EnumDeviceDrivers");
    self = GetCurrentProcess();
}

static void say(const char *what, BOOL good)
{
    if (good)
        printf("%-36s ok\n", what);
    else
        printf("%-36s error %lu\n", what, GetLastError());
}

static char *fresh(unsigned pages)
{
    return VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

/* Nothing is left of them in the working set, but in memory. */
static void empty(void)
{
    SetProcessWorkingSetSize(self, (SIZE_T)-1, (SIZE_T)-1);
}

static void touch(char *pages, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        pages[i * PAGE]++;
}

/* ---- what came into the working set ---- */

static struct change list[MANY + 1];

/* Of the list, the pages of this memory; soft ones were not read from a disk. */
static void show(const char *what, const char *pages)
{
    printf("%-36s", what);
    for (const struct change *change = list; change->pc; change++) {
        unsigned page = (unsigned)(change->address - pages) / PAGE;
        if (page < PAGES)
            printf(" %u%s", page, (ULONG_PTR)change->address & 1 ? " soft" : "");
    }
    printf("\n");
}

static unsigned length(void)
{
    unsigned count = 0;
    while (list[count].pc)
        count++;
    return count;
}

static void push_out(void)
{
    char *much = fresh(300);
    empty();
    touch(much, 300);
    VirtualFree(much, 0, MEM_RELEASE);
}

static void watched(void)
{
    char *pages = fresh(PAGES), *many = fresh(MANY);
    say("asked before it was begun", changes(self, list, sizeof list));
    say("begun", begin_watch(self));
    say("begun again", begin_watch(self));
    touch(pages, PAGES);
    say("told in a place for one", changes(self, list, sizeof list[0]));
    say("told", changes(self, list, sizeof list));
    show("touched for the first time", pages);
    empty();
    touch(pages, 2);
    changes(self, list, sizeof list);
    show("back from the lists", pages);
    push_out();
    touch(pages, 2);
    changes(self, list, sizeof list);
    changes(self, list, sizeof list); /* there were more than it has room for: the last are lost */
    push_out();
    changes(self, list, sizeof list);
    touch(pages, 2);
    changes(self, list, sizeof list);
    show("from the page file", pages);
    touch(many, MANY);
    changes(self, list, sizeof list);
    printf("of %u pages or more %u are told, lost %d\n", MANY, length(),
           list[length()].address >= (char *)(MANY - 510));
    VirtualFree(many, 0, MEM_RELEASE);
}

static void by_thread(void)
{
    static struct long_change longer[64];
    char *pages = fresh(PAGES);
    DWORD bytes = 16;
    changes(self, list, sizeof list);
    touch(pages, 1);
    say("told at length, in a place for one", changes_ex(self, longer, &bytes));
    bytes = sizeof longer;
    say("told at length", changes_ex(self, longer, &bytes));
    for (DWORD i = 0; i < bytes / sizeof longer[0]; i++)
        if ((ULONG_PTR)(longer[i].change.address - pages) < PAGE)
            printf("by this thread: %d, flags %lu\n", longer[i].thread == GetCurrentThreadId(),
                   longer[i].flags);
}

/* ---- page files ---- */

static BOOL WINAPI told(void *context, struct page_file *file, const char *name)
{
    unsigned *count = context;
    printf("%s: %lu pages, %s of them in use, %s\n", name, file->total,
           file->in_use == 0             ? "none"
           : file->in_use <= file->total ? "some"
                                         : "too many",
           file->peak >= file->in_use && file->peak <= file->total ? "no more than ever" : "?");
    return --*count > 0;
}

static void files(void)
{
    char *much = fresh(400);
    unsigned most = 9;
    touch(much, 400);
    say("page files", page_files(told, &most));
    VirtualFree(much, 0, MEM_RELEASE);
    most = 1;
    say("the first", page_files(told, &most));
}

int main(void)
{
    void *base;
    DWORD needed;
    functions();
    watched();
    by_thread();
    files();
    say("drivers", drivers(&base, sizeof base, &needed));
    return 0;
}

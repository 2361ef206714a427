/*
 * What a section costs the kernel, and where that is: a prototype PTE for each page, in the paged pool. Two
 * pages of a large section are written; then this program takes all frames that it is given, by their
 * numbers, and so the section's pages leave, and after them the pages of the pool that say where those are.
 * Each that is read again comes back in the opposite order. No C run time, which would need pages of its own.
 */
#include <windows.h>
#include "lockmemory.h"

#define PAGE  0x1000u
#define PAGES 2048u /* two pages of prototype PTEs */
#define FILL  112u
#define WORD  0x600dcafeu

static ULONG_PTR frames[512];

static void say(const char *what)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), what, (DWORD)lstrlenA(what), &written, NULL);
}

static char *make_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CloseHandle(section);
    return view;
}

/* What is out of the working set by then, and written, is given to it, too. */
static void take_frames(void)
{
    ULONG_PTR taken = 0, count;
    for (int i = 0; i < 4; i++, taken += count) {
        count = sizeof frames / sizeof frames[0] - taken;
        AllocateUserPhysicalPages(GetCurrentProcess(), &count, frames + taken);
    }
}

/* And for what is left there are pages of ordinary memory. */
static void fill_rest(void)
{
    char *page = VirtualAlloc(NULL, FILL * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned i = 0; i < FILL; i++)
        page[i * PAGE] = 1;
}

static void check(const volatile DWORD *word)
{
    say(*word == WORD ? "as it was written\n" : "wrong\n");
}

/* The entry point. */
void mainCRTStartup(void)
{
    enable_lock_memory();
    say("a section is shown\n");
    char *view = make_view();
    DWORD *first = (DWORD *)view, *last = (DWORD *)(view + (PAGES - 1) * PAGE);
    *first = *last = WORD;
    say("frames are taken\n");
    take_frames();
    fill_rest();
    say("its pages are read\n");
    check(first);
    check(last);
    say("it goes\n");
    UnmapViewOfFile(view);
    ExitProcess(0);
}

/*
 * What the kernel itself has in memory, before and after frames are short: this program takes all frames that
 * it is given, by their numbers, so that nothing but the pressure is seen. Then it calls services of two
 * kinds again. What they lie in comes back page by page, but only what is called. No C run time, which would
 * need pages of its own.
 */
#include <windows.h>
#include "lockmemory.h"

#define PAGE 0x1000u
#define FILL 64u /* pages */

static ULONG_PTR frames[512];

static void say(const char *what)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), what, (DWORD)lstrlenA(what), &written, NULL);
}

static void ask_of_memory(void)
{
    MEMORY_BASIC_INFORMATION information;
    VirtualQuery(frames, &information, sizeof information);
}

static void open_file(void)
{
    CloseHandle(CreateFileA("C:\\BOOT.INI", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL));
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

/* The entry point. */
void mainCRTStartup(void)
{
    enable_lock_memory();
    ask_of_memory();
    open_file();
    say("frames are taken\n");
    take_frames();
    fill_rest();
    say("memory is asked\n");
    ask_of_memory();
    say("a file is opened\n");
    open_file();
    ExitProcess(0);
}

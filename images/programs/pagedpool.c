/*
 * The paged pool under pressure: this program leaves the machine few frames, and starts another with a large
 * environment, which the kernel keeps in its paged pool until the new process has it. Without arguments it is
 * the first, with one the other. No C run time, which would need pages of its own.
 */
#include <windows.h>
#include "lockmemory.h"

#define LEFT  16u           /* frames that go back: a process needs some that stay */
#define UNITS (52u * 1024u) /* of the environment */
#define NAME  0x10u         /* units of a name with its value */

static ULONG_PTR frames[512];
static WCHAR environment[UNITS];

static int is_child(void)
{
    const char *line = GetCommandLineA();
    return line[lstrlenA(line) - 1] == '2';
}

/* As many variables as there is room for. */
static void make_environment(void)
{
    for (unsigned i = 0; i + NAME < UNITS; i += NAME) {
        for (unsigned j = 0; j < NAME - 1; j++)
            environment[i + j] = (WCHAR)(L'A' + (i / NAME >> j % 4 * 4 & 15));
        environment[i + 1] = L'=';
    }
}

static void take_frames(void)
{
    ULONG_PTR count = sizeof frames / sizeof frames[0];
    if (AllocateUserPhysicalPages(GetCurrentProcess(), &count, frames) && count > LEFT) {
        ULONG_PTR back = LEFT;
        FreeUserPhysicalPages(GetCurrentProcess(), &back, frames);
    }
}

static void start_child(void)
{
    static char line[] = "pagedpool.exe 2";
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT, environment, NULL,
                        &startup, &process))
        ExitProcess(GetLastError());
    WaitForSingleObject(process.hProcess, INFINITE);
}

/* The entry point. */
void mainCRTStartup(void)
{
    if (!is_child()) {
        make_environment();
        enable_lock_memory();
        take_frames();
        start_child();
    }
    ExitProcess(0);
}

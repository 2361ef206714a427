/*
 * failing PAGES [call]: a page that cannot be read back, or written. Reading: an exception with three
 * parameters, or a system call's error; each is tried again. Nothing is lost. The disk fails once (BOOT.INI),
 * while this program has more pages than there is memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define WORDS (4096 / sizeof(DWORD))

static DWORD (*pages)[WORDS], count;
static volatile DWORD failures;

static LONG CALLBACK try_again(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    if (record->ExceptionCode != EXCEPTION_IN_PAGE_ERROR)
        return EXCEPTION_CONTINUE_SEARCH;
    const char *at = (const char *)record->ExceptionInformation[1];
    BOOL inside = at >= (char *)pages && at < (char *)(pages + count);
    failures++;
    printf("exception %lx, %lu parameters: %lu, %s, %lx\n", record->ExceptionCode, record->NumberParameters,
           record->ExceptionInformation[0], inside ? "in the pages" : "elsewhere",
           record->ExceptionInformation[2]);
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void check(const char *what)
{
    DWORD wrong = 0;
    for (DWORD i = 0; i < count; i++)
        wrong += pages[i][i % WORDS] != i + 1;
    printf("%s: %lu pages are wrong\n", what, wrong);
}

/* Until one is refused; the pages have gone out meanwhile. */
static void write_by_system_call(void)
{
    HANDLE file = CreateFileA("NUL", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD refused = 0, error = 0, done;
    for (DWORD i = 0; i < count; i++)
        if (!WriteFile(file, pages[i], 4096, &done, NULL)) {
            refused++;
            error = GetLastError();
        }
    printf("written by a system call: %lu refused, error %lu\n", refused, error);
    CloseHandle(file);
}

int main(int argc, char **argv)
{
    count = argc > 1 ? (DWORD)atoi(argv[1]) : 0;
    pages = VirtualAlloc(NULL, count * 4096, MEM_COMMIT, PAGE_READWRITE);
    AddVectoredExceptionHandler(1, try_again);
    for (DWORD i = 0; i < count; i++)
        pages[i][i % WORDS] = i + 1;
    if (argc > 2)
        write_by_system_call();
    check("read back");
    check("and again");
    printf("%lu exceptions\n", failures);
    return 0;
}

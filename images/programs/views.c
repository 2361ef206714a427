/*
 * A section in the page file: two views of one process and one of a child see the same pages, also after
 * other memory has pushed them out; and nothing of it stays. With few frames. The same under Windows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE  0x1000u
#define PAGES 48u

static unsigned wrong(const unsigned *view, unsigned first, unsigned pages, unsigned seed)
{
    unsigned count = 0;
    for (unsigned i = 0; i < pages; i++)
        count += view[i * PAGE / 4] != first + i + seed;
    return count;
}

static void fill(unsigned *view, unsigned pages, unsigned seed)
{
    for (unsigned i = 0; i < pages; i++)
        view[i * PAGE / 4] = i + seed;
}

/* Everything else leaves memory. */
static void push_out(void)
{
    char *much = VirtualAlloc(NULL, 200 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned i = 0; i < 200; i++)
        much[i * PAGE] = 1;
    VirtualFree(much, 0, MEM_RELEASE);
}

static int child(HANDLE given, HANDLE kept)
{
    DWORD flags;
    printf("child: has what was given: %d, and what was not: %d\n", GetHandleInformation(given, &flags),
           GetHandleInformation(kept, &flags));
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, "views");
    unsigned *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    printf("child: %u wrong\n", wrong(view, 0, PAGES, 100));
    fill(view, PAGES, 200);
    return 3; /* and leaves view and handle to the system */
}

static void run_child(void)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    HANDLE given = CreateEventA(&inherited, FALSE, FALSE, NULL),
           kept = CreateEventA(NULL, FALSE, FALSE, NULL);
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    char command[64];
    snprintf(command, sizeof command, "C:\\PROGRAMS\\views.exe %u %u", (unsigned)given, (unsigned)kept);
    CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process);
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(given);
    CloseHandle(kept);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child((HANDLE)atoi(argv[1]), (HANDLE)atoi(argv[2]));
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE, "views");
    HANDLE reader = OpenFileMappingA(FILE_MAP_READ, FALSE, "views");
    unsigned *all = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    const unsigned *end = MapViewOfFile(reader, FILE_MAP_READ, 0, 32 * PAGE, 16 * PAGE);
    printf("views: %d, zeros: %u wrong\n", all && end, wrong(all, 0, 1, 0));
    void *refused = MapViewOfFile(reader, FILE_MAP_WRITE, 0, 0, 0);
    printf("to write, by a reader's handle: %d, error %lu\n", refused != NULL, GetLastError());
    int deleted = DeleteFileA("C:\\PROGRAMS\\views.exe");
    printf("the running program deleted: %d, error %lu\n", deleted, GetLastError());
    fill(all, PAGES, 100);
    push_out();
    printf("pushed out: %u wrong, %u wrong at the end\n", wrong(all, 0, PAGES, 100), wrong(end, 32, 16, 100));
    run_child();
    push_out();
    printf("after the child: %u wrong, %u wrong at the end\n", wrong(all, 0, PAGES, 200),
           wrong(end, 32, 16, 200));
    fill(all, PAGES, 300);
    UnmapViewOfFile(all);
    CloseHandle(section);
    push_out();
    printf("one view is left: %u wrong\n", wrong(end, 32, 16, 300));
    UnmapViewOfFile(end);
    CloseHandle(reader);
    return 0;
}

/*
 * Memory whose contents are not needed any more (VirtualAlloc, MEM_RESET): nothing of it is written to the
 * page file or read back. What a page holds until then may differ under Windows. First argument: how many
 * other pages push everything out; 0: nothing does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE  0x1000u
#define PAGES 6u

static unsigned others;

static char *fresh(unsigned pages)
{
    return VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

/* Nothing stays in the working set, and others need the frames. */
static void push_out(void)
{
    if (others == 0)
        return;
    SetProcessWorkingSetSize(GetCurrentProcess(), (SIZE_T)-1, (SIZE_T)-1);
    char *much = fresh(others);
    for (unsigned i = 0; i < others; i++)
        much[i * PAGE] = 1;
    VirtualFree(much, 0, MEM_RELEASE);
}

static void fill(char *pages)
{
    for (unsigned i = 0; i < PAGES; i++)
        sprintf(pages + i * PAGE, "page %u", i);
}

static void show(const char *when, const char *pages)
{
    printf("%s:", when);
    for (unsigned i = 0; i < PAGES; i++)
        printf(" <%s>", pages + i * PAGE);
    printf("\n");
    fflush(stdout);
}

static void reset(const char *what, char *start, SIZE_T bytes, DWORD type)
{
    void *done = VirtualAlloc(start, bytes, type, PAGE_READWRITE);
    printf("%s: ", what);
    if (done)
        printf("ok\n");
    else
        printf("error %lu\n", GetLastError());
    fflush(stdout);
}

/* Pages 2 to 4 of six; page 3 is written again. */
static void in_memory(char *pages)
{
    fill(pages);
    reset("in memory, from within page 1 to within page 5", pages + PAGE + 100, 4 * PAGE, MEM_RESET);
    show("until their frames are needed", pages);
    strcpy(pages + 3 * PAGE, "written again");
    push_out();
    show("after that", pages);
}

static void in_page_file(char *pages)
{
    fill(pages);
    push_out();
    reset("in the page file, pages 1 and 2", pages + PAGE, 2 * PAGE, MEM_RESET);
    show("at once", pages);
}

/* What others see stays; a copy of a page is the program's own. */
static void in_a_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE, NULL);
    char *all = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    fill(all);
    strcpy(copy + 2 * PAGE, "a copy");
    reset("a view", all, PAGES * PAGE, MEM_RESET);
    reset("a copying one", copy, PAGES * PAGE, MEM_RESET);
    push_out();
    show("shared", all);
    show("copied", copy);
    UnmapViewOfFile(copy);
    UnmapViewOfFile(all);
    CloseHandle(section);
}

static void refused(char *pages)
{
    char *reserved = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE, PAGE_READWRITE);
    HANDLE file = CreateFileA("C:\\TEMP\\reset.dat", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    reset("not committed", reserved, PAGES * PAGE, MEM_RESET);
    reset("less than a page", pages + 1, PAGE, MEM_RESET);
    reset("nobody's", (char *)0x60000000, PAGE, MEM_RESET);
    reset("a view of a file", view, PAGE, MEM_RESET);
    reset("the program itself", (char *)GetModuleHandleA(NULL), PAGE, MEM_RESET);
    reset("with another flag", pages, PAGE, MEM_RESET | MEM_COMMIT);
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(file);
}

int main(int argc, char **argv)
{
    others = argc > 1 ? (unsigned)atoi(argv[1]) : 200;
    setvbuf(stdout, NULL, _IOFBF, 1024);
    char *pages = fresh(PAGES);
    in_memory(pages);
    in_page_file(pages);
    in_a_view();
    refused(pages);
    return 0;
}

/*
 * A file that is mapped: its pages come from the file on the first touch and go back to it when they were
 * written, never to the page file; through memory and as a file its bytes are the same. With "pressed", and
 * few frames, modified pages have to go home by themselves, too. The same under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define PAGE  0x1000u
#define PAGES 8u

static const char *const name = "C:\\TEMP\\mapped.dat";
static unsigned wrong;

static void check(const char *what, int right)
{
    if (!right)
        printf("wrong: %s\n", what);
    wrong += !right;
}

static void write_at(HANDLE file, unsigned offset, const void *bytes, DWORD count)
{
    DWORD done;
    SetFilePointer(file, (LONG)offset, NULL, FILE_BEGIN);
    check("written", WriteFile(file, bytes, count, &done, NULL) && done == count);
}

static unsigned read_at(HANDLE file, unsigned offset)
{
    unsigned word = 0;
    DWORD done;
    SetFilePointer(file, (LONG)offset, NULL, FILE_BEGIN);
    check("read", ReadFile(file, &word, sizeof word, &done, NULL) && done == sizeof word);
    return word;
}

/* Each page begins with its number. */
static HANDLE make_file(void)
{
    HANDLE file =
        CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, 0, NULL);
    for (unsigned page = 0; page < PAGES; page++)
        write_at(file, page * PAGE, &page, sizeof page);
    return file;
}

/* Everything else leaves memory. */
static void push_out(void)
{
    char *much = VirtualAlloc(NULL, 200 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned page = 0; page < 200; page++)
        much[page * PAGE] = 1;
    VirtualFree(much, 0, MEM_RELEASE);
}

static void same_bytes(HANDLE file, volatile unsigned *view)
{
    unsigned word = 0xb0b;
    puts("page 1 by reading, page 2 by writing memory");
    check("from the file", view[PAGE / 4] == 1);
    view[2 * PAGE / 4] = 0xc0c;
    check("memory is read", read_at(file, 2 * PAGE) == 0xc0c);
    write_at(file, PAGE, &word, sizeof word);
    check("memory is written", view[PAGE / 4] == 0xb0b);
    puts("flush");
    check("flushed", FlushViewOfFile((void *)view, 0));
}

static void home_alone(HANDLE file, volatile unsigned *view)
{
    puts("all pages written, then memory gets short");
    for (unsigned page = 3; page < PAGES; page++)
        view[page * PAGE / 4] = page + 1000;
    push_out();
    for (unsigned page = 3; page < PAGES; page++)
        check("came back", view[page * PAGE / 4] == page + 1000 && read_at(file, page * PAGE) == page + 1000);
}

int main(int argc, char **argv)
{
    int pressed = argc > 1 && !strcmp(argv[1], "pressed");
    HANDLE file = make_file();
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    volatile unsigned *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    volatile unsigned *copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, PAGE);
    CloseHandle(section);
    same_bytes(file, view);
    puts("a copy");
    copy[0] = 0xa0a;
    check("the copy is private", view[0] == 0 && copy[0] == 0xa0a && read_at(file, 0) == 0);
    if (pressed)
        home_alone(file, view);
    puts("the last view goes");
    view[0] = 0xd0d;
    UnmapViewOfFile((void *)copy);
    UnmapViewOfFile((void *)view);
    check("it is in the file", read_at(file, 0) == 0xd0d);
    CloseHandle(file);
    check("deleted", DeleteFileA(name));
    printf("%u wrong\n", wrong);
    return (int)wrong;
}

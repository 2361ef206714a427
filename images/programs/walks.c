/*
 * Asks the machine to say how the processor finds an address, page by page through what a page can be. The
 * walks stand in the log; what is asked for, here. Windows has no such class of information, and says so.
 */
#include <stdio.h>
#include <windows.h>
#include <winternl.h>

#define PAGE 0x1000u
#define WALK 0x1000u

static NTSTATUS(NTAPI *query)(HANDLE, const void *, ULONG, void *, SIZE_T, SIZE_T *);
static char data[PAGE] __attribute__((aligned(PAGE))) = "initialised"; /* nobody else touches its page */

static void walk(const char *what, const volatile void *address)
{
    puts(what);
    fflush(stdout);
    NTSTATUS status = query(GetCurrentProcess(), (const void *)address, WALK, NULL, 0, NULL);
    if (status)
        printf("refused: %08lx\n", status);
}

static void private_page(void)
{
    volatile char *page = VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_READWRITE);
    DWORD old;
    walk("reserved", page);
    VirtualAlloc((void *)page, PAGE, MEM_COMMIT, PAGE_READWRITE);
    walk("committed", page);
    (void)page[0];
    walk("read", page);
    page[0] = 1;
    walk("written", page);
    VirtualProtect((void *)page, PAGE, PAGE_NOACCESS, &old);
    walk("for nobody", page);
    VirtualFree((void *)page, 0, MEM_RELEASE);
    walk("released", page);
}

static void section_page(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    volatile char *one = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    volatile char *other = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    walk("a section, untouched", one);
    one[0] = 42;
    printf("written here: %d, read there: %d\n", one[0], other[0]);
    walk("here", one);
    walk("there", other);
    UnmapViewOfFile((void *)one);
    UnmapViewOfFile((void *)other);
    CloseHandle(section);
}

/* Other pages come in until this one has no frame. */
static void page_out(void)
{
    volatile char *page = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    volatile char *others = VirtualAlloc(NULL, 300 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    page[0] = 1;
    for (unsigned i = 0; i < 300; i++)
        others[i * PAGE] = 1;
    walk("pushed out", page);
    VirtualFree((void *)others, 0, MEM_RELEASE);
    VirtualFree((void *)page, 0, MEM_RELEASE);
}

int main(void)
{
    query = (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtQueryVirtualMemory");
    walk("this code", (void *)walk);
    (void)*(volatile char *)data;
    walk("data, read", data);
    *(volatile char *)data = 0;
    walk("data, written", data);
    walk("nothing far and wide", (void *)0x50000000);
    private_page();
    section_page();
    page_out();
    walk("the kernel", (void *)0x80400000);
    return 0;
}

/*
 * What regions promise when they are changed half-way: a written page of a section keeps its bytes when its
 * view is protected and memory gets short; a view becomes no more than it was mapped for; a reservation can
 * be given back in pieces; a stack that the program made itself grows like any other. With few frames. The
 * same under Windows.
 */
#include <stdio.h>
#include <windows.h>
#include <winternl.h>

#define PAGE  0x1000u
#define PAGES 32u

static NTSTATUS(NTAPI *free_memory)(HANDLE process, void **at, SIZE_T *bytes, ULONG type);

/* Everything else leaves memory. */
static void push_out(void)
{
    char *much = VirtualAlloc(NULL, 300 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < 300; i++)
            much[i * PAGE]++;
    VirtualFree(much, 0, MEM_RELEASE);
}

static void protect_written(DWORD protection, const char *words)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE, NULL);
    volatile unsigned *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    unsigned lost = 0;
    DWORD old;
    for (unsigned i = 0; i < PAGES; i++)
        view[i * PAGE / 4] = i + 1;
    VirtualProtect((void *)view, PAGES * PAGE, protection, &old);
    push_out();
    VirtualProtect((void *)view, PAGES * PAGE, PAGE_READONLY, &old);
    for (unsigned i = 0; i < PAGES; i++)
        lost += view[i * PAGE / 4] != i + 1;
    printf("written, then %s, then pushed out: %u of %u pages lost\n", words, lost, PAGES);
    UnmapViewOfFile((void *)view);
    CloseHandle(section);
}

static void view_rights(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    void *reader = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    void *writer = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD old;
    BOOL write = VirtualProtect(reader, PAGE, PAGE_READWRITE, &old);
    printf("a reader's view to be written: %d, error %lu; ", write, GetLastError());
    BOOL execute = VirtualProtect(writer, PAGE, PAGE_EXECUTE_READWRITE, &old);
    printf("to be executed: %d, error %lu; ", execute, GetLastError());
    VirtualProtect(writer, PAGE, PAGE_READONLY, &old);
    printf("a writer's, taken away and given back: %d\n", VirtualProtect(writer, PAGE, PAGE_READWRITE, &old));
    void *at = reader;
    SIZE_T whole = 0, page = PAGE;
    NTSTATUS release = free_memory(GetCurrentProcess(), &at, &whole, MEM_RELEASE);
    NTSTATUS decommit = free_memory(GetCurrentProcess(), &at, &page, MEM_DECOMMIT);
    printf("a view freed: %08lx, decommitted: %08lx\n", release, decommit);
    UnmapViewOfFile(reader);
    UnmapViewOfFile(writer);
    CloseHandle(section);
}

/* The states of the eight pages from `from` on, in words. */
static const char *states(const char *from)
{
    static char text[128];
    MEMORY_BASIC_INFORMATION piece;
    int used = 0;
    for (const char *at = from; at < from + 8 * PAGE; at += piece.RegionSize) {
        VirtualQuery(at, &piece, sizeof piece);
        SIZE_T left = from + 8 * PAGE - at;
        const char *state = piece.State == MEM_FREE      ? "free"
                            : piece.State == MEM_RESERVE ? "reserved"
                                                         : "committed";
        used += sprintf(text + used, " %s %lu", state,
                        (piece.RegionSize < left ? piece.RegionSize : left) / PAGE);
    }
    return text;
}

static NTSTATUS release(char *from, SIZE_T pages)
{
    void *at = from;
    SIZE_T bytes = pages * PAGE;
    return free_memory(GetCurrentProcess(), &at, &bytes, MEM_RELEASE);
}

static void pieces(void)
{
    char *region = VirtualAlloc(NULL, 8 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(region + 2 * PAGE, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    for (unsigned i = 2; i < 6; i++)
        region[i * PAGE] = (char)i;
    printf("a region:%s\n", states(region));
    NTSTATUS status = release(region, 1);
    printf("its first page given back, %08lx:%s\n", status, states(region));
    status = release(region + 3 * PAGE, 1);
    printf("one in the middle, %08lx:%s\n", status, states(region));
    printf("from one piece into the next, %08lx; over the end, %08lx\n", release(region + 2 * PAGE, 3),
           release(region + 7 * PAGE, 2));
    status = release(region + 7 * PAGE, 1);
    printf("the last page, %08lx:%s\n", status, states(region));
    printf("what was written is there: %d %d %d\n", region[2 * PAGE], region[4 * PAGE], region[5 * PAGE]);
    VirtualFree(region + PAGE, 0, MEM_RELEASE);
    VirtualFree(region + 4 * PAGE, 0, MEM_RELEASE);
    printf("the rest, by the pieces' own bases:%s\n", states(region));
}

/* Touches what lies two pages below the committed ones of a stack that only the TEB knows of. */
static void own_stack(void)
{
    NT_TIB *teb = (NT_TIB *)NtCurrentTeb(), kept = *teb;
    void **lowest = (void **)((char *)teb + 0xe0c), *kept_lowest = *lowest;
    char *low = VirtualAlloc(NULL, 16 * PAGE, MEM_RESERVE, PAGE_READWRITE), *top = low + 16 * PAGE;
    VirtualAlloc(top - 2 * PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    VirtualAlloc(top - 3 * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    teb->StackBase = top;
    teb->StackLimit = top - 2 * PAGE;
    *lowest = low;
    __asm__ volatile(
        "movl %%esp, %%esi\n\tmovl %0, %%esp\n\tmovl $7, -0x2800(%%esp)\n\tmovl $7, -0x3800(%%esp)\n\t"
        "movl %%esi, %%esp"
        :
        : "r"(top - 16)
        : "esi", "memory");
    char *limit = teb->StackLimit;
    teb->StackBase = kept.StackBase;
    teb->StackLimit = kept.StackLimit;
    *lowest = kept_lowest;
    printf("a stack of its own grew by %u pages\n", (unsigned)(top - 2 * PAGE - limit) / PAGE);
    VirtualFree(low, 0, MEM_RELEASE);
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    free_memory = (void *)GetProcAddress(ntdll, "NtFreeVirtualMemory");
    protect_written(PAGE_READONLY, "read-only");
    protect_written(PAGE_NOACCESS, "out of bounds");
    protect_written(PAGE_READWRITE | PAGE_GUARD, "guarded");
    view_rights();
    pieces();
    own_stack();
    return 0;
}

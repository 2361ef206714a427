/*
 * What eight pages of memory go through: free, reserved, committed, written, decommitted, released, one in
 * the middle first. After each step VirtualQuery tells what they are. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>
#include <winternl.h>

#define PAGE  0x1000u
#define PAGES 8u

static char *region;

static const char *word(DWORD state)
{
    return state == MEM_FREE ? "free" : state == MEM_RESERVE ? "reserved" : "committed";
}

static void tell(const char *step)
{
    MEMORY_BASIC_INFORMATION piece;
    printf("%-22s", step);
    for (const char *at = region, *end = region + PAGES * PAGE; at < end; at += piece.RegionSize) {
        VirtualQuery(at, &piece, sizeof piece);
        SIZE_T left = end - at;
        printf(" %lu %s", (piece.RegionSize < left ? piece.RegionSize : left) / PAGE, word(piece.State));
    }
    printf("\n");
    fflush(stdout);
}

/* VirtualFree releases whole reservations only; NTDLL takes parts. */
static NTSTATUS release(char *from, SIZE_T pages)
{
    NTSTATUS(NTAPI * free_memory)
    (HANDLE, void **, SIZE_T *, ULONG) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtFreeVirtualMemory");
    void *at = from;
    SIZE_T bytes = pages * PAGE;
    return free_memory(GetCurrentProcess(), &at, &bytes, MEM_RELEASE);
}

int main(void)
{
    static char text[BUFSIZ];
    setvbuf(stdout, text, _IOFBF, sizeof text);
    region = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE, PAGE_READWRITE);
    tell("reserved");
    VirtualAlloc(region + 2 * PAGE, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    tell("four committed");
    region[3 * PAGE] = 1;
    tell("one of them written");
    VirtualFree(region + 3 * PAGE, PAGE, MEM_DECOMMIT);
    tell("that one decommitted");
    VirtualAlloc(region + 3 * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE);
    printf("committed again, it holds %d\n", region[3 * PAGE]);
    BOOL part = VirtualFree(region + 4 * PAGE, PAGE, MEM_RELEASE);
    printf("one released by VirtualFree: %d, error %lu\n", part, GetLastError());
    printf("by NTDLL: %08lx\n", release(region + 4 * PAGE, 1));
    tell("it lies in two now");
    VirtualFree(region, 0, MEM_RELEASE);
    tell("the first released");
    VirtualFree(region + 5 * PAGE, 0, MEM_RELEASE);
    tell("the second released");
    return 0;
}

/* Heaps of a program's own: where they and their blocks lie, and what they say to pointers that are none of
 * theirs. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static void show(const char *what, long result)
{
    printf("%s %ld\n", what, result);
}

/* The sizes of a hundred and some blocks, some freed, some resized; how many do not lie on BOUNDARY. */
static int unaligned_blocks(HANDLE heap, unsigned boundary)
{
    char *blocks[150];
    int unaligned = 0;
    for (int i = 0; i < 150; i++)
        blocks[i] = HeapAlloc(heap, 0, i == 149 ? 0x90000 : i);
    for (int i = 0; i < 150; i += 3)
        blocks[i] = HeapReAlloc(heap, 0, blocks[i], 300 - i);
    for (int i = 1; i < 150; i += 3) {
        HeapFree(heap, 0, blocks[i]);
        blocks[i] = HeapAlloc(heap, 0, i / 2);
    }
    for (int i = 0; i < 150; i++)
        unaligned += ((ULONG_PTR)blocks[i] & (boundary - 1)) != 0;
    return unaligned;
}

static void places(void)
{
    MEMORY_BASIC_INFORMATION memory;
    HANDLE plain = HeapCreate(0, 0, 0), sixteen = HeapCreate(HEAP_CREATE_ALIGN_16, 0, 0);
    HANDLE code = HeapCreate(HEAP_CREATE_ENABLE_EXECUTE, 0, 0), small = HeapCreate(0, 0x20000, 0x10000);
    show("handles on 64 KB", !(((ULONG_PTR)plain | (ULONG_PTR)sixteen) & 0xffff));
    show("not on 8", unaligned_blocks(plain, 8));
    show("not on 16", unaligned_blocks(sixteen, 16));
    show("both valid", HeapValidate(plain, 0, NULL) && HeapValidate(sixteen, 0, NULL));
    VirtualQuery(HeapAlloc(code, 0, 10), &memory, sizeof memory);
    show("protection of code", memory.Protect);
    VirtualQuery(HeapAlloc(code, 0, 0x90000), &memory, sizeof memory);
    show("of much code", memory.Protect);
    show("maximum below the start", HeapAlloc(small, 0, 0x18000) != NULL);
    show("destroyed", HeapDestroy(plain) && HeapDestroy(sixteen) && HeapDestroy(code) && HeapDestroy(small));
}

static void strangers(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    char *block = HeapAlloc(heap, 0, 100), *large = HeapAlloc(heap, 0, 0x100000);
    void *wild = (void *)0xdeadbe00, *low = (void *)0x18, *other = HeapAlloc(GetProcessHeap(), 0, 8);
    memcpy(block + 8, block - 8, 8); /* what looks like a header */
    show("its blocks", HeapValidate(heap, 0, block) + HeapValidate(heap, 0, large));
    show("validated", HeapValidate(heap, 0, wild) + HeapValidate(heap, 0, low) +
                          HeapValidate(heap, 0, other) + HeapValidate(heap, 0, block + 16));
    show("as heaps",
         HeapValidate(wild, 0, NULL) + HeapValidate(NULL, 0, NULL) + HeapValidate(block, 0, NULL));
    show("sizes",
         (HeapSize(heap, 0, wild) & HeapSize(heap, 0, low) & HeapSize(heap, 0, other)) == (SIZE_T)-1);
    show("freed", HeapFree(heap, 0, wild) + HeapFree(heap, 0, low) + HeapFree(heap, 0, other));
    show("moved", HeapReAlloc(heap, 0, wild, 10) || HeapReAlloc(heap, 0, other, 10));
    show("locked", HeapLock(NULL) + HeapUnlock(NULL));
    show("twice", HeapFree(heap, 0, large) + HeapFree(heap, 0, large));
    show("still valid", HeapValidate(heap, 0, NULL));
}

static void global(void)
{
    HGLOBAL movable = GlobalAlloc(GMEM_MOVEABLE, 50), fixed = GlobalAlloc(0, 60);
    show("sizes of memory", GlobalSize(movable) == 50 && GlobalSize(fixed) == 60);
    for (ULONG_PTR wild = 0xdeadbe00; wild <= 0xdeadbe04; wild += 4) {
        HGLOBAL handle = (HGLOBAL)wild;
        SetLastError(0);
        show("size of none", GlobalSize(handle));
        show("flags of none", GlobalFlags(handle));
        show("freed none", GlobalFree(handle) == handle);
        show("resized none", GlobalReAlloc(handle, 10, GMEM_MOVEABLE) != NULL);
        show("error", GetLastError());
    }
    show("locked none", GlobalLock((HGLOBAL)0xdeadbe04) != NULL);
    HGLOBAL moved = GlobalReAlloc(fixed, 0, GMEM_MODIFY | GMEM_MOVEABLE);
    show("fixed made movable", moved != fixed && GlobalLock(moved) == fixed && GlobalSize(moved) == 60);
    show("resized", GlobalReAlloc(moved, 5000, GMEM_MOVEABLE) == moved && GlobalSize(moved) == 5000);
    show("freed", !GlobalFree(movable) && !GlobalFree(moved));
}

/* What is committed and free, and what is asked for that there is not. */
static void information(void)
{
    HANDLE heap = HeapCreate(0, 0x10000, 0);
    ULONG kind = 0, fragmented = 2;
    SIZE_T before = HeapCompact(heap, 0);
    void *block = HeapAlloc(heap, 0, 5000);
    show("compacted", before > 5000 && HeapCompact(heap, 0) < before);
    HeapFree(heap, 0, block);
    show("compacted again", HeapCompact(heap, 0) == before);
    show("standard kind", HeapSetInformation(heap, HeapCompatibilityInformation, &kind, sizeof kind));
    show("low fragmentation",
         HeapSetInformation(heap, HeapCompatibilityInformation, &fragmented, sizeof fragmented));
    show("error", GetLastError());
    show("too short", HeapSetInformation(heap, HeapCompatibilityInformation, &kind, 2));
    show("error", GetLastError());
    show("no such information", HeapSetInformation(heap, 7, NULL, 0));
    show("error", GetLastError());
}

/* A line for each kind of thing that a walk tells; its end, and what becomes of one that begins nowhere. */
static void walk(void)
{
    HANDLE heap = HeapCreate(0, 0x10000, 0);
    char *a = HeapAlloc(heap, 0, 100), *b = HeapAlloc(heap, 0, 50), *c = HeapAlloc(heap, 0, 1000);
    char *large = HeapAlloc(heap, 0, 0x90000);
    PROCESS_HEAP_ENTRY entry = {0};
    HeapFree(heap, 0, b);
    HeapLock(heap);
    while (HeapWalk(heap, &entry)) {
        const char *which = entry.lpData == a       ? "first"
                            : entry.lpData == b     ? "freed"
                            : entry.lpData == c     ? "third"
                            : entry.lpData == large ? "large"
                            : entry.lpData == heap  ? "heap"
                                                    : "rest";
        printf("walked: %s, flags %x, region %d", which, entry.wFlags, entry.iRegionIndex);
        if (entry.wFlags & PROCESS_HEAP_REGION)
            printf(", %lu and %lu bytes, first %d, last %d\n", entry.Region.dwCommittedSize,
                   entry.Region.dwUnCommittedSize, (char *)entry.Region.lpFirstBlock == a - 8,
                   (char *)entry.Region.lpLastBlock == (char *)heap + 0x100000);
        else
            printf(", %lu bytes\n", strcmp(which, "rest") ? entry.cbData : 0);
    }
    show("error", GetLastError());
    HeapUnlock(heap);
    entry.lpData = a + 8;
    show("walked from within", HeapWalk(heap, &entry));
    show("error", GetLastError());
    a[-8] ^= 1;
    show("damaged, valid", HeapValidate(heap, 0, NULL));
    entry.lpData = NULL;
    while (HeapWalk(heap, &entry))
        ;
    show("damaged, error", GetLastError());
    a[-8] ^= 1;
    show("destroyed", HeapDestroy(heap));
}

/* Of the process heap only what GlobalAlloc made is looked for: movable blocks have their handle. */
static void walk_movable(void)
{
    HGLOBAL movable = GlobalAlloc(GMEM_MOVEABLE | GMEM_DDESHARE, 50), fixed = GlobalAlloc(0, 60);
    void *block = GlobalLock(movable);
    PROCESS_HEAP_ENTRY entry = {0};
    while (HeapWalk(GetProcessHeap(), &entry))
        if (entry.lpData == block)
            printf("movable: flags %x, its handle %d\n", entry.wFlags, entry.Block.hMem == movable);
        else if (entry.lpData == fixed)
            printf("fixed: flags %x\n", entry.wFlags);
    show("handles by address", GlobalHandle(block) == movable && GlobalHandle(fixed) == fixed);
    show("of none", GlobalHandle((void *)0xdeadbe00) != NULL);
    show("freed", !GlobalFree(movable) && !GlobalFree(fixed));
}

/* The same by msvcrt, whose heap is the process's. */
static void walk_by_msvcrt(void)
{
    char *block = malloc(333);
    _HEAPINFO info = {NULL, 0, 0};
    int status, used = 0, size = 0;
    while ((status = _heapwalk(&info)) == _HEAPOK) {
        used += info._useflag == _USEDENTRY;
        size += (char *)info._pentry == block ? (int)info._size : 0;
    }
    show("walked to the end", status == _HEAPEND && used > 0);
    show("bytes of a block", size);
    show("checked", _heapchk());
    show("set", _heapset(0));
    show("least", _heapmin());
    char saved = block[-8];
    block[-8] ^= 1;
    show("damaged", _heapchk());
    info._pentry = (int *)block;
    info._useflag = _USEDENTRY;
    show("walked on from there", _heapwalk(&info));
    block[-8] = saved;
    free(block);
}

/* From then on a block that is none ends the program. */
static void damage(void)
{
    show("ends when damaged", HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0));
    fflush(stdout);
    HeapFree(GetProcessHeap(), 0, (void *)0xdeadbe00);
    show("nobody says this", 0);
}

int main(void)
{
    places();
    strangers();
    global();
    information();
    walk();
    walk_movable();
    walk_by_msvcrt();
    damage();
    return 0;
}

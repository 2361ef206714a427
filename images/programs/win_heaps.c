/* Heaps of a program's own: where they and their blocks lie, and what they say to pointers that are none of
 * theirs. */
#include <stdio.h>
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
    damage();
    return 0;
}

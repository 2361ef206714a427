/*
 * A segment, from low to high addresses:
 *
 *     struct segment | block | block | … | block | top …          committed | … reserved
 *
 * Every block begins with a header that tells its own size and that of the block below, so both neighbours
 * are found. Free blocks hang in lists by size. No free block touches another or `top`: they are joined when
 * they are freed, and what joins `top` stops being a block.
 */
#include "images/ntdll/heap.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/list.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/teb.h"

#define UNIT            8u
#define SEGMENT_BYTES   0x100000u
#define LARGEST_SEGMENT 0x1000000u
#define COMMIT_STEP     0x10000u
#define DECOMMIT_ABOVE  0x40000u /* this much committed and unused at the top of a segment is given back */
#define LARGE_BYTES     0x7f000u /* from here on a block is a reservation of its own */
#define LARGEST_REQUEST 0x7fff0000u

enum { BLOCK_USED = 1, BLOCK_LARGE = 2 };

struct block {           /* 8 bytes in front of the user's */
    uint32_t units : 24; /* size with this header, in units of 8 bytes */
    uint32_t flags : 3;
    uint32_t unused : 5;    /* bytes behind what the user asked for */
    uint32_t previous : 24; /* units of the block below, 0 for the first of a segment */
    uint32_t seal : 8;      /* what the other seven bytes say it must be: finds overwritten headers */
};

struct free_block {
    struct block block;
    struct free_block *next, *back; /* back is null in the first of a list */
};

struct segment {
    struct segment *next;
    uint32_t reserved; /* bytes */
    char *committed_end;
    struct block *top;   /* behind the last block */
    uint32_t last_units; /* size of the last block, 0 if there is none */
    ULONG protection;    /* of its pages */
};

struct large { /* at the start of a large block's reservation, which is 64 KB aligned */
    LIST_ENTRY links;
    SIZE_T reserved;
    SIZE_T size; /* bytes that the user asked for */
    uint32_t pad[2];
    struct block block;
};

#define SMALL_LISTS                                                                                          \
    128 /* list i holds blocks of exactly i units; the others those of 2^k to 2^(k+1) - 1 units */
#define LISTS (SMALL_LISTS + 18)

#define HEAP_SIGNATURE 0x50414548u /* "HEAP" */

struct heap {
    struct segment own; /* the first segment begins with this structure, and goes last */
    uint32_t signature;
    ULONG flags;
    struct segment *segments; /* the newest first: it has the room */
    uint32_t granule;         /* units: sizes of blocks are multiples of this */
    uint32_t next_segment_bytes;
    LIST_ENTRY large;
    LIST_ENTRY heaps; /* all heaps of the process */
    RTL_CRITICAL_SECTION lock;
    struct free_block *lists[LISTS];
    uint32_t filled[(LISTS + 31) / 32]; /* bit i: list i is not empty */
    uint32_t pad[2];
};

_Static_assert(sizeof(struct block) == UNIT, "a header is one unit");
/* The user's part of a first block then lies on 16 bytes, and stays there if all sizes are multiples of 16.
 */
_Static_assert(sizeof(struct segment) % 16 == 8 && sizeof(struct heap) % 16 == 8, "blocks are aligned");
_Static_assert(sizeof(struct large) % 16 == 0, "large blocks are aligned");

static LIST_ENTRY all_heaps = {&all_heaps, &all_heaps};
static RTL_CRITICAL_SECTION all_heaps_lock = CRITICAL_SECTION_FREE;

/* For debuggers and Toolhelp, in the rest of the PEB's page, as NT has it. The lock is held. */
#define PEB_BYTES  0x248u
#define HEAPS_TOLD ((PAGE_BYTES - PEB_BYTES) / sizeof(void *))
static void heaps_tell(void)
{
    PEB *block = peb();
    ULONG count = 0;
    block->ProcessHeaps = (void **)((char *)block + PEB_BYTES);
    for (LIST_ENTRY *link = all_heaps.Flink; link != &all_heaps && count < HEAPS_TOLD; link = link->Flink)
        block->ProcessHeaps[count++] = CONTAINING_RECORD(link, struct heap, heaps);
    block->NumberOfHeaps = count;
    block->MaximumNumberOfHeaps = HEAPS_TOLD;
}

/* ---- headers ---- */

static uint8_t block_seal(const struct block *block)
{
    uint32_t words[2];
    memcpy(words, block, sizeof words);
    uint32_t mixed = words[0] ^ (words[1] & 0xffffffu);
    mixed ^= mixed >> 16;
    return (uint8_t)(mixed ^ mixed >> 8 ^ 0xa5);
}

static bool block_good(const struct block *block)
{
    return block->seal == block_seal(block) && block->units != 0;
}

static void block_set(struct block *block, uint32_t units, uint32_t previous, uint32_t flags, uint32_t unused)
{
    block->units = units;
    block->previous = previous;
    block->flags = flags;
    block->unused = unused;
    block->seal = block_seal(block);
}

static struct block *block_above(const struct block *block)
{
    return (struct block *)((char *)block + block->units * UNIT);
}

static struct block *block_below(const struct block *block)
{
    return (struct block *)((char *)block - block->previous * UNIT);
}

static void block_set_previous(struct block *block, uint32_t previous)
{
    block_set(block, block->units, previous, block->flags, block->unused);
}

/* ---- lists of free blocks ---- */

static uint32_t list_of(uint32_t units)
{
    if (units < SMALL_LISTS)
        return units;
    return SMALL_LISTS + (31 - (uint32_t)__builtin_clz(units)) - 7;
}

static void list_add(struct heap *heap, struct free_block *free)
{
    uint32_t list = list_of(free->block.units);
    free->back = NULL;
    free->next = heap->lists[list];
    if (free->next)
        free->next->back = free;
    heap->lists[list] = free;
    heap->filled[list / 32] |= 1u << list % 32;
}

static void list_remove(struct heap *heap, struct free_block *free)
{
    uint32_t list = list_of(free->block.units);
    if (free->next)
        free->next->back = free->back;
    if (free->back)
        free->back->next = free->next;
    else
        heap->lists[list] = free->next;
    if (!heap->lists[list])
        heap->filled[list / 32] &= ~(1u << list % 32);
}

/* The first list from `list` upwards that is not empty, LISTS if none. */
static uint32_t list_filled(const struct heap *heap, uint32_t list)
{
    for (uint32_t word = list / 32; word < sizeof heap->filled / 4; word++) {
        uint32_t bits = heap->filled[word];
        if (word == list / 32)
            bits &= ~0u << list % 32;
        if (bits)
            return word * 32 + (uint32_t)__builtin_ctz(bits);
    }
    return LISTS;
}

static struct free_block *list_find(const struct heap *heap, uint32_t units)
{
    for (uint32_t list = list_filled(heap, list_of(units)); list < LISTS;
         list = list_filled(heap, list + 1)) {
        for (struct free_block *free = heap->lists[list]; free; free = free->next)
            if (free->block.units >= units)
                return free;
    }
    return NULL;
}

/* ---- segments ---- */

static bool segment_commit(struct segment *segment, char *end)
{
    char *limit = (char *)segment + segment->reserved;
    if (end <= segment->committed_end)
        return true;
    if (end > limit)
        return false;
    void *base = segment->committed_end;
    SIZE_T size = ((SIZE_T)(end - segment->committed_end) + COMMIT_STEP - 1) & ~(SIZE_T)(COMMIT_STEP - 1);
    if (size > (SIZE_T)(limit - segment->committed_end))
        size = (SIZE_T)(limit - segment->committed_end);
    if (!NT_SUCCESS(
            NtAllocateVirtualMemory(CURRENT_PROCESS, &base, 0, &size, MEM_COMMIT, segment->protection)))
        return false;
    segment->committed_end += size;
    return true;
}

/* Reserves a segment of which `header` bytes at the start, the segment's own among them, hold no blocks. */
static struct segment *segment_make(SIZE_T reserve, SIZE_T commit, SIZE_T header, ULONG protection)
{
    void *base = NULL;
    SIZE_T size = reserve, committed = (commit + COMMIT_STEP - 1) & ~(SIZE_T)(COMMIT_STEP - 1);
    if (!NT_SUCCESS(NtAllocateVirtualMemory(CURRENT_PROCESS, &base, 0, &size, MEM_RESERVE, protection)))
        return NULL;
    if (committed > size)
        committed = size;
    if (!NT_SUCCESS(NtAllocateVirtualMemory(CURRENT_PROCESS, &base, 0, &committed, MEM_COMMIT, protection))) {
        size = 0;
        NtFreeVirtualMemory(CURRENT_PROCESS, &base, &size, MEM_RELEASE);
        return NULL;
    }
    struct segment *segment = base;
    segment->reserved = size;
    segment->committed_end = (char *)base + committed;
    segment->protection = protection;
    segment->top = (struct block *)((char *)segment + header);
    return segment;
}

static struct block *segment_bottom(const struct heap *heap, const struct segment *segment)
{
    SIZE_T header = segment == &heap->own ? sizeof *heap : sizeof *segment;
    return (struct block *)((char *)segment + header);
}

static bool heap_grow(struct heap *heap, SIZE_T room)
{
    SIZE_T bytes = heap->next_segment_bytes;
    if (!(heap->flags & HEAP_GROWABLE))
        return false;
    if (bytes < room + sizeof(struct segment))
        bytes = room + sizeof(struct segment);
    struct segment *segment = segment_make(bytes, PAGE_BYTES, sizeof *segment, heap->own.protection);
    if (!segment && bytes > SEGMENT_BYTES)
        segment = segment_make(SEGMENT_BYTES, PAGE_BYTES, sizeof *segment, heap->own.protection);
    if (!segment)
        return false;
    segment->next = heap->segments;
    heap->segments = segment;
    if (heap->next_segment_bytes < LARGEST_SEGMENT)
        heap->next_segment_bytes *= 2;
    return true;
}

/* A new block at the top of a segment that still has room. */
static struct block *top_take(struct heap *heap, uint32_t units)
{
    for (struct segment *segment = heap->segments; segment; segment = segment->next) {
        struct block *block = segment->top;
        if (!segment_commit(segment, (char *)block + units * UNIT))
            continue;
        block_set(block, units, segment->last_units, BLOCK_USED, 0);
        segment->top = block_above(block);
        segment->last_units = units;
        return block;
    }
    return NULL;
}

static struct segment *segment_with_top(struct heap *heap, const struct block *top)
{
    struct segment *segment = heap->segments;
    while (segment && segment->top != top)
        segment = segment->next;
    return segment;
}

static void segment_release(struct heap *heap, struct segment *segment)
{
    struct segment **link = &heap->segments;
    void *base = segment;
    SIZE_T size = 0;
    while (*link != segment)
        link = &(*link)->next;
    *link = segment->next;
    NtFreeVirtualMemory(CURRENT_PROCESS, &base, &size, MEM_RELEASE);
}

/* Gives memory back when much of it lies unused above `top`. */
static void segment_trim(struct heap *heap, struct segment *segment)
{
    if (segment->last_units == 0 && segment != &heap->own) {
        segment_release(heap, segment);
        return;
    }
    if ((SIZE_T)(segment->committed_end - (char *)segment->top) < DECOMMIT_ABOVE)
        return;
    uintptr_t keep = ((uintptr_t)segment->top + 2 * COMMIT_STEP - 1) & ~(uintptr_t)(COMMIT_STEP - 1);
    void *base = (void *)keep;
    SIZE_T size = (SIZE_T)(segment->committed_end - (char *)keep);
    if (NT_SUCCESS(NtFreeVirtualMemory(CURRENT_PROCESS, &base, &size, MEM_DECOMMIT)))
        segment->committed_end = (char *)keep;
}

/* ---- small blocks ---- */

static void block_release(struct heap *heap, struct block *block);

/* Cuts a used block to `units`; what is left over, if it can be a block, becomes a free one. */
static void block_cut(struct heap *heap, struct block *block, uint32_t units)
{
    uint32_t rest = block->units - units;
    if (rest < sizeof(struct free_block) / UNIT)
        return;
    struct segment *segment = segment_with_top(heap, block_above(block));
    struct block *above = block_above(block);
    block_set(block, units, block->previous, BLOCK_USED, 0);
    struct block *left = block_above(block);
    block_set(left, rest, units, BLOCK_USED, 0);
    if (segment)
        segment->last_units = rest;
    else
        block_set_previous(above, rest);
    block_release(heap, left);
}

/* Joins a block that is no longer used with its free neighbours and puts it where it belongs. */
static void block_release(struct heap *heap, struct block *block)
{
    struct segment *segment = segment_with_top(heap, block_above(block));
    uint32_t units = block->units;
    if (!segment && !(block_above(block)->flags & BLOCK_USED)) {
        struct free_block *above = (struct free_block *)block_above(block);
        list_remove(heap, above);
        units += above->block.units;
    }
    if (block->previous && !(block_below(block)->flags & BLOCK_USED)) {
        struct free_block *below = (struct free_block *)block_below(block);
        list_remove(heap, below);
        units += below->block.units;
        block = &below->block;
    }
    if (segment) {
        segment->top = block;
        segment->last_units = block->previous;
        segment_trim(heap, segment);
        return;
    }
    block_set(block, units, block->previous, 0, 0);
    block_set_previous(block_above(block), units);
    list_add(heap, (struct free_block *)block);
}

static uint32_t units_for(const struct heap *heap, SIZE_T size)
{
    SIZE_T granule = heap->granule * UNIT;
    uint32_t units = (uint32_t)((size + sizeof(struct block) + granule - 1) / granule * heap->granule);
    return units < sizeof(struct free_block) / UNIT ? sizeof(struct free_block) / UNIT : units;
}

static void block_set_request(struct block *block, SIZE_T size)
{
    block_set(block, block->units, block->previous, BLOCK_USED, block->units * UNIT - sizeof *block - size);
}

static void *small_allocate(struct heap *heap, SIZE_T size)
{
    uint32_t units = units_for(heap, size);
    struct free_block *free = list_find(heap, units);
    struct block *block;
    if (free) {
        block = &free->block;
        list_remove(heap, free);
        block_set(block, block->units, block->previous, BLOCK_USED, 0);
        block_cut(heap, block, units);
    } else {
        block = top_take(heap, units);
        if (!block && heap_grow(heap, units * UNIT))
            block = top_take(heap, units);
        if (!block)
            return NULL;
    }
    block_set_request(block, size);
    return block + 1;
}

/* Makes a used block `size` bytes where it lies; false if the memory above is not to be had. */
static bool small_resize(struct heap *heap, struct block *block, SIZE_T size)
{
    uint32_t units = units_for(heap, size);
    struct block *above = block_above(block);
    struct segment *segment = segment_with_top(heap, above);
    if (units > block->units && segment) {
        if (!segment_commit(segment, (char *)block + units * UNIT))
            return false;
        block_set(block, units, block->previous, BLOCK_USED, 0);
        segment->top = block_above(block);
        segment->last_units = units;
    } else if (units > block->units) {
        if ((above->flags & BLOCK_USED) || (uint32_t)(block->units + above->units) < units)
            return false;
        list_remove(heap, (struct free_block *)above);
        block_set(block, block->units + above->units, block->previous, BLOCK_USED, 0);
        block_set_previous(block_above(block), block->units);
    }
    block_cut(heap, block, units);
    block_set_request(block, size);
    return true;
}

/* ---- large blocks ---- */

static void *large_allocate(struct heap *heap, SIZE_T size)
{
    void *base = NULL;
    SIZE_T bytes = size + sizeof(struct large);
    if (!(heap->flags & HEAP_GROWABLE))
        return NULL;
    if (!NT_SUCCESS(NtAllocateVirtualMemory(CURRENT_PROCESS, &base, 0, &bytes, MEM_RESERVE | MEM_COMMIT,
                                            heap->own.protection)))
        return NULL;
    struct large *large = base;
    large->reserved = bytes;
    large->size = size;
    block_set(&large->block, 1, 0, BLOCK_USED | BLOCK_LARGE, 0);
    list_append(&heap->large, &large->links);
    return large + 1;
}

static struct large *large_of(const void *user)
{
    return (struct large *)user - 1;
}

static bool large_free(struct large *large)
{
    void *base = large;
    SIZE_T size = 0;
    list_unlink(&large->links);
    return NT_SUCCESS(NtFreeVirtualMemory(CURRENT_PROCESS, &base, &size, MEM_RELEASE));
}

/* ---- what NT exports ---- */

static struct heap *heap_enter(HANDLE handle, ULONG flags)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE)
        return NULL;
    if (!((flags | heap->flags) & HEAP_NO_SERIALIZE))
        RtlEnterCriticalSection(&heap->lock);
    return heap;
}

static void heap_leave(struct heap *heap, ULONG flags)
{
    if (!((flags | heap->flags) & HEAP_NO_SERIALIZE))
        RtlLeaveCriticalSection(&heap->lock);
}

/* Does the header of a block of this heap lie there? The memory is looked at only if it does. */
static bool holds_header(struct heap *heap, const struct block *block)
{
    for (struct segment *segment = heap->segments; segment; segment = segment->next)
        if (block >= segment_bottom(heap, segment) && block < segment->top)
            return true;
    for (LIST_ENTRY *link = heap->large.Flink; link != &heap->large; link = link->Flink)
        if (block == &CONTAINING_RECORD(link, struct large, links)->block)
            return true;
    return false;
}

/* The header of a user's pointer, or null if it is none of this heap's. */
static struct block *block_of(struct heap *heap, const void *user)
{
    struct block *block = (struct block *)user - 1;
    if (!user || (uintptr_t)user % UNIT || !holds_header(heap, block) || !block_good(block) ||
        !(block->flags & BLOCK_USED))
        return NULL;
    return block;
}

static SIZE_T block_size(const struct block *block)
{
    if (block->flags & BLOCK_LARGE)
        return large_of(block + 1)->size;
    return block->units * UNIT - sizeof *block - block->unused;
}

HANDLE NTAPI RtlCreateHeap(ULONG flags, void *base, SIZE_T reserve, SIZE_T commit, void *lock,
                           void *parameters)
{
    const SIZE_T least = sizeof(struct heap);
    ULONG protection = flags & HEAP_CREATE_ENABLE_EXECUTE ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (base || lock)
        return NULL;
    if (reserve < least)
        reserve = SEGMENT_BYTES;
    if (commit < least)
        commit = PAGE_BYTES;
    struct heap *heap = (struct heap *)segment_make(reserve, commit, sizeof *heap, protection);
    if (!heap)
        return NULL;
    heap->flags = flags;
    heap->granule = flags & HEAP_CREATE_ALIGN_16 ? 2 : 1;
    heap->segments = &heap->own;
    heap->next_segment_bytes = SEGMENT_BYTES;
    list_start(&heap->large);
    RtlInitializeCriticalSection(&heap->lock);
    heap->signature = HEAP_SIGNATURE;
    RtlEnterCriticalSection(&all_heaps_lock);
    list_append(&all_heaps, &heap->heaps);
    heaps_tell();
    RtlLeaveCriticalSection(&all_heaps_lock);
    return heap;
}

HANDLE NTAPI RtlDestroyHeap(HANDLE handle)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE || handle == peb()->ProcessHeap)
        return handle;
    RtlEnterCriticalSection(&all_heaps_lock);
    list_unlink(&heap->heaps);
    heaps_tell();
    RtlLeaveCriticalSection(&all_heaps_lock);
    heap->signature = 0;
    RtlDeleteCriticalSection(&heap->lock);
    while (heap->large.Flink != &heap->large)
        large_free((struct large *)heap->large.Flink);
    while (heap->segments != &heap->own)
        segment_release(heap, heap->segments);
    segment_release(heap, &heap->own);
    return NULL;
}

void *NTAPI RtlAllocateHeap(HANDLE handle, ULONG flags, SIZE_T size)
{
    struct heap *heap = heap_enter(handle, flags);
    void *user = NULL;
    if (!heap)
        return NULL;
    if (size < LARGE_BYTES)
        user = small_allocate(heap, size);
    else if (size < LARGEST_REQUEST)
        user = large_allocate(heap, size);
    heap_leave(heap, flags);
    if (!user && ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS))
        RtlRaiseStatus(STATUS_NO_MEMORY);
    if (user && (flags & HEAP_ZERO_MEMORY) && size < LARGE_BYTES) /* large blocks are fresh, so zero */
        memset(user, 0, size);
    return user;
}

/* A program may ask to be ended when its heaps are found to be damaged: HeapEnableTerminationOnCorruption.
 * There is no way back. */
static bool ends_when_damaged;

static void damage_found(void)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_HEAP_CORRUPTION,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    CONTEXT context;
    if (!ends_when_damaged)
        return;
    RtlCaptureContext(&context);
    record.ExceptionAddress = (void *)context.Eip;
    NtRaiseException(&record, &context, FALSE); /* no handler is asked */
}

BOOLEAN NTAPI RtlFreeHeap(HANDLE handle, ULONG flags, void *user)
{
    if (!user)
        return TRUE;
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return FALSE;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    bool done = block != NULL;
    if (done && (block->flags & BLOCK_LARGE))
        done = large_free(large_of(user));
    else if (done)
        block_release(heap, block);
    heap_leave(heap, flags);
    return done;
}

SIZE_T NTAPI RtlSizeHeap(HANDLE handle, ULONG flags, const void *user)
{
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return (SIZE_T)-1;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    SIZE_T size = block ? block_size(block) : (SIZE_T)-1;
    heap_leave(heap, flags);
    return size;
}

/* Resizes where the block lies, if that can be done. */
static bool resize_in_place(struct heap *heap, struct block *block, SIZE_T size)
{
    if (!(block->flags & BLOCK_LARGE))
        return size < LARGE_BYTES && small_resize(heap, block, size);
    struct large *large = large_of(block + 1);
    if (size < LARGE_BYTES || size > large->reserved - sizeof *large)
        return false;
    large->size = size;
    return true;
}

static void *move_block(HANDLE heap, ULONG flags, void *user, SIZE_T old, SIZE_T size)
{
    if (flags & HEAP_REALLOC_IN_PLACE_ONLY)
        return NULL;
    void *fresh = RtlAllocateHeap(heap, flags & ~HEAP_ZERO_MEMORY, size);
    if (!fresh)
        return NULL;
    memcpy(fresh, user, old < size ? old : size);
    RtlFreeHeap(heap, flags, user);
    return fresh;
}

void *NTAPI RtlReAllocateHeap(HANDLE handle, ULONG flags, void *user, SIZE_T size)
{
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return NULL;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    SIZE_T old = block ? block_size(block) : 0;
    void *result = NULL;
    if (block && size < LARGEST_REQUEST)
        result = resize_in_place(heap, block, size) ? user : move_block(handle, flags, user, old, size);
    if (result && (flags & HEAP_ZERO_MEMORY) && size > old)
        memset((char *)result + old, 0, size - old);
    heap_leave(heap, flags);
    if (!result && block && ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS))
        RtlRaiseStatus(STATUS_NO_MEMORY);
    return result;
}

BOOLEAN NTAPI RtlLockHeap(HANDLE handle)
{
    return heap_enter(handle, 0) != NULL;
}

BOOLEAN NTAPI RtlUnlockHeap(HANDLE handle)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE)
        return FALSE;
    heap_leave(heap, 0);
    return TRUE;
}

/* Every header is right and every neighbour agrees. */
static bool segment_valid(const struct heap *heap, const struct segment *segment)
{
    const struct block *block = segment_bottom(heap, segment);
    uint32_t previous = 0;
    while (block < segment->top) {
        if (!block_good(block) || block->previous != previous)
            return false;
        previous = block->units;
        block = block_above(block);
    }
    return block == segment->top && previous == segment->last_units;
}

/* A header that looks good may be the program's own bytes: only the walk from the bottom tells. */
static bool block_valid(struct heap *heap, const void *user)
{
    const struct block *wanted = block_of(heap, user);
    if (!wanted || (wanted->flags & BLOCK_LARGE))
        return wanted != NULL;
    for (struct segment *segment = heap->segments; segment; segment = segment->next) {
        const struct block *block = segment_bottom(heap, segment);
        while (block < segment->top && block < wanted && block_good(block))
            block = block_above(block);
        if (block == wanted)
            return true;
    }
    return false;
}

/* Is there such a heap? Its memory is not looked at. */
static bool heap_known(const void *handle)
{
    bool known = false;
    RtlEnterCriticalSection(&all_heaps_lock);
    for (LIST_ENTRY *link = all_heaps.Flink; !known && link != &all_heaps; link = link->Flink)
        known = CONTAINING_RECORD(link, struct heap, heaps) == handle;
    RtlLeaveCriticalSection(&all_heaps_lock);
    return known;
}

BOOLEAN NTAPI RtlValidateHeap(HANDLE handle, ULONG flags, const void *user)
{
    struct heap *heap = heap_known(handle) ? heap_enter(handle, flags) : NULL;
    if (!heap)
        return FALSE;
    bool valid = !user || block_valid(heap, user);
    for (struct segment *segment = heap->segments; valid && !user && segment; segment = segment->next)
        valid = segment_valid(heap, segment);
    heap_leave(heap, flags);
    return valid;
}

ULONG NTAPI RtlGetProcessHeaps(ULONG count, HANDLE *heaps)
{
    ULONG found = 0;
    RtlEnterCriticalSection(&all_heaps_lock);
    for (LIST_ENTRY *link = all_heaps.Flink; link != &all_heaps; link = link->Flink, found++)
        if (found < count)
            heaps[found] = CONTAINING_RECORD(link, struct heap, heaps);
    RtlLeaveCriticalSection(&all_heaps_lock);
    return found;
}

/* Free blocks are always joined, so there is nothing to compact: what remains is to tell the largest piece
 * that is committed and free. */
SIZE_T NTAPI RtlCompactHeap(HANDLE handle, ULONG flags)
{
    struct heap *heap = heap_enter(handle, flags);
    SIZE_T largest = 0;
    if (!heap)
        return 0;
    for (uint32_t list = list_filled(heap, 0); list < LISTS; list = list_filled(heap, list + 1))
        for (const struct free_block *free = heap->lists[list]; free; free = free->next)
            if (free->block.units * UNIT > largest)
                largest = free->block.units * UNIT;
    for (const struct segment *segment = heap->segments; segment; segment = segment->next)
        if ((SIZE_T)(segment->committed_end - (char *)segment->top) > largest)
            largest = (SIZE_T)(segment->committed_end - (char *)segment->top);
    heap_leave(heap, flags);
    return largest > sizeof(struct block) ? largest - sizeof(struct block) : 0;
}

/* There is one kind of heap, the standard one (0); others, such as the low-fragmentation heap (2), cannot be
 * had. */
static NTSTATUS set_kind(HANDLE handle, const void *in, SIZE_T size)
{
    if (size < sizeof(ULONG))
        return STATUS_BUFFER_TOO_SMALL;
    if (!heap_known(handle))
        return STATUS_INVALID_PARAMETER;
    return *(const ULONG *)in ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

DWORD NTAPI RtlSetHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS information_class, PVOID in,
                                  SIZE_T size)
{
    switch (information_class) {
    case HeapCompatibilityInformation:
        return set_kind(handle, in, size);
    case HeapEnableTerminationOnCorruption:
        ends_when_damaged = true;
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}

#include "images/ntdll/heap_blocks.h"
#include "images/ntdll/list.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_memory.h"

#define LARGEST_SEGMENT 0x1000000u
#define COMMIT_STEP     0x10000u
#define DECOMMIT_ABOVE  0x40000u /* this much committed and unused at the top of a segment is given back */

static void block_set(struct block *block, uint32_t units, uint32_t previous, uint32_t flags, uint32_t unused)
{
    block->units = units;
    block->previous = previous;
    block->flags = flags;
    block->unused = unused;
    block->seal = block_seal(block);
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

struct segment *segment_make(SIZE_T reserve, SIZE_T commit, SIZE_T header, ULONG protection)
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

void segment_release(struct heap *heap, struct segment *segment)
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

/* What lies in free memory must not tell who was the last to use it where states are told apart by memory
 * (/SCHEDULE=): NT's switch for filling it is on then. With zeros, as memory that was never used, so that it
 * does not tell either how much was once in use. */
static void clear_freed(const struct heap *heap, void *from, const void *end)
{
    if (heap->flags & HEAP_FREE_CHECKING_ENABLED)
        memset(from, 0, (SIZE_T)((const char *)end - (char *)from));
}

/* Joins a block that is no longer used with its free neighbours and puts it where it belongs. */
void block_release(struct heap *heap, struct block *block)
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
        clear_freed(heap, block, segment->top);
        segment->top = block;
        segment->last_units = block->previous;
        segment_trim(heap, segment);
        return;
    }
    block_set(block, units, block->previous, 0, 0);
    block_set_previous(block_above(block), units);
    list_add(heap, (struct free_block *)block);
    clear_freed(heap, (struct free_block *)block + 1, block_above(block));
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

void *small_allocate(struct heap *heap, SIZE_T size)
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

bool small_resize(struct heap *heap, struct block *block, SIZE_T size)
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

void *large_allocate(struct heap *heap, SIZE_T size)
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

bool large_free(struct large *large)
{
    void *base = large;
    SIZE_T size = 0;
    list_unlink(&large->links);
    return NT_SUCCESS(NtFreeVirtualMemory(CURRENT_PROCESS, &base, &size, MEM_RELEASE));
}

/* ---- finding them ---- */

/* Does the header of a block of this heap lie there? The memory is looked at only if it does. */
static bool holds_header(const struct heap *heap, const struct block *block)
{
    for (struct segment *segment = heap->segments; segment; segment = segment->next)
        if (block >= segment_bottom(heap, segment) && block < segment->top)
            return true;
    for (const LIST_ENTRY *link = heap->large.Flink; link != &heap->large; link = link->Flink)
        if (block == &CONTAINING_RECORD(link, struct large, links)->block)
            return true;
    return false;
}

struct block *block_of(const struct heap *heap, const void *user)
{
    struct block *block = (struct block *)user - 1;
    if (!user || (uintptr_t)user % UNIT || !holds_header(heap, block) || !block_good(block) ||
        !(block->flags & BLOCK_USED))
        return NULL;
    return block;
}

SIZE_T block_size(const struct block *block)
{
    if (block->flags & BLOCK_LARGE)
        return large_of(block + 1)->size;
    return block->units * UNIT - sizeof *block - block->unused;
}

SIZE_T block_largest_free(const struct heap *heap)
{
    SIZE_T largest = 0;
    for (uint32_t list = list_filled(heap, 0); list < LISTS; list = list_filled(heap, list + 1))
        for (const struct free_block *free = heap->lists[list]; free; free = free->next)
            if (free->block.units * UNIT > largest)
                largest = free->block.units * UNIT;
    for (const struct segment *segment = heap->segments; segment; segment = segment->next)
        if ((SIZE_T)(segment->committed_end - (char *)segment->top) > largest)
            largest = (SIZE_T)(segment->committed_end - (char *)segment->top);
    return largest > sizeof(struct block) ? largest - sizeof(struct block) : 0;
}

#include "images/ntdll/heap_check.h"
#include "images/ntdll/heap_blocks.h"

/* The segment's free blocks are added to `frees`. */
static bool segment_valid(const struct heap *heap, const struct segment *segment, SIZE_T *frees)
{
    const struct block *block = segment_bottom(heap, segment);
    uint32_t previous = 0;
    while (block < segment->top) {
        if (!block_good(block) || block->previous != previous || (block->flags & BLOCK_LARGE))
            return false;
        *frees += !(block->flags & BLOCK_USED);
        previous = block->units;
        block = block_above(block);
    }
    return block == segment->top && previous == segment->last_units;
}

static const struct segment *segment_of(const struct heap *heap, const void *address)
{
    const struct segment *segment = heap->segments;
    while (segment &&
           (address < (const void *)segment_bottom(heap, segment) || address >= (const void *)segment->top))
        segment = segment->next;
    return segment;
}

/* Takes the list's blocks off `frees`, which also ends a list that has become a ring. */
static bool list_valid(const struct heap *heap, uint32_t list, SIZE_T *frees)
{
    const struct free_block *back = NULL;
    for (const struct free_block *free = heap->lists[list]; free; back = free, free = free->next) {
        if ((uintptr_t)free % UNIT || !segment_of(heap, free) || !block_good(&free->block) ||
            (free->block.flags & BLOCK_USED) || list_of(free->block.units) != list || free->back != back ||
            !*frees)
            return false;
        --*frees;
    }
    return !back == !(heap->filled[list / 32] >> list % 32 & 1);
}

static bool large_valid(const struct large *large)
{
    return block_good(&large->block) && large->block.flags == (BLOCK_USED | BLOCK_LARGE) &&
           large->size <= large->reserved - sizeof *large;
}

bool heap_valid(const struct heap *heap)
{
    SIZE_T frees = 0;
    for (const struct segment *segment = heap->segments; segment; segment = segment->next)
        if (!segment_valid(heap, segment, &frees))
            return false;
    for (uint32_t list = 0; list < LISTS; list++)
        if (!list_valid(heap, list, &frees))
            return false;
    for (const LIST_ENTRY *link = heap->large.Flink; link != &heap->large; link = link->Flink)
        if (!large_valid(CONTAINING_RECORD(link, struct large, links)))
            return false;
    return frees == 0;
}

bool heap_has_block(const struct heap *heap, const void *user)
{
    const struct block *wanted = block_of(heap, user);
    if (!wanted || (wanted->flags & BLOCK_LARGE))
        return wanted != NULL;
    const struct block *block = segment_bottom(heap, segment_of(heap, wanted));
    while (block < wanted && block_good(block))
        block = block_above(block);
    return block == wanted;
}

/*
 * The blocks of a heap: where they are cut, joined and found. Whoever calls has entered the heap (heap.c), or
 * is the only one that knows it; sizes are bytes.
 */
#ifndef IMAGES_NTDLL_HEAP_BLOCKS_H
#define IMAGES_NTDLL_HEAP_BLOCKS_H

#include "images/ntdll/heap_layout.h"

#define SEGMENT_BYTES 0x100000u /* of a heap's first segment, and the least of a later one */

/* Reserves a segment of which `header` bytes at the start, the segment's own among them, hold no blocks.
 * Null: no memory. */
struct segment *segment_make(SIZE_T reserve, SIZE_T commit, SIZE_T header, ULONG protection);
void segment_release(struct heap *heap, struct segment *segment);

/* A block within a segment; the first gives the user's address, or null. */
void *small_allocate(struct heap *heap, SIZE_T size);
void block_release(struct heap *heap, struct block *block);

/* Makes a used block `size` bytes where it lies; false if the memory above is not to be had. */
bool small_resize(struct heap *heap, struct block *block, SIZE_T size);

/* One that is a reservation of its own. `size` is below 2 GB. */
void *large_allocate(struct heap *heap, SIZE_T size);
bool large_free(struct large *large);

/* The header of a user's pointer, or null if it is none of this heap's. */
struct block *block_of(const struct heap *heap, const void *user);

/* Bytes that the user asked for. */
SIZE_T block_size(const struct block *block);

/* Bytes of the largest block that could be had without committing more; 0: there is none. */
SIZE_T block_largest_free(const struct heap *heap);

#endif

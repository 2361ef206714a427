/*
 * Is a heap as it should be? Nothing is believed: whatever a program has written over it, no memory beyond
 * the heap's is looked at. The caller has entered the heap (heap.c).
 */
#ifndef IMAGES_NTDLL_HEAP_CHECK_H
#define IMAGES_NTDLL_HEAP_CHECK_H

#include "images/ntdll/heap_layout.h"

/* Every header is right, neighbours agree, and the lists hold the free blocks and nothing else. */
bool heap_valid(const struct heap *heap);

/* Is `user` a block of this heap? A header that looks good may be the program's own bytes: only the walk from
 * the bottom of its segment tells. */
bool heap_has_block(const struct heap *heap, const void *user);

#endif

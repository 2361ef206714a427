/*
 * How a heap lies in memory. Who looks at one from outside, the walk (heap_walk.h), may read it in another
 * process, so it knows no more of a heap than this.
 *
 * A segment, from low to high addresses:
 *
 *     struct segment | block | block | … | block | top …          committed | … reserved
 *
 * Every block begins with a header that tells its own size and that of the block below, so both neighbours
 * are found. Free blocks hang in lists by size. No free block touches another or `top`: they are joined when
 * they are freed, and what joins `top` stops being a block.
 */
#ifndef IMAGES_NTDLL_HEAP_LAYOUT_H
#define IMAGES_NTDLL_HEAP_LAYOUT_H

#include "images/ntdll/memory.h"

#define UNIT 8u

enum { BLOCK_USED = 1, BLOCK_LARGE = 2 };

struct block {           /* 8 bytes in front of the user's */
    uint32_t units : 24; /* size with this header, in units of 8 bytes */
    uint32_t flags : 2;
    uint32_t unused : 6;    /* bytes behind what the user asked for */
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
_Static_assert(2 * sizeof(struct free_block) <= 64,
               "what is too little for a block of its own can be told as unused");
/* The user's part of a first block then lies on 16 bytes, and stays there if all sizes are multiples of 16.
 */
_Static_assert(sizeof(struct segment) % 16 == 8 && sizeof(struct heap) % 16 == 8, "blocks are aligned");
_Static_assert(sizeof(struct large) % 16 == 0, "large blocks are aligned");

static inline uint8_t block_seal(const struct block *block)
{
    uint32_t words[2];
    memcpy(words, block, sizeof words);
    uint32_t mixed = words[0] ^ (words[1] & 0xffffffu);
    mixed ^= mixed >> 16;
    return (uint8_t)(mixed ^ mixed >> 8 ^ 0xa5);
}

static inline bool block_good(const struct block *block)
{
    return block->seal == block_seal(block) && block->units != 0;
}

static inline struct block *block_above(const struct block *block)
{
    return (struct block *)((char *)block + block->units * UNIT);
}

static inline struct large *large_of(const void *user)
{
    return (struct large *)user - 1;
}

static inline uint32_t list_of(uint32_t units)
{
    if (units < SMALL_LISTS)
        return units;
    return SMALL_LISTS + (31 - (uint32_t)__builtin_clz(units)) - 7;
}

static inline struct block *segment_bottom(const struct heap *heap, const struct segment *segment)
{
    SIZE_T header = segment == &heap->own ? sizeof *heap : sizeof *segment;
    return (struct block *)((char *)segment + header);
}

#endif

/*
 * The walk over a heap, a step a call, here or in another process: KERNEL32 has this file, too, for Toolhelp.
 *
 * A step gets what the last one gave and finds its own place from the address and the flags in there, so
 * nothing is kept between steps and no step costs more than to look through the segments (and, among blocks
 * that are reservations of their own, through those). For each segment, the oldest first: the segment, its
 * blocks from low to high, what is committed behind them, what is not. Then the blocks that are reservations.
 */
#ifndef IMAGES_NTDLL_HEAP_WALK_H
#define IMAGES_NTDLL_HEAP_WALK_H

#include "images/ntdll/nt.h"

#define RTL_HEAP_BUSY              0x0001u
#define RTL_HEAP_SEGMENT           0x0002u
#define RTL_HEAP_UNCOMMITTED_RANGE 0x0100u

typedef struct _RTL_HEAP_WALK_ENTRY {
    void *DataAddress; /* null: the walk begins */
    SIZE_T DataSize;
    UCHAR OverheadBytes; /* of a block: header and what lies behind the bytes asked for */
    UCHAR SegmentIndex;  /* from the oldest on; HEAP_NO_SEGMENT */
    USHORT Flags;        /* none of the three: a block that is free */
    union {
        struct {
            SIZE_T Settable;
            USHORT TagIndex, AllocatorBackTraceIndex;
            ULONG Reserved[2];
        } Block;
        struct {
            ULONG CommittedSize, UnCommittedSize;
            void *FirstEntry, *LastEntry; /* the first header; the end of the reservation */
        } Segment;
    };
} RTL_HEAP_WALK_ENTRY;

#define HEAP_NO_SEGMENT 64 /* what NT says of blocks that lie in none */

/* `process`: with PROCESS_VM_READ. All of it is read by the kernel: what a program has spoilt is no fault of
 * the reader. STATUS_NO_MORE_ENTRIES behind the last one; STATUS_INVALID_PARAMETER if `heap` is none, if
 * `entry` is not what a step gave, or is no more, and if the heap is damaged there. */
NTSTATUS heap_walk(HANDLE process, const void *heap, RTL_HEAP_WALK_ENTRY *entry);

#endif

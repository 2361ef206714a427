#include "images/ntdll/heap_walk.h"
#include "images/ntdll/heap_layout.h"
#include "images/ntdll/nt_memory.h"

struct walk {
    HANDLE process;
    const char *handle;      /* where the heap lies in its process */
    const struct heap *heap; /* a copy, up to the lock */
    RTL_HEAP_WALK_ENTRY *entry;
};

/* A segment as it was read, where it lies, and the one that was made after it. */
struct place {
    struct segment segment;
    const char *base, *newer;
    UCHAR index;
};

static bool heap_read(struct walk *walk, const void *from, void *to, SIZE_T size)
{
    return NT_SUCCESS(NtReadVirtualMemory(walk->process, from, to, size, NULL));
}

static NTSTATUS fill(struct walk *walk, const void *address, SIZE_T size, SIZE_T overhead, ULONG flags)
{
    *walk->entry = (RTL_HEAP_WALK_ENTRY){
        .DataAddress = (void *)address,
        .DataSize = size,
        .OverheadBytes = (UCHAR)overhead,
        .SegmentIndex = walk->entry->SegmentIndex,
        .Flags = (USHORT)flags,
    };
    return STATUS_SUCCESS;
}

/* ---- segments ---- */

static const char *place_bottom(const struct walk *walk, const struct place *place)
{
    return place->base + (place->base == walk->handle ? sizeof(struct heap) : sizeof(struct segment));
}

static bool place_holds(const struct place *place, const char *address)
{
    return address >= place->base && (SIZE_T)(address - place->base) < place->segment.reserved;
}

#define MOST_SEGMENTS 4096 /* more do not go into 4 GB: a list that has become a ring ends */

/* The segment that holds `address`. The newest comes first in their list, and is the last to be told. */
static bool place_find(struct walk *walk, const char *address, struct place *found)
{
    const char *newer = NULL;
    struct place at;
    unsigned behind = 0;
    bool is = false;
    at.base = (const char *)walk->heap->segments;
    for (unsigned count = 0; at.base && count < MOST_SEGMENTS; count++) {
        if (!heap_read(walk, at.base, &at.segment, sizeof at.segment))
            return false;
        at.newer = newer;
        behind += is;
        if (place_holds(&at, address)) {
            *found = at;
            is = true;
        }
        newer = at.base;
        at.base = (const char *)at.segment.next;
    }
    found->index = (UCHAR)behind;
    walk->entry->SegmentIndex = (UCHAR)behind;
    return is;
}

/* ---- what is told ---- */

static NTSTATUS tell_large(struct walk *walk, const LIST_ENTRY *link)
{
    struct large large;
    if ((const char *)link == walk->handle + offsetof(struct heap, large))
        return STATUS_NO_MORE_ENTRIES;
    if (!heap_read(walk, link, &large, sizeof large) || !block_good(&large.block))
        return STATUS_INVALID_PARAMETER;
    walk->entry->SegmentIndex = HEAP_NO_SEGMENT;
    return fill(walk, (const struct large *)link + 1, large.size, sizeof large, RTL_HEAP_BUSY);
}

static NTSTATUS tell_segment(struct walk *walk, const char *base)
{
    struct place place;
    if (!base)
        return tell_large(walk, walk->heap->large.Flink);
    if (!place_find(walk, base, &place))
        return STATUS_INVALID_PARAMETER;
    const char *bottom = place_bottom(walk, &place);
    fill(walk, base, (SIZE_T)(bottom - base), 0, RTL_HEAP_SEGMENT);
    walk->entry->Segment.CommittedSize = (ULONG)(place.segment.committed_end - base);
    walk->entry->Segment.UnCommittedSize = place.segment.reserved - walk->entry->Segment.CommittedSize;
    walk->entry->Segment.FirstEntry = (void *)bottom;
    walk->entry->Segment.LastEntry = (void *)(base + place.segment.reserved);
    return STATUS_SUCCESS;
}

static NTSTATUS tell_uncommitted(struct walk *walk, const struct place *place)
{
    const char *from = place->segment.committed_end;
    if (!place_holds(place, from))
        return tell_segment(walk, place->newer);
    return fill(walk, from, (SIZE_T)(place->base + place->segment.reserved - from), 0,
                RTL_HEAP_UNCOMMITTED_RANGE);
}

/* The block whose header lies at `at`: behind the last one is what is committed and free. */
static NTSTATUS tell_block(struct walk *walk, const struct place *place, const char *at)
{
    struct block block;
    SIZE_T room = (SIZE_T)(place->segment.committed_end - at);
    if (at == (const char *)place->segment.top && room <= UNIT)
        return tell_uncommitted(walk, place);
    if (at == (const char *)place->segment.top)
        return fill(walk, at + UNIT, room - UNIT, UNIT, 0);
    if (!heap_read(walk, at, &block, sizeof block) || !block_good(&block) || block.units * UNIT > room)
        return STATUS_INVALID_PARAMETER;
    SIZE_T size = block.units * UNIT - UNIT - block.unused;
    return fill(walk, at + UNIT, size, block.units * UNIT - size,
                block.flags & BLOCK_USED ? RTL_HEAP_BUSY : 0);
}

/* ---- the next one ---- */

static NTSTATUS behind_block(struct walk *walk, const struct place *place, const char *at)
{
    struct block block;
    if (at == (const char *)place->segment.top)
        return tell_uncommitted(walk, place);
    if (at < place_bottom(walk, place) || at > (const char *)place->segment.top || (uintptr_t)at % UNIT ||
        !heap_read(walk, at, &block, sizeof block) || !block_good(&block))
        return STATUS_INVALID_PARAMETER;
    return tell_block(walk, place, at + block.units * UNIT);
}

#define MOST_LARGE 65536 /* as many as there are places on 64 KB */

/* Only a block that the heap lists is believed to lie there. */
static NTSTATUS behind_large(struct walk *walk, const void *user)
{
    const LIST_ENTRY *link = walk->heap->large.Flink;
    for (unsigned count = 0; count < MOST_LARGE; count++) {
        LIST_ENTRY links;
        if ((const char *)link == walk->handle + offsetof(struct heap, large) ||
            !heap_read(walk, link, &links, sizeof links))
            return STATUS_INVALID_PARAMETER;
        if ((const struct large *)link + 1 == user)
            return tell_large(walk, links.Flink);
        link = links.Flink;
    }
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS next(struct walk *walk)
{
    struct place place;
    const char *address = walk->entry->DataAddress;
    if (!address)
        return tell_segment(walk, walk->handle);
    if (!place_find(walk, address, &place))
        return behind_large(walk, address);
    if (walk->entry->Flags & RTL_HEAP_SEGMENT)
        return tell_block(walk, &place, place_bottom(walk, &place));
    if (walk->entry->Flags & RTL_HEAP_UNCOMMITTED_RANGE)
        return tell_segment(walk, place.newer);
    return behind_block(walk, &place, address - UNIT);
}

NTSTATUS heap_walk(HANDLE process, const void *heap, RTL_HEAP_WALK_ENTRY *entry)
{
    struct heap copy;
    struct walk walk = {process, heap, &copy, entry};
    if (!heap || !heap_read(&walk, heap, &copy, offsetof(struct heap, lock)) ||
        copy.signature != HEAP_SIGNATURE)
        return STATUS_INVALID_PARAMETER;
    return next(&walk);
}

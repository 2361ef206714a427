// sources: images/ntdll/heap_blocks.c images/ntdll/heap_check.c images/ntdll/heap_walk.c
// flags: -Itests/unit/windows -fno-sanitize=alignment
#include "images/ntdll/heap_walk.h"

#include <stdlib.h>
#include <string.h>
#include "images/ntdll/heap_blocks.h"
#include "images/ntdll/heap_check.h"
#include "images/ntdll/list.h"
#include "images/ntdll/nt_memory.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/*
 * NTDLL's heap on the host: blocks by chance beside a plain list of them, and the walk, which must tell these
 * blocks and no others, and cover each segment without a hole.
 */
#define MOST  400u
#define PLACE 0x10000u

/* ---- address space ---- */

#define REGIONS 512
static struct region {
    char *base;
    SIZE_T size;
} regions[REGIONS];
static unsigned region_count;
static SIZE_T committed; /* bytes, to see that all come back */

static struct region *region_of(const char *at)
{
    for (unsigned i = 0; i < region_count; i++)
        if (at >= regions[i].base && (SIZE_T)(at - regions[i].base) < regions[i].size)
            return &regions[i];
    return NULL;
}

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE process, void **base, ULONG_PTR zero_bits, SIZE_T *size,
                                       ULONG type, ULONG protect)
{
    (void)process, (void)zero_bits, (void)protect;
    SIZE_T bytes = (*size + PAGE_BYTES - 1) & ~(SIZE_T)(PAGE_BYTES - 1);
    if (type & MEM_RESERVE) {
        char *memory = aligned_alloc(PLACE, (bytes + PLACE - 1) & ~(SIZE_T)(PLACE - 1));
        if (!memory || region_count == REGIONS)
            return STATUS_NO_MEMORY;
        memset(memory, type & MEM_COMMIT ? 0 : 0xee, bytes);
        regions[region_count++] = (struct region){memory, bytes};
        *base = memory;
    } else {
        memset(*base, 0, bytes);
    }
    committed += type & MEM_COMMIT ? bytes : 0;
    *size = bytes;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG type)
{
    (void)process;
    struct region *region = region_of(*base);
    if (type & MEM_DECOMMIT) {
        memset(*base, 0xee, *size);
        committed -= *size;
        return STATUS_SUCCESS;
    }
    free(region->base);
    *region = regions[--region_count];
    return STATUS_SUCCESS;
}

/* Only what some region holds can be read. */
NTSTATUS NTAPI NtReadVirtualMemory(HANDLE process, const void *from, void *to, SIZE_T size, SIZE_T *done)
{
    (void)process, (void)done;
    struct region *region = region_of(from);
    if (!region || (SIZE_T)(region->base + region->size - (const char *)from) < size)
        return STATUS_ACCESS_VIOLATION;
    memcpy(to, from, size);
    return STATUS_SUCCESS;
}

/* ---- a heap, and what must be in it ---- */

static struct heap *heap;
static struct known {
    char *user;
    SIZE_T size;
} known[MOST];
static unsigned known_count;
static uint32_t state;

static void make(uint32_t granule, ULONG flags, SIZE_T reserve)
{
    heap = (struct heap *)segment_make(reserve, 1, sizeof *heap, PAGE_READWRITE);
    heap->flags = flags;
    heap->granule = granule;
    heap->segments = &heap->own;
    heap->next_segment_bytes = SEGMENT_BYTES;
    heap->signature = HEAP_SIGNATURE;
    list_start(&heap->large);
    known_count = 0;
}

static void destroy(void)
{
    while (heap->large.Flink != &heap->large)
        large_free((struct large *)heap->large.Flink);
    while (heap->segments != &heap->own)
        segment_release(heap, heap->segments);
    segment_release(heap, &heap->own);
    CHECK(region_count == 0);
}

static SIZE_T some_size(void)
{
    switch (host_random(&state) % 8) {
    case 0:
        return host_random(&state) % 0x60000;
    case 1:
        return 0x90000 + host_random(&state) % 0x1000;
    case 2:
        return host_random(&state) % 5000;
    default:
        return host_random(&state) % 200;
    }
}

static void allocate(void)
{
    SIZE_T size = some_size();
    char *user = size < 0x7f000 ? small_allocate(heap, size) : large_allocate(heap, size);
    if (!user || known_count == MOST)
        return;
    memset(user, (int)size, size);
    known[known_count++] = (struct known){user, size};
}

static void release(unsigned i)
{
    struct block *block = block_of(heap, known[i].user);
    CHECK(block && block_size(block) == known[i].size);
    for (SIZE_T at = 0; at < known[i].size; at++)
        if (known[i].user[at] != (char)known[i].size)
            CHECK(!"a block holds what was written there");
    if (block->flags & BLOCK_LARGE)
        large_free(large_of(known[i].user));
    else
        block_release(heap, block);
    known[i] = known[--known_count];
}

static void resize(unsigned i)
{
    SIZE_T size = host_random(&state) % 3000;
    struct block *block = block_of(heap, known[i].user);
    if ((block->flags & BLOCK_LARGE) || !small_resize(heap, block, size))
        return;
    memset(known[i].user, (int)size, size);
    known[i].size = size;
}

static void step(void)
{
    unsigned what = host_random(&state) % 16;
    if (known_count && what < 5)
        release(host_random(&state) % known_count);
    else if (known_count && what < 7)
        resize(host_random(&state) % known_count);
    else if (known_count < MOST)
        allocate();
}

/* ---- the walk ---- */

static bool is_known(const RTL_HEAP_WALK_ENTRY *entry)
{
    for (unsigned i = 0; i < known_count; i++)
        if (known[i].user == entry->DataAddress)
            return known[i].size == entry->DataSize;
    return false;
}

/* Where the entry begins with its header, and where the next one must begin. */
static const char *entry_begin(const RTL_HEAP_WALK_ENTRY *entry)
{
    return (const char *)entry->DataAddress - (entry->Flags & ~RTL_HEAP_BUSY ? 0 : UNIT);
}

static const char *entry_end(const RTL_HEAP_WALK_ENTRY *entry)
{
    return entry_begin(entry) + entry->DataSize + entry->OverheadBytes;
}

/* Entry by entry, each of which ends where the next begins; segments are numbered in turn. */
static void walk_all(void)
{
    RTL_HEAP_WALK_ENTRY entry = {0};
    unsigned used = 0, segments = 0, large = 0;
    const char *expected = NULL, *end = NULL;
    NTSTATUS status;
    while (NT_SUCCESS(status = heap_walk(NULL, heap, &entry))) {
        if (entry.SegmentIndex == HEAP_NO_SEGMENT) {
            CHECK(expected == end && is_known(&entry) && entry.DataSize >= 0x7f000);
            large++;
        } else if (entry.Flags & RTL_HEAP_SEGMENT) {
            CHECK(expected == end && entry.SegmentIndex == segments++);
            end = entry.Segment.LastEntry;
            expected = entry.Segment.FirstEntry;
            CHECK(entry_end(&entry) == expected);
            CHECK((const char *)entry.DataAddress + entry.Segment.CommittedSize +
                      entry.Segment.UnCommittedSize ==
                  end);
        } else {
            CHECK(entry.SegmentIndex == segments - 1);
            if (entry_begin(&entry) != expected) /* less than a header is left of what is committed */
                CHECK(entry_begin(&entry) == expected + UNIT && (entry.Flags & RTL_HEAP_UNCOMMITTED_RANGE));
            CHECK(!(entry.Flags & RTL_HEAP_BUSY) || is_known(&entry));
            used += (entry.Flags & RTL_HEAP_BUSY) != 0;
            expected = entry_end(&entry);
        }
    }
    CHECK(status == STATUS_NO_MORE_ENTRIES && used + large == known_count);
}

static void by_chance(uint32_t granule, ULONG flags, SIZE_T reserve)
{
    make(granule, flags, reserve);
    for (int i = 0; i < 3000; i++) {
        step();
        if (i % 20 == 0) {
            walk_all();
            CHECK(heap_valid(heap));
        }
    }
    for (unsigned i = 0; i < known_count; i++)
        CHECK(heap_has_block(heap, known[i].user) && !heap_has_block(heap, known[i].user + UNIT));
    while (known_count)
        release(0);
    walk_all();
    CHECK(heap_valid(heap));
    destroy();
}

static void walks(void)
{
    for (uint32_t seed = 1; seed <= 2; seed++) {
        state = seed * 2654435761u;
        by_chance(1, HEAP_GROWABLE, SEGMENT_BYTES);
        by_chance(2, HEAP_GROWABLE, 0x20000);
        by_chance(1, 0, 0x80000);
    }
}

/* ---- what has been spoilt ---- */

static NTSTATUS walk_to_the_end(void)
{
    RTL_HEAP_WALK_ENTRY entry = {0};
    NTSTATUS status;
    for (unsigned count = 0; NT_SUCCESS(status = heap_walk(NULL, heap, &entry)); count++)
        CHECK(count < 10000);
    return status;
}

static void damage(void)
{
    make(1, HEAP_GROWABLE, SEGMENT_BYTES);
    char *a = small_allocate(heap, 100), *b = small_allocate(heap, 100), *c = small_allocate(heap, 0x100);
    char *last = small_allocate(heap, 10), *large = large_allocate(heap, 0x90000);
    CHECK(heap_valid(heap) && walk_to_the_end() == STATUS_NO_MORE_ENTRIES);
    b[-8] ^= 1; /* a header */
    CHECK(!heap_valid(heap) && walk_to_the_end() == STATUS_INVALID_PARAMETER);
    b[-8] ^= 1;
    large[-8] ^= 1;
    CHECK(!heap_valid(heap) && walk_to_the_end() == STATUS_INVALID_PARAMETER);
    large[-8] ^= 1;
    block_release(heap, block_of(heap, a));
    block_release(heap, block_of(heap, c));
    CHECK(heap_valid(heap));
    struct free_block *free = (struct free_block *)(a - UNIT), saved = *free;
    free->next = (struct free_block *)(last - UNIT); /* written behind the end of its life */
    CHECK(!heap_valid(heap));
    free->next = free; /* a ring */
    CHECK(!heap_valid(heap));
    free->next = (struct free_block *)(uintptr_t)0x12345670;
    CHECK(!heap_valid(heap));
    *free = saved;
    free->back = free;
    CHECK(!heap_valid(heap));
    *free = saved;
    CHECK(heap_valid(heap));
    destroy();
}

/* A walk that goes on from what no step has told. */
static void wrong_entries(void)
{
    make(1, HEAP_GROWABLE, SEGMENT_BYTES);
    char *a = small_allocate(heap, 100), *large = large_allocate(heap, 0x90000);
    RTL_HEAP_WALK_ENTRY entry = {.DataAddress = a + 8};
    CHECK(heap_walk(NULL, heap, &entry) == STATUS_INVALID_PARAMETER);
    entry.DataAddress = large + 16;
    CHECK(heap_walk(NULL, heap, &entry) == STATUS_INVALID_PARAMETER);
    entry.DataAddress = (void *)8;
    CHECK(heap_walk(NULL, heap, &entry) == STATUS_INVALID_PARAMETER);
    entry.DataAddress = (char *)heap + 16;
    CHECK(heap_walk(NULL, heap, &entry) == STATUS_INVALID_PARAMETER);
    entry.DataAddress = NULL;
    CHECK(heap_walk(NULL, a, &entry) == STATUS_INVALID_PARAMETER);
    CHECK(heap_walk(NULL, NULL, &entry) == STATUS_INVALID_PARAMETER);
    CHECK(heap_walk(NULL, (void *)0x40, &entry) == STATUS_INVALID_PARAMETER);
    entry.DataAddress = large;
    CHECK(heap_walk(NULL, heap, &entry) == STATUS_NO_MORE_ENTRIES);
    heap->own.next = &heap->own; /* segments in a ring */
    CHECK(heap_walk(NULL, heap, &(RTL_HEAP_WALK_ENTRY){0}) == STATUS_SUCCESS);
    heap->own.next = NULL;
    destroy();
}

/* ---- what free memory tells ---- */

/* Three blocks, freed in some order, two of them written by somebody; the heap's bytes behind it. */
static void use_and_free(const unsigned order[3], char bytes[PLACE])
{
    char *blocks[4];
    make(1, HEAP_GROWABLE | HEAP_FREE_CHECKING_ENABLED, SEGMENT_BYTES);
    for (unsigned i = 0; i < 4; i++)
        blocks[i] = small_allocate(heap, 40 + 50 * i);
    for (unsigned i = 0; i < 3; i++) {
        memset(blocks[order[i]], (int)(i + 1), 40);
        block_release(heap, block_of(heap, blocks[order[i]]));
    }
    memcpy(bytes, segment_bottom(heap, &heap->own), 0x400);
    block_release(heap, block_of(heap, blocks[3]));
    memcpy(bytes + 0x400, segment_bottom(heap, &heap->own), 0x400);
    destroy();
}

/* Neither while they are one free block between others nor when nothing is left: whoever was the last. */
static void freed_memory_tells_no_order(void)
{
    static char one[PLACE], other[PLACE];
    use_and_free((const unsigned[]){0, 1, 2}, one);
    for (unsigned i = 0; i < 5; i++) {
        const unsigned orders[5][3] = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        use_and_free(orders[i], other);
        CHECK(memcmp(one + UNIT * 3, other + UNIT * 3, 0x200) == 0 &&
              memcmp(one + 0x400, other + 0x400, 0x400) == 0);
    }
}

int main(void)
{
    RUN(walks);
    RUN(damage);
    RUN(wrong_entries);
    RUN(freed_memory_tells_no_order);
    return unit_end();
}

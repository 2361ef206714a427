/*
 * The nonpaged pool: small blocks in pages of one size class each, larger ones as runs of whole pages. The
 * first pages lie outside the frames that are handed out, so that the kernel's own appetite moves no frame
 * number in a log; when they are used up, further pages take frames and are charged.
 */
#include "mmu/pool.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/pagelog.h"
#include "mmu/pagetable.h"
#include "mmu/poolstart.h"
#include "mmu/runmap.h"
#include "sched/dispatch/list.h"

#define POOL_PAGES (LAYOUT_POOL_BYTES / PAGE_SIZE)
#define HEADER     8u /* tag and bytes stand before each small block */

enum page_use { PAGE_FREE, PAGE_SMALL, PAGE_RUN, PAGE_RUN_REST };

struct pool_page {
    uint8_t use;        /* enum page_use */
    uint8_t size_class; /* SMALL */
    uint16_t used;      /* SMALL: blocks in use */
    uint32_t tag;       /* RUN */
    uint32_t pages;     /* RUN */
    uint16_t guarded;   /* blocks, of a run 1 at most */
};

struct small_block {
    uint32_t tag; /* 0 while it is free */
    union {
        struct link free; /* while it is free; the first of its words is the header's, too */
        uint32_t guard;   /* while it is not: guard_of(), or 0 */
    };
};

static const uint16_t class_bytes[] = {16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 808, 1352, 2040};
#define CLASSES (sizeof class_bytes / sizeof class_bytes[0])

static struct pool_page pages[POOL_PAGES];
static struct link free_blocks[CLASSES]; /* taken and given at the head */
static uint32_t first_mapped;            /* pages that have memory from the start */
static uint32_t blocks_out;
static uint32_t guarded_out;

_Static_assert(POOL_PAGES % RUNMAP_BITS == 0, "a map has whole words");

static uint32_t taken[RUNMAP_WORDS(POOL_PAGES)], full[RUNMAP_FULL(POOL_PAGES)];
static struct runmap in_use = {taken, full, POOL_PAGES};

static page_t pool_page_at(uint32_t index)
{
    return (page_t){layout.pool + index * PAGE_SIZE};
}

static uint32_t index_of(const void *block)
{
    uint32_t address = (uint32_t)block;
    ASSERT(address >= layout.pool && address < layout.pool_end);
    return (address - layout.pool) / PAGE_SIZE;
}

INIT_CODE void pool_start(uint32_t physical, uint32_t bytes)
{
    for (uint32_t i = 0; i < CLASSES; i++)
        list_start(&free_blocks[i]);
    first_mapped = bytes / PAGE_SIZE;
    system_map_row(pool_page_at(0), (pfn_t){physical >> PAGE_SHIFT}, first_mapped);
}

static uint32_t beyond_first(uint32_t index, uint32_t count)
{
    uint32_t end = index + count;
    if (end <= first_mapped)
        return 0;
    return index >= first_mapped ? count : end - first_mapped;
}

/* Gives memory to those pages of the run that have none yet. */
static bool back_run(uint32_t index, uint32_t count)
{
    uint32_t wanted = beyond_first(index, count);
    if (wanted > frames_available() || !commit_charge_resident(0, wanted, COMMIT_POOL))
        return false;
    for (uint32_t i = index + count - wanted; i < index + count; i++) {
        pfn_t pfn = frame_take();
        log_use_kernel(pfn, "pool", pool_page_at(i));
        system_map(pool_page_at(i), pfn);
    }
    return true;
}

static void unback_run(uint32_t index, uint32_t count)
{
    uint32_t wanted = beyond_first(index, count);
    for (uint32_t i = index + count - wanted; i < index + count; i++)
        frame_free(system_unmap(pool_page_at(i)));
    commit_release_resident(0, wanted, COMMIT_POOL);
}

/* First fit keeps to the early pages. Index of the first page, POOL_PAGES if there are none. */
static uint32_t take_run(uint32_t count)
{
    uint32_t index = runmap_find(&in_use, count);
    if (index == POOL_PAGES || !back_run(index, count))
        return POOL_PAGES;
    runmap_take(&in_use, index, count);
    pages[index] = (struct pool_page){.use = PAGE_RUN, .pages = count};
    for (uint32_t i = 1; i < count; i++)
        pages[index + i].use = PAGE_RUN_REST;
    return index;
}

static void give_run(uint32_t index)
{
    uint32_t count = pages[index].pages;
    unback_run(index, count);
    runmap_give(&in_use, index, count);
    for (uint32_t i = 0; i < count; i++)
        pages[index + i] = (struct pool_page){.use = PAGE_FREE};
}

static void put_free(uint32_t size_class, struct small_block *block)
{
    block->tag = 0;
    list_insert_before(free_blocks[size_class].next, &block->free);
}

static bool fill_class(uint32_t size_class)
{
    uint32_t index = take_run(1), size = class_bytes[size_class] + HEADER;
    if (index == POOL_PAGES)
        return false;
    pages[index] = (struct pool_page){.use = PAGE_SMALL, .size_class = (uint8_t)size_class, .pages = 1};
    uint32_t address = pool_page_at(index).address;
    for (uint32_t offset = (PAGE_SIZE / size - 1) * size;; offset -= size) {
        struct small_block *block = (struct small_block *)(address + offset);
        put_free(size_class, block);
        if (offset == 0)
            return true;
    }
}

static void *small_alloc(uint32_t size_class, uint32_t tag)
{
    if (list_empty(&free_blocks[size_class]) && !fill_class(size_class))
        return NULL;
    struct small_block *block = list_member(free_blocks[size_class].next, struct small_block, free);
    list_remove(&block->free);
    ASSERT(block->tag == 0);
    block->tag = tag;
    block->guard = 0;
    pages[index_of(block)].used++;
    return (char *)block + HEADER;
}

static void *run_alloc(size_t bytes, uint32_t tag)
{
    uint32_t index = take_run(pages_of((uint32_t)bytes));
    if (index == POOL_PAGES)
        return NULL;
    pages[index].tag = tag;
    return (void *)pool_page_at(index).address;
}

void *pool_alloc_raw(size_t bytes, uint32_t tag)
{
    void *block = NULL;
    uint32_t size_class = 0;
    ASSERT(bytes > 0 && bytes <= POOL_MOST_BYTES && tag != 0);
    while (size_class < CLASSES && class_bytes[size_class] < bytes)
        size_class++;
    block = size_class < CLASSES ? small_alloc(size_class, tag) : run_alloc(bytes, tag);
    blocks_out += block != NULL;
    return block;
}

void *pool_alloc(size_t bytes, uint32_t tag)
{
    void *block = pool_alloc_raw(bytes, tag);
    return block != NULL ? memset(block, 0, bytes) : NULL;
}

/* ---- guarded blocks: what lies behind the bytes asked for ---- */

#define GUARD_WORD 0x64726147u /* "Gard" */
#define GUARD_FILL 0xfdu

/* At the end of the block's room; what is left between is filled. */
struct guard {
    uint32_t bytes, word;
};

_Static_assert(sizeof(struct guard) == POOL_GUARD, "callers know how much less they may ask for");

static uint32_t guard_of(const void *block)
{
    return GUARD_WORD ^ (uint32_t)block;
}

static struct small_block *header_of(const void *block)
{
    return (struct small_block *)((const char *)block - HEADER);
}

static struct guard *guard_behind(const void *block, uint32_t room)
{
    return (struct guard *)((const char *)block + room - sizeof(struct guard));
}

static void set_guard(void *block, uint32_t bytes)
{
    uint32_t room = pool_room(block);
    struct pool_page *page = &pages[index_of(block)];
    *guard_behind(block, room) = (struct guard){bytes ^ GUARD_WORD, guard_of(block)};
    memset((char *)block + bytes, GUARD_FILL, room - sizeof(struct guard) - bytes);
    if (page->use == PAGE_SMALL)
        header_of(block)->guard = guard_of(block);
    page->guarded++;
    guarded_out++;
}

void *pool_alloc_guarded(size_t bytes, uint32_t tag)
{
    void *block = pool_alloc_raw(bytes + POOL_GUARD, tag);
    if (block)
        set_guard(block, (uint32_t)bytes);
    return block;
}

static void forget_guard(struct pool_page *page)
{
    page->guarded--;
    guarded_out--;
}

static bool is_intact(const char *block, uint32_t room)
{
    const struct guard *guard = guard_behind(block, room);
    uint32_t at = guard->bytes ^ GUARD_WORD, end = room - sizeof *guard;
    if (guard->word != guard_of(block) || at > end)
        return false;
    while (at < end && (uint8_t)block[at] == GUARD_FILL)
        at++;
    return at == end;
}

bool pool_is_overrun(const void *block)
{
    const struct pool_page *page = &pages[index_of(block)];
    if (page->use == PAGE_RUN)
        return page->guarded > 0 && !is_intact(block, page->pages * PAGE_SIZE);
    return header_of(block)->guard == guard_of(block) && !is_intact(block, class_bytes[page->size_class]);
}

static const void *overrun_in(uint32_t index)
{
    const char *page = (const char *)pool_page_at(index).address;
    if (pages[index].use == PAGE_RUN)
        return pool_is_overrun(page) ? page : NULL;
    uint32_t room = class_bytes[pages[index].size_class];
    for (const char *block = page + HEADER; block + room <= page + PAGE_SIZE; block += room + HEADER)
        if (pool_is_overrun(block))
            return block;
    return NULL;
}

/* Counts in the pages' records, which do not lie in the pool's memory, say where to look and when that is
 * all; then it begins with the first page again. */
const void *pool_overrun(uint32_t most)
{
    static uint32_t next;
    const void *found = NULL;
    uint32_t left = guarded_out;
    for (uint32_t i = 0; !found && left > 0 && most > 0 && i < POOL_PAGES; i++) {
        const struct pool_page *page = &pages[next];
        left -= page->guarded;
        most -= page->guarded > 0;
        found = page->guarded > 0 ? overrun_in(next) : NULL;
        next = (next + 1) % POOL_PAGES;
    }
    if (left == 0)
        next = 0;
    return found;
}

/* Takes a page's blocks, all free, out of the list of its class. */
static void withdraw_blocks(uint32_t size_class, uint32_t index)
{
    uint32_t size = class_bytes[size_class] + HEADER, address = pool_page_at(index).address;
    for (uint32_t offset = 0; offset + size <= PAGE_SIZE; offset += size) {
        struct small_block *block = (struct small_block *)(address + offset);
        ASSERT(block->tag == 0);
        list_remove(&block->free);
    }
}

/* A page whose blocks are all free stays with its class, warm for the next run of the same work, unless it
 * takes a frame: that goes back. */
static void small_free(struct small_block *block, struct pool_page *page)
{
    ASSERT(block->tag != 0 && page->used > 0);
    if (block->guard == guard_of((char *)block + HEADER))
        forget_guard(page);
    put_free(page->size_class, block);
    page->used--;
    if (page->used > 0 || index_of(block) < first_mapped)
        return;
    withdraw_blocks(page->size_class, index_of(block));
    give_run(index_of(block));
}

void pool_free(void *memory)
{
    if (!memory)
        return;
    uint32_t index = index_of(memory);
    struct pool_page *page = &pages[index];
    blocks_out--;
    if (page->use == PAGE_SMALL) {
        small_free((struct small_block *)((char *)memory - HEADER), page);
        return;
    }
    ASSERT(page->use == PAGE_RUN && ((uint32_t)memory & (PAGE_SIZE - 1)) == 0);
    if (page->guarded > 0)
        forget_guard(page);
    give_run(index);
}

static uint32_t small_room(const char *memory, uint32_t index)
{
    uint32_t bytes = class_bytes[pages[index].size_class], size = bytes + HEADER;
    uint32_t offset = (uint32_t)memory % PAGE_SIZE - HEADER;
    bool is_place = offset < PAGE_SIZE && offset % size == 0 && offset + size <= PAGE_SIZE;
    return is_place && ((const struct small_block *)(memory - HEADER))->tag != 0 ? bytes : 0;
}

uint32_t pool_room(const void *block)
{
    uint32_t address = (uint32_t)block;
    if (address < layout.pool || address >= layout.pool_end)
        return 0;
    uint32_t index = index_of(block);
    if (pages[index].use == PAGE_SMALL)
        return small_room(block, index);
    return pages[index].use == PAGE_RUN && address % PAGE_SIZE == 0 ? pages[index].pages * PAGE_SIZE : 0;
}

uint32_t pool_blocks(void)
{
    return blocks_out;
}

uint32_t pool_each_frame(void (*tell)(pfn_t pfn))
{
    uint32_t count = 0;
    for (uint32_t i = runmap_taken(&in_use, first_mapped); i < POOL_PAGES; i = runmap_taken(&in_use, i + 1)) {
        tell(pte_pfn(*system_entry(pool_page_at(i))));
        count++;
    }
    return count;
}

uint32_t pool_pages(void)
{
    return runmap_count(&in_use);
}

static void tell_blocks(uint32_t index, void (*tell)(uint32_t tag, uint32_t blocks, uint32_t bytes))
{
    uint32_t bytes = class_bytes[pages[index].size_class], size = bytes + HEADER;
    for (uint32_t offset = 0; offset + size <= PAGE_SIZE; offset += size) {
        const struct small_block *block = (const struct small_block *)(pool_page_at(index).address + offset);
        if (block->tag != 0)
            tell(block->tag, 1, bytes);
    }
}

void pool_each(void (*tell)(uint32_t tag, uint32_t blocks, uint32_t bytes))
{
    for (uint32_t i = runmap_taken(&in_use, 0); i < POOL_PAGES; i = runmap_taken(&in_use, i + 1))
        if (pages[i].use == PAGE_SMALL)
            tell_blocks(i, tell);
        else if (pages[i].use == PAGE_RUN)
            tell(pages[i].tag, 1, pages[i].pages * PAGE_SIZE);
}

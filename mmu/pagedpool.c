/*
 * The paged pool: small blocks in pages of one size and one tag each, larger ones as runs of whole pages. All
 * that is kept of them is nonpaged, so that to take and to give back a block touches none of its pages.
 */
#include "mmu/pagedpool.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/poollog.h"
#include "mmu/regionlog.h"
#include "mmu/runmap.h"
#include "mmu/systemspace.h"

#define TAG_BOOKS   POOL_TAG('P', 'g', 'd', 'P')
#define POOL_PAGES  (LAYOUT_PAGED_POOL_BYTES / PAGE_SIZE)
#define LEAST_SHIFT 6u /* blocks of 64 bytes and their doubles, up to half a page */
#define SIZES       6u
#define NO_PAGE     POOL_PAGES

struct paged_page {
    uint32_t tag;  /* 0: free, or behind the first of a run */
    uint8_t size;  /* SIZES: a run */
    bool promised; /* frames for it, or for the run */
    uint16_t used; /* blocks */
    uint16_t next; /* small, with room: the next one of that size; NO_PAGE */
    union {
        uint64_t taken; /* small: a bit a block */
        uint32_t pages; /* run */
    };
};

_Static_assert(PAGE_SIZE >> LEAST_SHIFT == 64, "a page's blocks have a bit each");
_Static_assert(NO_PAGE <= UINT16_MAX && POOL_PAGES % RUNMAP_BITS == 0, "a map has whole words");

static struct paged_page *pages; /* NULL: there is no paged pool */
static uint16_t with_room[SIZES];
static struct vad *region;
static uint32_t pages_out;

static uint32_t taken[RUNMAP_WORDS(POOL_PAGES)], full[RUNMAP_FULL(POOL_PAGES)];
static struct runmap in_use = {taken, full, POOL_PAGES};

INIT_CODE void paged_pool_start(void)
{
    region = system_space_region(layout.paged_pool, layout.paged_pool_end, PROT_READWRITE);
    pages = pool_alloc(POOL_PAGES * sizeof *pages, TAG_BOOKS);
    if (!region || !pages)
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for the paged pool");
    for (uint32_t size = 0; size < SIZES; size++)
        with_room[size] = NO_PAGE;
}

/* ---- pages ---- */

static page_t page_at(uint32_t index)
{
    return (page_t){layout.paged_pool + index * PAGE_SIZE};
}

/* Whose they are, and how they are charged. */
struct owner {
    uint32_t tag;
    bool (*charge)(struct vad *vad, uint32_t pages);
};

static bool charge(struct vad *vad, uint32_t count)
{
    return space_charge(&system_space, vad, count);
}

/* First fit keeps to the early pages. Index of the first page; NO_PAGE: there are none, or no commit. */
static uint32_t take_pages(uint32_t count, struct owner owner)
{
    uint32_t index = runmap_find(&in_use, count);
    if (index == POOL_PAGES || !owner.charge(region, count))
        return NO_PAGE;
    runmap_take(&in_use, index, count);
    for (uint32_t i = 0; i < count; i++)
        system_space_commit(page_at(index + i));
    log_range_protected("commit", &system_space, page_at(index).address, page_at(index + count).address,
                        PROT_READWRITE);
    pages_out += count;
    pages[index].tag = owner.tag;
    pages[index].promised = owner.charge == system_space_promise;
    return index;
}

static void give_pages(uint32_t index, uint32_t count)
{
    uint32_t tag = pages[index].tag;
    for (uint32_t i = 0; i < count; i++)
        system_space_decommit(page_at(index + i));
    runmap_give(&in_use, index, count);
    if (pages[index].promised)
        system_space_take_back(region, count);
    else
        space_release(&system_space, region, count);
    log_range_event("decommit", &system_space, page_at(index).address, page_at(index + count).address);
    pages_out -= count;
    pages[index] = (struct paged_page){0};
    pool_log_change(tag);
}

/* ---- small blocks ---- */

static uint32_t blocks_in(uint32_t size)
{
    return PAGE_SIZE >> (LEAST_SHIFT + size);
}

static uint64_t all_taken(uint32_t size)
{
    return ~(uint64_t)0 >> (64 - blocks_in(size));
}

static uint32_t new_small(uint32_t size, struct owner owner)
{
    uint32_t index = take_pages(1, owner);
    if (index == NO_PAGE)
        return NO_PAGE;
    pages[index].size = (uint8_t)size;
    pages[index].next = with_room[size];
    with_room[size] = (uint16_t)index;
    return index;
}

/* A page of that size and tag with room. */
static uint32_t find_small(uint32_t size, uint32_t tag)
{
    uint32_t index = with_room[size];
    while (index != NO_PAGE && pages[index].tag != tag)
        index = pages[index].next;
    return index;
}

static void leave_list(uint32_t index)
{
    uint16_t *at = &with_room[pages[index].size];
    while (*at != index)
        at = &pages[*at].next;
    *at = pages[index].next;
}

static void *small_alloc(uint32_t size, struct owner owner)
{
    uint32_t index = find_small(size, owner.tag);
    bool new = index == NO_PAGE;
    if (new)
        index = new_small(size, owner);
    if (index == NO_PAGE)
        return NULL;
    struct paged_page *page = &pages[index];
    uint32_t block = (uint32_t)__builtin_ctzll(~page->taken);
    page->taken |= (uint64_t)1 << block;
    page->used++;
    if (page->taken == all_taken(size))
        leave_list(index);
    if (new)
        pool_log_change(owner.tag);
    return (void *)(page_at(index).address + (block << (LEAST_SHIFT + size)));
}

static void small_free(uint32_t index, uint32_t offset)
{
    struct paged_page *page = &pages[index];
    uint64_t bit = (uint64_t)1 << (offset >> (LEAST_SHIFT + page->size));
    ASSERT((page->taken & bit) && offset % (1u << (LEAST_SHIFT + page->size)) == 0);
    if (page->taken == all_taken(page->size)) {
        page->next = with_room[page->size];
        with_room[page->size] = (uint16_t)index;
    }
    page->taken &= ~bit;
    page->used--;
    if (page->used > 0)
        return;
    leave_list(index);
    give_pages(index, 1);
}

/* ---- runs ---- */

static void *run_alloc(size_t bytes, struct owner owner)
{
    uint32_t count = pages_of((uint32_t)bytes), index = take_pages(count, owner);
    if (index == NO_PAGE)
        return NULL;
    pages[index].size = SIZES;
    pages[index].pages = count;
    pages[index].used = 1;
    pool_log_change(owner.tag);
    return (void *)page_at(index).address;
}

/* ---- all ---- */

static uint32_t size_for(size_t bytes)
{
    uint32_t size = 0;
    while (size < SIZES && (1u << (LEAST_SHIFT + size)) < bytes)
        size++;
    return size;
}

static void *allocate(size_t bytes, struct owner owner)
{
    ASSERT(bytes > 0 && bytes <= POOL_MOST_BYTES && owner.tag != 0);
    if (!pages)
        return pool_alloc_raw(bytes, owner.tag);
    uint32_t size = size_for(bytes);
    return size < SIZES ? small_alloc(size, owner) : run_alloc(bytes, owner);
}

void *paged_alloc_raw(size_t bytes, uint32_t tag)
{
    return allocate(bytes, (struct owner){tag, charge});
}

void *paged_alloc_promised(size_t bytes, uint32_t tag)
{
    return allocate(bytes, (struct owner){tag, system_space_promise});
}

void *paged_alloc(size_t bytes, uint32_t tag)
{
    void *block = paged_alloc_raw(bytes, tag);
    return block ? memset(block, 0, bytes) : NULL;
}

void paged_free(void *block)
{
    uint32_t offset = (uint32_t)block - layout.paged_pool, index = offset / PAGE_SIZE;
    if (!pages || !block) {
        pool_free(block);
        return;
    }
    ASSERT(index < POOL_PAGES && pages[index].tag != 0);
    if (pages[index].size < SIZES)
        small_free(index, offset % PAGE_SIZE);
    else
        give_pages(index, pages[index].pages);
}

uint32_t paged_pool_pages(void)
{
    return pages_out;
}

void paged_pool_each(void (*tell)(uint32_t tag, uint32_t blocks, uint32_t bytes))
{
    for (uint32_t i = runmap_taken(&in_use, 0); i < POOL_PAGES; i = runmap_taken(&in_use, i + 1)) {
        const struct paged_page *page = &pages[i];
        if (page->tag != 0)
            tell(page->tag, page->used, (page->size < SIZES ? 1 : page->pages) * PAGE_SIZE);
    }
}

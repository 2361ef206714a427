#include "mmu/writewatch.h"

#include "firmware/panic.h"
#include "mmu/mapping.h"
#include "mmu/pool.h"

#define TAG_WATCH POOL_TAG('W', 'a', 't', 'c')
#define WORD_BITS 32u

uint32_t *writewatch_make(uint32_t bytes)
{
    return pool_alloc((pages_of(bytes) + WORD_BITS - 1) / WORD_BITS * sizeof(uint32_t), TAG_WATCH);
}

static uint32_t index_of(const struct vad *vad, page_t page)
{
    ASSERT(vad->written && page.address >= vad->start.address && page.address < vad->end.address);
    return (page.address - vad->start.address) / PAGE_SIZE;
}

void writewatch_note_page(const struct space *space, page_t page)
{
    struct vad *vad = vad_first_behind(&space->vads, page.address);
    if (!vad || vad->start.address > page.address || !vad->written)
        return;
    uint32_t index = index_of(vad, page);
    vad->written[index / WORD_BITS] |= 1u << index % WORD_BITS;
}

/* The first page of [page, end) that the map has; words without any are passed at once. */
static page_t next_noted(const struct vad *vad, page_t page, uint32_t end)
{
    while (page.address < end) {
        uint32_t index = index_of(vad, page), rest = vad->written[index / WORD_BITS] >> index % WORD_BITS;
        if (rest & 1)
            return page;
        page.address += rest ? PAGE_SIZE : (WORD_BITS - index % WORD_BITS) * PAGE_SIZE;
    }
    return (page_t){end};
}

/* The first of which the processor alone knows. */
static page_t next_dirty(page_t page, uint32_t end)
{
    page = pagetable_valid(page, end);
    while (page.address < end && !pte_dirty(*pagetable_entry(page)))
        page = pagetable_valid(page_next(page), end);
    return page;
}

/* The first that was written. */
static page_t next_written(const struct vad *vad, page_t page, uint32_t end)
{
    return next_dirty(page, next_noted(vad, page, end).address);
}

uint32_t writewatch_list(const struct vad *vad, uint32_t start, uint32_t *end, uint32_t *pages, uint32_t most)
{
    page_t page = next_written(vad, page_of(start), *end);
    uint32_t count = 0;
    ASSERT(most > 0 && start <= *end && *end <= vad->end.address);
    while (page.address < *end) {
        if (pages)
            pages[count] = page.address;
        if (++count == most)
            *end = page.address + PAGE_SIZE;
        page = next_written(vad, page_next(page), *end);
    }
    return count;
}

static void forget(const struct space *space, const struct vad *vad, page_t page)
{
    uint32_t index = index_of(vad, page);
    if (pagetable_exists(page) && pte_kind(*pagetable_entry(page)) == PTE_VALID)
        mapping_hand_over(space, page);
    vad->written[index / WORD_BITS] &= ~(1u << index % WORD_BITS);
}

uint32_t writewatch_reset(const struct space *space, const struct vad *vad, uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    ASSERT(start <= end && end <= vad->end.address);
    for (page_t page = next_written(vad, page_of(start), end); page.address < end;
         page = next_written(vad, page_next(page), end)) {
        forget(space, vad, page);
        count++;
    }
    return count;
}

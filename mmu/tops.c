#include "mmu/tops.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"

#define FRAMES_A_TOP 4u

struct top {
    pte_t pages[PAGETABLE_DIRECTORIES]; /* of one that is free the first is the number of the next, or NONE */
};

#define NONE UINT32_MAX

_Static_assert(PAGETABLE_TOP_BYTES == 0 || sizeof(struct top) == PAGETABLE_TOP_BYTES, "a top fills its slot");
_Static_assert(PAGETABLE_TOP_BYTES == 0 || FRAMES_A_TOP <= PAGETABLE_DIRECTORIES, "each process has a slot");

static struct {
    struct top *slots;
    uint32_t physical, count, free;
} row;

INIT_CODE uint32_t tops_bytes(uint32_t frames)
{
    return frames / FRAMES_A_TOP * PAGETABLE_TOP_BYTES;
}

static void give(uint32_t slot)
{
    row.slots[slot].pages[0].bits = row.free;
    row.free = slot;
}

INIT_CODE void tops_start(void *at, uint32_t physical, uint32_t bytes)
{
    row.slots = at;
    row.physical = physical;
    row.count = bytes / sizeof(struct top);
    row.free = NONE;
    for (uint32_t i = row.count; i > 0; i--)
        give(i - 1);
}

static struct top *slot_of(uint32_t cr3)
{
    uint32_t slot = (cr3 - row.physical) / sizeof(struct top);
    ASSERT(cr3 % sizeof(struct top) == 0 && slot < row.count);
    return &row.slots[slot];
}

/* Only Valid may be set in its entries (SDM vol. 3A, table 4-8). */
static pte_t entry_for(pfn_t page)
{
    return (pte_t){(pte_bits_t)page.number << PAGE_SHIFT | BIT_VALID};
}

uint32_t top_make(const pfn_t *pages)
{
    if (PAGETABLE_TOP_BYTES == 0)
        return pages[0].number << PAGE_SHIFT;
    uint32_t slot = row.free;
    ASSERT(slot < row.count);
    row.free = (uint32_t)row.slots[slot].pages[0].bits;
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        row.slots[slot].pages[i] = entry_for(pages[i]);
    return row.physical + slot * (uint32_t)sizeof(struct top);
}

void top_free(uint32_t cr3)
{
    if (PAGETABLE_TOP_BYTES)
        give((uint32_t)(slot_of(cr3) - row.slots));
}

/* QEMU marks these entries as used, which no processor does. */
bool top_names(uint32_t cr3, const pfn_t *pages)
{
    bool same = true;
    if (PAGETABLE_TOP_BYTES == 0)
        return cr3 == pages[0].number << PAGE_SHIFT;
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        same = same && pte_without_accessed(slot_of(cr3)->pages[i]).bits == entry_for(pages[i]).bits;
    return same;
}

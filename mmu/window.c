#include "mmu/window.h"

#include "firmware/initcode.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"

enum window {
    WINDOW_CALLER,
    WINDOW_KEPT,
    WINDOW_TO,
    WINDOW_FROM,
    WINDOW_PTE,
    WINDOW_ASIDE,
    WINDOW_TRANSFERS
};

/* Behind those a few for looking, and in the other half of the place a row for good. */
#define WINDOWS_TO_LOOK 256u
#define WINDOW_LOOK     256u
#define WINDOW_ROW      512u
#define WINDOW_END      (WINDOW_ROW + WINDOW_ROW_PAGES)

_Static_assert(WINDOW_LOOK + WINDOWS_TO_LOOK <= WINDOW_ROW, "windows do not overlap");
_Static_assert(WINDOW_END *PAGE_SIZE <= LAYOUT_WINDOWS_BYTES, "windows lie where they may");

/* A window that shows the frame already is left as it is: PTEs of one table are often visited in a row. */
static inline void *show(uint32_t window, pfn_t pfn)
{
    page_t page = {layout.windows + window * PAGE_SIZE};
    pte_t now = *system_entry(page);
    if (pte_kind(now) != PTE_VALID || !pfn_equal(pte_pfn(now), pfn))
        system_exchange(page, pte_valid(pfn, PROT_READWRITE, false, false));
    return (void *)page.address;
}

static void fill_words(void *to, uint32_t value, uint32_t count)
{
    __asm__ volatile("rep stosl" : "+D"(to), "+c"(count) : "a"(value) : "memory");
}

static void copy_words(void *to, const void *from, uint32_t count)
{
    __asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}

void window_zero(pfn_t pfn)
{
    fill_words(show(WINDOW_TO, pfn), 0, PAGE_SIZE / 4);
}

void window_copy(pfn_t to, pfn_t from)
{
    copy_words(show(WINDOW_TO, to), show(WINDOW_FROM, from), PAGE_SIZE / 4);
}

void *window_map(pfn_t pfn)
{
    return show(WINDOW_CALLER, pfn);
}

void *window_keep(pfn_t pfn)
{
    return show(WINDOW_KEPT, pfn);
}

void *window_map_transfer(uint32_t transfer, pfn_t pfn)
{
    ASSERT(transfer < WINDOW_LOOK - WINDOW_TRANSFERS);
    return show(WINDOW_TRANSFERS + transfer, pfn);
}

pfn_t window_kept(void)
{
    pte_t pte = *system_entry((page_t){layout.windows + WINDOW_KEPT * PAGE_SIZE});
    return pte_kind(pte) == PTE_VALID ? pte_pfn(pte) : PFN_NONE;
}

void *window_look(pfn_t pfn)
{
    return show(WINDOW_LOOK + pfn.number % WINDOWS_TO_LOOK, pfn);
}

void *window_look_aside(pfn_t pfn)
{
    return show(WINDOW_ASIDE, pfn);
}

INIT_CODE void *window_map_row(pfn_t first, uint32_t pages)
{
    page_t row = {layout.windows + WINDOW_ROW * PAGE_SIZE};
    ASSERT(pages <= WINDOW_ROW_PAGES);
    system_map_row(row, first, pages);
    return (void *)row.address;
}

static pte_t *pte_at(uint32_t place)
{
    return (pte_t *)show(WINDOW_PTE, pte_place_frame(place)) + pte_place_index(place);
}

pte_t window_exchange_pte(uint32_t place, pte_t pte)
{
    volatile pte_t *entry = pte_at(place);
    pte_t old = {entry->bits};
    entry->bits = pte.bits;
    return old;
}

void window_note_write(uint32_t place)
{
    pte_t *entry = pte_at(place);
    ASSERT(pte_is_valid(*entry));
    *entry = pte_touched(*entry, true);
}

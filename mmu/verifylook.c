/*
 * What the books cannot tell: what frames hold, and whether the processor still remembers what page tables no
 * longer say. Both are asked of a few pages each time, in turn.
 */
#include "mmu/verifybooks.h"

#include <string.h>
#include "firmware/cpu.h"
#include "mmu/window.h"
#include "mmu/words.h"
#include "storage/pagefile.h"

#define FRAMES_LOOKED_AT 4u
#define FRAMES_PASSED    256u
#define PAGES_LOOKED_AT  8u
#define WORDS            (PAGE_SIZE / sizeof(uint32_t))

static uint32_t frame_hand; /* the frame that was looked at last, from the first on */
static uint32_t page_hand;  /* the page of the running space that comes next */

/* ---- what frames hold ---- */

static bool all_zero(const uint32_t *words)
{
    for (uint32_t i = 0; i < WORDS; i += WORDS_AT_ONCE)
        if (!words_zero(words + i))
            return false;
    return true;
}

static void check_slot(pfn_t pfn, slot_t slot)
{
    const uint8_t *page = window_look(pfn);
    bool same = true;
    for (uint32_t i = 0; same && i < PAGEFILE_SECTORS; i++)
        same = memcmp(page + i * SECTOR_SIZE, verify_slot_sector(slot, i), SECTOR_SIZE) == 0;
    verify_law(same, pfn.number, "a clean page is what its slot holds");
}

/* Neither the frame nor the processor, in the PTE that is its owner, knows of a change, and no write home has
 * yet to tell how it ended. A section's page may have been changed by any of those who map it. */
static bool is_clean(const struct frame *frame)
{
    if (frame->state == FRAME_STANDBY)
        return true;
    if (frame->state != FRAME_ACTIVE || frame->place == 0 || frame->section || frame->reading ||
        frame->writing || frame->modified)
        return false;
    const pte_t *table = window_look(pte_place_frame(frame->place));
    return !pte_dirty(table[pte_place_index(frame->place)]);
}

/* Clean pages are what their home holds: here the one whose change was lost is found. */
static bool check_content(pfn_t pfn)
{
    const struct frame *frame = frame_record(pfn);
    if (frame->state != FRAME_ZEROED && !is_clean(frame))
        return false;
    if (frame->state == FRAME_ZEROED || (pte_kind(frame->original) == PTE_DEMAND_ZERO && !frame->unwanted))
        verify_law(all_zero(window_look(pfn)), pfn.number, "a clean page whose home is zeros holds zeros");
    else if (pte_kind(frame->original) == PTE_PAGE_FILE)
        check_slot(pfn, pte_slot(frame->original));
    return true;
}

void verify_contents(void)
{
    for (uint32_t i = 0, looked_at = 0; i < FRAMES_PASSED && looked_at < FRAMES_LOOKED_AT; i++) {
        frame_hand = (frame_hand + 1) % frames_total();
        looked_at += check_content(frame_at(frame_hand));
    }
}

/* ---- what the processor remembers ---- */

static bool same_words(const uint32_t *page, const uint32_t *frame)
{
    return memcmp(page, frame, WORDS_AT_ONCE * sizeof *page) == 0;
}

/* Two ways to one word: what goes in by the frame comes out at the page. The word is put back. */
static bool same_word(const volatile uint32_t *page, volatile uint32_t *frame)
{
    uint32_t before = *frame;
    *frame = ~before;
    bool same = *page == ~before;
    *frame = before;
    return same && *page == before;
}

/* Where code may lie nothing is written: the emulator would translate it anew. A program that the kernel does
 * not reach has its CR3 loaded behind this, and the processor remembers nothing. */
static void check_page(page_t page)
{
    pte_t pte = *pagetable_entry(page);
    const pte_t *table = window_look(pagetable_frame(page));
    verify_law(table[page.address % PAGETABLE_SPAN / PAGE_SIZE].bits == pte.bits, page.address,
               "the self-map shows the page table");
    if (page.address >= layout.reach)
        return;
    uint32_t *frame = window_look(pte_pfn(pte));
    bool same = pte_writable(pte) ? same_word((uint32_t *)page.address, frame)
                                  : same_words((uint32_t *)page.address, frame);
    verify_law(same, page.address, "the processor maps a page as its PTE says");
}

/* The page of the last fault is looked at each time: what has just been done about it is seen before the
 * program goes on. */
static void check_last(void)
{
    page_t page = page_of(cpu_cr2());
    if (page.address >= layout.user_end || !pagetable_maps(page))
        return;
    pfn_t pfn = pte_pfn(*pagetable_entry(page));
    if (frame_is_owned(pfn))
        check_content(pfn);
    if (pte_accessed(*pagetable_entry(page)))
        check_page(page);
}

/* To read a page marks it as used, so only those that are. What is read here the processor remembers, and
 * the next time it is seen whether it had to forget it. A program's breakpoints would strike. */
void verify_translations(void)
{
    const struct thread *thread = thread_current();
    if (!space_current() || (thread->debug.control & DEBUG_ENABLED))
        return;
    check_last();
    for (uint32_t i = 0; i < PAGES_LOOKED_AT; i++) {
        page_t page = pagetable_valid(page_of(page_hand), layout.user_end);
        page_hand = page.address < layout.user_end ? page.address + PAGE_SIZE : 0;
        if (page.address < layout.user_end && pte_accessed(*pagetable_entry(page)))
            check_page(page);
    }
}

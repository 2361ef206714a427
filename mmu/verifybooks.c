#include "mmu/verifybooks.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/layout.h"
#include "mmu/verify.h"
#include "mmu/window.h"
#include "storage/pagefile.h"
#include "storage/slots.h"

#define SLOT_BITS 32u

static struct {
    uint32_t from, to; /* physical */
} spare;

static struct verify_note *notes; /* one a frame */
static uint32_t *slot_seen;       /* one bit a slot */
static uint32_t slots_noted, charged, resident;

INIT_CODE void verify_spare(uint32_t from, uint32_t to)
{
    spare.from = pages_of(from) * PAGE_SIZE;
    spare.to = to;
}

static uint32_t note_bytes(void)
{
    return frames_total() * (uint32_t)sizeof(struct verify_note);
}

static uint32_t seen_bytes(void)
{
    return (slots_most() / SLOT_BITS + 1) * (uint32_t)sizeof(uint32_t);
}

INIT_CODE bool verify_start(void)
{
    uint32_t pages = pages_of(note_bytes() + seen_bytes());
    ASSERT(!notes && spare.from <= spare.to);
    if (pages > (spare.to - spare.from) / PAGE_SIZE || pages > WINDOW_ROW_PAGES)
        return false;
    notes = window_map_row((pfn_t){spare.from >> PAGE_SHIFT}, pages);
    slot_seen = (uint32_t *)(notes + frames_total());
    return true;
}

static struct verify_note *note_of(pfn_t pfn)
{
    uint32_t index = frame_index(pfn);
    verify_law(index < frames_total(), pfn.number, "a PTE names a frame that is there to be handed out");
    return &notes[index];
}

const struct verify_note *verify_noted(void)
{
    return notes;
}

void verify_begin(void)
{
    ASSERT(notes != NULL);
    memset(notes, 0, note_bytes());
    memset(slot_seen, 0, seen_bytes());
    slots_noted = charged = resident = 0;
}

/* Of a page that is valid, or in transition, which a page that is being read is, too. */
static bool fits(const struct frame *frame, bool valid)
{
    if (frame->deleted)
        return false;
    if (valid)
        return frame->state == FRAME_ACTIVE && !frame->reading;
    return frame->state == FRAME_STANDBY || frame->state == FRAME_MODIFIED || frame->state == FRAME_WRITING ||
           (frame->state == FRAME_ACTIVE && frame->reading);
}

void verify_owner(pfn_t pfn, uint32_t place, uint16_t section, bool valid)
{
    struct verify_note *note = note_of(pfn);
    const struct frame *frame = frame_record(pfn);
    verify_law(!note->owned && !note->kernel, pfn.number, "a frame has one owner");
    verify_law(frame->place == place, pfn.number, "a frame knows the place of its owner");
    verify_law(frame->section == section, pfn.number, "a frame knows the section of its page");
    verify_law(fits(frame, valid), pfn.number, "the state of a frame is what its owner says");
    note->owned = 1;
}

void verify_share(pfn_t pfn)
{
    note_of(pfn)->shares++;
}

void verify_entry(pfn_t table)
{
    note_of(table)->shares++;
}

void verify_kernel_frame(pfn_t pfn)
{
    struct verify_note *note = note_of(pfn);
    verify_law(!note->owned && !note->kernel, pfn.number, "a frame has one owner");
    note->kernel = 1;
}

void verify_slot(slot_t slot)
{
    uint32_t *word = &slot_seen[slot.number / SLOT_BITS], bit = 1u << slot.number % SLOT_BITS;
    verify_law(slot.number > 0 && slot.number <= slots_total(), slot.number, "a slot lies in the page file");
    verify_law(slot_is_taken(slot), slot.number, "the slot of a page is in use");
    verify_law(!(*word & bit), slot.number, "a slot holds one page");
    *word |= bit;
    slots_noted++;
}

const void *verify_slot_sector(slot_t slot, uint32_t index)
{
    return (const void *)(layout.ramdisk + pagefile_place(slot, index) * SECTOR_SIZE);
}

void verify_charge(uint32_t pages, uint32_t resident_pages)
{
    charged += pages;
    resident += resident_pages;
}

void verify_end(void)
{
    verify_law(slots_noted == slots_in_use(), slots_noted, "each slot in use holds a page");
    verify_law(slots_counted() == slots_in_use(), slots_counted(),
               "the map of slots agrees with their number");
    verify_law(charged == commit_total(), charged, "the commit total is what is committed");
    verify_law(resident == commit_resident(), resident, "the resident charge is what is resident");
}

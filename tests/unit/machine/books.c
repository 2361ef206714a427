/*
 * The books, kept a second time: page tables and prototype PTEs are read from physical memory, and what they
 * say of frames, slots and charges is held against what the kernel's records say. Nothing is taken from a
 * counter that is not counted here again.
 */
#include <string.h>
#include "firmware/bootinfo.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/section.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/parts.h"

#define FRAMES_MOST   8192u
#define SLOTS_MOST    8192u
#define SECTIONS_MOST 64u
#define FIRST_FRAME   (BOOT_FRAMES_PHYSICAL >> PAGE_SHIFT)
#define USER_TABLES   (LAYOUT_HIGHEST_SYSTEM / PAGETABLE_SPAN)
#define TABLE_ENTRIES 1024u

static struct {
    uint32_t owners; /* PTEs that say that the frame is theirs */
    uint32_t kernel; /* page tables, directories, pool, stacks */
    uint32_t shares; /* valid PTEs of spaces that point at a section's page */
} seen[FRAMES_MOST];
static uint8_t slot_seen[SLOTS_MOST];
static uint32_t slots_seen, charged, charged_resident;
static struct section *sections[SECTIONS_MOST];
static uint32_t section_count;

static uint32_t index_of(pfn_t pfn)
{
    if (pfn.number < FIRST_FRAME || pfn.number - FIRST_FRAME >= frames_total())
        machine_fail("books: frame %05x is nobody's to hand out", (unsigned)pfn.number);
    return pfn.number - FIRST_FRAME;
}

static bool on_list(enum frame_state state)
{
    return state != FRAME_ACTIVE && state != FRAME_WRITING;
}

static void note_kernel(pfn_t pfn)
{
    seen[index_of(pfn)].kernel++;
}

static void note_slot(slot_t slot, const char *whose)
{
    if (slot.number == 0 || slot.number > slots_total())
        machine_fail("books: slot %05x of %s does not exist", (unsigned)slot.number, whose);
    if (slot_seen[slot.number]++)
        machine_fail("books: slot %05x of %s is somebody else's too", (unsigned)slot.number, whose);
    slots_seen++;
}

static void note_section(struct section *section)
{
    for (uint32_t i = 0; i < section_count; i++)
        if (sections[i] == section)
            return;
    if (section_count == SECTIONS_MOST)
        machine_fail("books: too many sections");
    sections[section_count++] = section;
}

/* A PTE, private or prototype, says that the frame holds its page. */
static void note_owner(pfn_t pfn, uint32_t place, bool shared, bool valid)
{
    const struct frame *frame = frame_record(pfn);
    seen[index_of(pfn)].owners++;
    if (frame->place != place)
        machine_fail("books: frame %05x is owned by %08x, not %08x", (unsigned)pfn.number,
                     (unsigned)frame->place, (unsigned)place);
    if ((frame->section != 0) != shared)
        machine_fail("books: frame %05x: shared %d", (unsigned)pfn.number, frame->section != 0);
    if (valid != (frame->state == FRAME_ACTIVE) || frame->state == FRAME_FREE || frame->state == FRAME_ZEROED)
        machine_fail("books: frame %05x is %s, its owner %s", (unsigned)pfn.number,
                     frame_state_name(frame->state), valid ? "valid" : "in transition");
}

/* ---- spaces ---- */

static void count_valid(const struct vad *vad, page_t page, pte_t pte, uint32_t place)
{
    pfn_t pfn = pte_pfn(pte);
    if (!pte_shared(pte)) {
        note_owner(pfn, place, false, true);
        return;
    }
    if (!vad->section)
        machine_fail("books: %08x is shared in a private region", (unsigned)page.address);
    pte_t prototype = *section_prototype(vad->section, vad_section_page(vad, page));
    if (pte_kind(prototype) != PTE_VALID || !pfn_equal(pte_pfn(prototype), pfn))
        machine_fail("books: %08x maps %05x, its prototype PTE is %08x", (unsigned)page.address,
                     (unsigned)pfn.number, (unsigned)prototype.bits);
    seen[index_of(pfn)].shares++;
}

/* True: it counts in the working set. */
static bool count_pte(struct space *space, page_t page, pte_t pte, uint32_t place)
{
    const struct vad *vad = vad_find(&space->vads, page.address);
    if (!vad)
        machine_fail("books: %08x has the PTE %08x and no region", (unsigned)page.address,
                     (unsigned)pte.bits);
    if (vad->kind == VAD_PHYSICAL)
        return false;
    switch (pte_kind(pte)) {
    case PTE_VALID:
        count_valid(vad, page, pte, place);
        return true;
    case PTE_TRANSITION:
        note_owner(pte_pfn(pte), place, false, false);
        return false;
    case PTE_PAGE_FILE:
        note_slot(pte_slot(pte), "a private page");
        return false;
    case PTE_PROTOTYPE:
        if (!vad->section)
            machine_fail("books: %08x has a prototype PTE in a private region", (unsigned)page.address);
        return false;
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_DECOMMITTED:
        return false;
    case PTE_FILE:
        break;
    }
    machine_fail("books: %08x has the PTE %08x", (unsigned)page.address, (unsigned)pte.bits);
}

static uint32_t count_table(struct space *space, uint32_t index, uint32_t table)
{
    uint32_t valid = 0;
    for (uint32_t i = 0; i < TABLE_ENTRIES; i++) {
        page_t page = {index * PAGETABLE_SPAN + i * PAGE_SIZE};
        pte_t pte = {*memory_word(table + 4 * i)};
        if (pte.bits)
            valid += count_pte(space, page, pte, table + 4 * i);
    }
    return valid;
}

static void count_tables(struct space *space)
{
    uint32_t tables = 0, working_set = 0;
    note_kernel((pfn_t){space->directory >> PAGE_SHIFT});
    for (uint32_t i = 0; i < USER_TABLES; i++) {
        uint32_t entry = *memory_word(space->directory + 4 * i);
        if (!(entry & BIT_PRESENT))
            continue;
        if (!space->regions[i])
            machine_fail("books: page table %u of space %u is not charged", (unsigned)i,
                         (unsigned)space->owner);
        tables++;
        note_kernel((pfn_t){entry >> PAGE_SHIFT});
        working_set += count_table(space, i, entry & BITS_PAGE);
    }
    if (tables != space->tables || working_set != space->working_set)
        machine_fail("books: space %u has %u tables and %u valid pages, its record says %u and %u",
                     (unsigned)space->owner, (unsigned)tables, (unsigned)working_set, (unsigned)space->tables,
                     (unsigned)space->working_set);
}

/* ---- charges ---- */

static bool is_private(pte_t pte)
{
    enum pte_kind kind = pte_kind(pte);
    return kind == PTE_TRANSITION || kind == PTE_PAGE_FILE || kind == PTE_DEMAND_ZERO ||
           (kind == PTE_VALID && !pte_shared(pte));
}

/* Pages of an image are charged when a process has a copy, or may come to one by a write. */
static bool image_page_charged(const struct vad *vad, page_t page, pte_t pte)
{
    if (protection_copies(section_protection(vad->section, vad_section_page(vad, page))) || is_private(pte))
        return true;
    return pte_kind(pte) != PTE_NONE && protection_copies(pte_protection(pte));
}

static bool page_charged(const struct vad *vad, page_t page, pte_t pte)
{
    switch (vad->kind) {
    case VAD_PRIVATE:
        return pte_kind(pte) == PTE_NONE ? vad->committed : pte_kind(pte) != PTE_DECOMMITTED;
    case VAD_IMAGE:
        return image_page_charged(vad, page, pte);
    case VAD_VIEW:
        return protection_copies(vad->protection);
    case VAD_PHYSICAL:
        return false;
    }
    return false;
}

static void count_region(const struct space *space, const struct vad *vad, uint16_t regions[USER_TABLES])
{
    uint32_t charge = 0;
    for (page_t page = vad->start; page.address < vad->end.address; page = page_next(page))
        charge += page_charged(vad, page, machine_pte(space, page.address));
    if (charge != vad->charge)
        machine_fail("books: region %08x-%08x is charged %u pages, not %u", (unsigned)vad->start.address,
                     (unsigned)vad->end.address, (unsigned)vad->charge, (unsigned)charge);
    for (uint32_t i = vad->start.address / PAGETABLE_SPAN; i <= (vad->end.address - 1) / PAGETABLE_SPAN; i++)
        regions[i]++;
    if (vad->section)
        note_section(vad->section);
}

static void count_regions(const struct space *space)
{
    uint16_t regions[USER_TABLES] = {0};
    uint32_t charge = 1, resident = 1;
    for (const struct vad *vad = vad_first_behind(&space->vads, 0); vad;
         vad = vad_first_behind(&space->vads, vad->end.address)) {
        count_region(space, vad, regions);
        charge += vad->charge;
    }
    if (memcmp(regions, space->regions, sizeof regions) != 0)
        machine_fail("books: regions for each table of space %u", (unsigned)space->owner);
    for (uint32_t i = 0; i < USER_TABLES; i++)
        resident += regions[i] > 0;
    charge += resident - 1;
    if (charge != space->charge)
        machine_fail("books: space %u is charged %u pages, not %u", (unsigned)space->owner,
                     (unsigned)space->charge, (unsigned)charge);
    charged += charge;
    charged_resident += resident;
}

/* ---- sections ---- */

static void count_prototype(pte_t *prototype)
{
    switch (pte_kind(*prototype)) {
    case PTE_VALID:
        note_owner(pte_pfn(*prototype), physical_address(prototype), true, true);
        return;
    case PTE_TRANSITION:
        note_owner(pte_pfn(*prototype), physical_address(prototype), true, false);
        return;
    case PTE_PAGE_FILE:
        note_slot(pte_slot(*prototype), "a section's page");
        return;
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_FILE:
        return;
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    machine_fail("books: prototype PTE %08x", (unsigned)prototype->bits);
}

static void count_section(struct section *section)
{
    for (uint32_t i = 0; i < section->pages; i++)
        count_prototype(section_prototype(section, i));
    charged += section->charge;
}

/* ---- the kernel's own frames ---- */

static void count_system_range(uint32_t low, uint32_t high)
{
    for (page_t page = {low}; page.address < high; page = page_next(page)) {
        pte_t pte = *pagetable_entry(page);
        if (pte_kind(pte) != PTE_VALID || pte_pfn(pte).number - FIRST_FRAME >= frames_total())
            continue; /* the first pool lies behind the frames */
        note_kernel(pte_pfn(pte));
        charged++;
        charged_resident++;
    }
}

/* ---- frames ---- */

/* The record that a link is in; NULL: it is the head of a list. */
static const struct frame *frame_of(const struct link *link)
{
    const struct frame *frame = list_member(link, struct frame, link);
    return frame >= frame_table.records && frame < frame_table.records + frames_total() ? frame : NULL;
}

static void check_links(uint32_t number, uint32_t states[FRAME_STATES], uint32_t heads[FRAME_STATES])
{
    const struct frame *frame = frame_record((pfn_t){number});
    states[frame->state]++;
    if (on_list(frame->state) == list_empty(&frame->link))
        machine_fail("books: frame %05x is %s, and its links say otherwise", (unsigned)number,
                     frame_state_name(frame->state));
    if (!on_list(frame->state))
        return;
    if (!frame_of(frame->link.previous) && heads[frame->state]++ > 0)
        machine_fail("books: the %s list has two heads", frame_state_name(frame->state));
    const struct frame *next = frame_of(frame->link.next);
    if (frame->link.next->previous != &frame->link || (next && next->state != frame->state))
        machine_fail("books: the %s list is broken behind %05x", frame_state_name(frame->state),
                     (unsigned)number);
}

static void check_frame(uint32_t number)
{
    const struct frame *frame = frame_record((pfn_t){number});
    uint32_t i = number - FIRST_FRAME, named = seen[i].owners + seen[i].kernel;
    bool is_free = frame->state == FRAME_FREE || frame->state == FRAME_ZEROED;
    uint32_t shares = frame->state != FRAME_ACTIVE ? 0 : frame->section ? seen[i].shares : 1;
    if (named != (is_free ? 0 : 1) || (seen[i].owners == 1) != (frame->place != 0))
        machine_fail("books: frame %05x is %s, of %u owners and %u uses of the kernel", (unsigned)number,
                     frame_state_name(frame->state), (unsigned)seen[i].owners, (unsigned)seen[i].kernel);
    if (frame->shares != shares && frame->state != FRAME_WRITING)
        machine_fail("books: frame %05x has %u shares, not %u", (unsigned)number, (unsigned)frame->shares,
                     (unsigned)shares);
    if ((frame->state == FRAME_STANDBY && frame->modified) ||
        (frame->state == FRAME_MODIFIED && !frame->modified))
        machine_fail("books: frame %05x is on the wrong list", (unsigned)number);
    if (is_free || frame->place == 0 || pte_kind(frame->original) != PTE_PAGE_FILE)
        return;
    if (frame->modified)
        machine_fail("books: frame %05x is modified and keeps its slot", (unsigned)number);
    note_slot(pte_slot(frame->original), "a frame");
}

static void check_frames(void)
{
    uint32_t states[FRAME_STATES] = {0}, heads[FRAME_STATES] = {0};
    for (uint32_t i = 0; i < frames_total(); i++) {
        check_links(FIRST_FRAME + i, states, heads);
        check_frame(FIRST_FRAME + i);
    }
    for (uint32_t i = 0; i < FRAME_STATES; i++)
        if (states[i] != frames_count(i) || (on_list(i) && states[i] > 0 && heads[i] != 1))
            machine_fail("books: %u frames are %s, the list counts %u", (unsigned)states[i],
                         frame_state_name(i), (unsigned)frames_count(i));
}

static void check_totals(void)
{
    if (slots_seen != slots_in_use())
        machine_fail("books: %u slots are in use, %u are known", (unsigned)slots_in_use(),
                     (unsigned)slots_seen);
    if (charged != commit_total() || charged_resident != commit_resident())
        machine_fail("books: %u pages committed, %u resident; charged are %u and %u", (unsigned)charged,
                     (unsigned)charged_resident, (unsigned)commit_total(), (unsigned)commit_resident());
}

void machine_check_books(struct section *const *held, uint32_t count)
{
    if (frames_total() > FRAMES_MOST || slots_total() >= SLOTS_MOST)
        machine_fail("books: the machine is too large");
    memset(seen, 0, sizeof seen[0] * frames_total());
    memset(slot_seen, 0, slots_total() + 1);
    slots_seen = charged = charged_resident = section_count = 0;
    for (uint32_t i = 0; i < count; i++)
        note_section(held[i]);
    list_each (link, spaces()) {
        struct space *space = list_member(link, struct space, link);
        count_tables(space);
        count_regions(space);
    }
    for (uint32_t i = 0; i < section_count; i++)
        count_section(sections[i]);
    count_system_range(layout.pool, layout.pool_end);
    count_system_range(layout.system_ptes, layout.system_ptes_end);
    check_frames();
    check_totals();
}

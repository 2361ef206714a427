/*
 * A process's memory, read from physical memory: page tables and regions side by side in the order of
 * addresses, each PTE with the region that it lies in.
 */
#include "mmu/verifybooks.h"

#include <string.h>
#include "mmu/awe.h"
#include "mmu/backing.h"
#include "mmu/pagelock.h"
#include "mmu/pageset.h"
#include "mmu/section.h"
#include "mmu/systemspace.h"
#include "mmu/tops.h"
#include "mmu/window.h"
#include "storage/pagefile.h"

#define ENTRIES (PAGETABLE_SPAN / PAGE_SIZE)

struct walk {
    const struct space *space;
    const struct vad *vad; /* the first region that does not end before the page that is looked at, or NULL */
    uint32_t vad_charge;   /* what its pages come to, as far as they were looked at */
    uint32_t charge, tables, working_set, locked;
    uint32_t watched; /* regions whose writes are noted */
    uint32_t shown;   /* pages that show frames that the process owns by number */
};

static int16_t
    steps[SPACE_MOST_TABLES + 1]; /* regions that begin at each page table, less those that have ended */

/* ---- regions ---- */

/* What a region is charged of which no page was ever touched. */
static uint32_t untouched_charge(const struct vad *vad)
{
    uint32_t pages = (vad->end.address - vad->start.address) / PAGE_SIZE;
    if (vad->section)
        return vad->section->backing->view_charge(vad->section, pages, vad->protection);
    return vad->kind == VAD_PRIVATE && vad->committed ? pages : 0;
}

static void enter(struct walk *walk, const struct vad *vad)
{
    walk->vad = vad;
    if (!vad)
        return;
    walk->vad_charge = untouched_charge(vad);
    walk->watched += vad->written != NULL;
    steps[vad->start.address / PAGETABLE_SPAN]++;
    steps[(vad->end.address - 1) / PAGETABLE_SPAN + 1]--;
}

static void leave(struct walk *walk)
{
    const struct vad *vad = walk->vad;
    verify_law(walk->vad_charge == vad->charge, vad->start.address,
               "a region is charged what it has committed");
    walk->charge += vad->charge;
    enter(walk, vad->next);
}

static const struct vad *region_of(struct walk *walk, page_t page)
{
    while (walk->vad && walk->vad->end.address <= page.address)
        leave(walk);
    verify_law(walk->vad && walk->vad->start.address <= page.address, page.address, "a PTE lies in a region");
    return walk->vad;
}

/* ---- pages ---- */

static bool is_private(pte_t pte)
{
    enum pte_kind kind = pte_kind(pte);
    return kind == PTE_TRANSITION || kind == PTE_PAGE_FILE || kind == PTE_DEMAND_ZERO ||
           (kind == PTE_VALID && !pte_shared(pte));
}

static bool copies_by_default(const struct vad *vad, page_t page)
{
    if (vad->kind == VAD_IMAGE)
        return protection_copies(section_protection(vad->section, vad_section_page(vad, page)));
    return protection_copies(vad->protection);
}

/* What this PTE adds to, or takes from, the charge of a region that was never touched. */
static int32_t charge_of_pte(const struct vad *vad, page_t page, pte_t pte)
{
    bool decommitted = pte_kind(pte) == PTE_DECOMMITTED;
    if (vad->kind == VAD_PRIVATE)
        return (int32_t)!decommitted - (int32_t)vad->committed;
    if (!vad->section || copies_by_default(vad, page))
        return 0;
    return is_private(pte) || protection_copies(pte_protection(pte));
}

static void check_shared(const struct vad *vad, page_t page, pte_t pte)
{
    if (!vad->section)
        verify_broken(page.address, "what is shared lies in a view");
    uint32_t index = vad_section_page(vad, page);
    verify_law(index < vad->section->filled, page.address, "a view ends with its section");
    pte_t prototype = verify_prototype(vad->section, index);
    verify_law(pte_kind(prototype) == PTE_VALID && pfn_equal(pte_pfn(prototype), pte_pfn(pte)), page.address,
               "a shared page is that of its prototype PTE");
    verify_law(!(pte_writable(pte) && copies_by_default(vad, page)), page.address,
               "an original that is copied cannot be written");
    verify_share(pte_pfn(pte));
}

static void check_private(page_t page, pte_t pte, uint32_t place)
{
    verify_owner(pte_pfn(pte), place, 0, true);
    enum protection protection = frame_protection(pte_pfn(pte));
    verify_law(protection_readable(protection) && !protection_guarded(protection), page.address,
               "a mapped page may be touched");
    verify_law(!pte_writable(pte) || protection_in_place(protection), page.address,
               "a page can be written only if its protection says so");
}

static void check_fixed(struct walk *walk, page_t page, pte_t pte)
{
    verify_law(!frame_is_owned(pte_pfn(pte)), page.address, "a fixed frame has no owner");
    if (walk->vad->kind != VAD_AWE)
        return;
    walk->shown++;
    verify_law(awe_shows(walk->space, pte_pfn(pte), page), page.address,
               "a process knows where it shows a frame that it owns by number");
}

/* What nobody may touch is executed by nobody either. */
static void check_execution(const struct walk *walk, page_t page, pte_t pte)
{
    bool code = (pte_protection(pte) & PROT_EXECUTE) && pte_touchable(pte);
    bool all = !pte_forbids_execution() || walk->space->executes_data || !pte_touchable(pte);
    verify_law(pte_executes(pte) ? code || all : !code, page.address,
               "a page can be executed only if its protection says so");
}

static void check_valid(struct walk *walk, page_t page, pte_t pte, uint32_t place)
{
    check_execution(walk, page, pte);
    if (vad_shows_frames(walk->vad)) {
        check_fixed(walk, page, pte);
        return;
    }
    walk->working_set++;
    walk->locked += pagelock_kinds(walk->space, page) != 0;
    if (pte_shared(pte))
        check_shared(walk->vad, page, pte);
    else
        check_private(page, pte, place);
}

static void check_pte(struct walk *walk, page_t page, pte_t pte, uint32_t place)
{
    const struct vad *vad = region_of(walk, page);
    walk->vad_charge += (uint32_t)charge_of_pte(vad, page, pte);
    switch (pte_kind(pte)) {
    case PTE_VALID:
        check_valid(walk, page, pte, place);
        return;
    case PTE_TRANSITION:
        verify_owner(pte_pfn(pte), place, 0, false);
        verify_law(pte_protection(pte) == frame_protection(pte_pfn(pte)), page.address,
                   "a page in transition keeps its protection");
        return;
    case PTE_PAGE_FILE:
        verify_slot(pte_slot(pte));
        return;
    case PTE_PROTOTYPE:
        verify_law(vad->section != NULL, page.address, "what is shared lies in a view");
        return;
    case PTE_DECOMMITTED:
        verify_law(vad->kind == VAD_PRIVATE && vad->committed, page.address,
                   "only what was committed with its region is decommitted by a PTE");
        return;
    case PTE_DEMAND_ZERO:
        return;
    case PTE_NONE:
    case PTE_FILE:
        break;
    }
    verify_broken(page.address, "a PTE is of a kind that a process has");
}

/* ---- page tables ---- */

/* Entries that name frames keep a table in memory, where those frames know them by their place. */
static void check_entry(struct walk *walk, page_t page, pte_t pte, pfn_t table)
{
    uint32_t place = pte_place_in(table, page.address % PAGETABLE_SPAN / PAGE_SIZE);
    if (pte_names_frame(pte)) {
        verify_law(!pfn_is_none(table), page.address, "a page table that is away names no frame");
        verify_entry(table);
    }
    check_pte(walk, page, pte, place);
}

/* `table`: the frame that the processor finds it in; PFN_NONE: it is away. */
static void check_table(struct walk *walk, uint32_t index, const pte_t *entries, pfn_t table)
{
    for (uint32_t i = 0; i < ENTRIES; i++) {
        if (i % PTES_AT_ONCE == 0 && ptes_zero(&entries[i])) {
            i += PTES_AT_ONCE - 1;
            continue;
        }
        if (entries[i].bits)
            check_entry(walk, (page_t){index * PAGETABLE_SPAN + i * PAGE_SIZE}, entries[i], table);
    }
}

static void check_table_in_slot(struct walk *walk, uint32_t index, slot_t slot)
{
    static pte_t entries[ENTRIES];
    for (uint32_t i = 0; i < PAGEFILE_SECTORS; i++)
        memcpy(entries + i * (SECTOR_SIZE / sizeof *entries), verify_slot_sector(slot, i), SECTOR_SIZE);
    check_table(walk, index, entries, PFN_NONE);
}

/* One that is being read is still in its slot, which is its frame's to note. */
static void check_resting_table(struct walk *walk, uint32_t index, pfn_t pfn)
{
    const struct frame *frame = frame_record(pfn);
    if (frame->reading)
        check_table_in_slot(walk, index, pte_slot(frame->original));
    else
        check_table(walk, index, window_look(pfn), PFN_NONE);
}

static void check_directory_entry(struct walk *walk, uint32_t index, pte_t entry, uint32_t place)
{
    switch (pte_kind(entry)) {
    case PTE_NONE:
        return;
    case PTE_VALID:
        walk->tables++;
        verify_owner(pte_pfn(entry), place, 0, true);
        verify_law(frame_record(pte_pfn(entry))->table, pte_pfn(entry).number,
                   "a directory names page tables");
        check_table(walk, index, window_look(pte_pfn(entry)), pte_pfn(entry));
        return;
    case PTE_TRANSITION:
        walk->tables++;
        verify_owner(pte_pfn(entry), place, 0, false);
        check_resting_table(walk, index, pte_pfn(entry));
        return;
    case PTE_PAGE_FILE:
        walk->tables++;
        verify_slot(pte_slot(entry));
        check_table_in_slot(walk, index, pte_slot(entry));
        return;
    case PTE_DEMAND_ZERO:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    verify_broken(index * PAGETABLE_SPAN, "a directory entry is of a kind that page tables have");
}

/* The window of the directory is asked for anew each time: that of a table may have taken its place. */
static pte_t directory_entry(const struct walk *walk, uint32_t index)
{
    const pte_t *entries = window_look(walk->space->directory_pages[index / SPACE_TABLES_A_PAGE]);
    return entries[index % SPACE_TABLES_A_PAGE];
}

static uint32_t directory_place(const struct walk *walk, uint32_t index)
{
    pfn_t page = walk->space->directory_pages[index / SPACE_TABLES_A_PAGE];
    return pte_place_in(page, index % SPACE_TABLES_A_PAGE);
}

static void check_tables(struct walk *walk)
{
    verify_law(top_names(walk->space->directory.cr3, walk->space->directory_pages), walk->space->owner,
               "CR3 names the pages of the directory");
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        verify_kernel_frame(walk->space->directory_pages[i]);
    for (uint32_t i = 0; i < space_tables(); i++)
        check_directory_entry(walk, i, directory_entry(walk, i), directory_place(walk, i));
    while (walk->vad)
        leave(walk);
}

/* Each page table that a region lies over is charged, there or not. */
static uint32_t charged_tables(const struct walk *walk)
{
    const pte_t *entries = NULL;
    uint32_t regions = 0, charged = 0;
    for (uint32_t i = 0; i < space_tables(); i++) {
        if (i % SPACE_TABLES_A_PAGE == 0)
            entries = window_look(walk->space->directory_pages[i / SPACE_TABLES_A_PAGE]);
        regions += (uint32_t)steps[i];
        verify_law(regions == walk->space->regions[i], i * PAGETABLE_SPAN,
                   "a page table counts the regions that lie over it");
        verify_law(regions > 0 || entries[i % SPACE_TABLES_A_PAGE].bits == 0, i * PAGETABLE_SPAN,
                   "a page table has a region");
        charged += regions > 0;
    }
    return charged;
}

/* A lock ends with the mapping, so each is one of a page that was found mapped. */
static void check_held(const struct walk *walk)
{
    const struct space *space = walk->space;
    uint32_t promised = space->limits.hard_minimum ? space->limits.minimum : 0;
    verify_law(walk->locked == space->locked, space->owner, "what is locked is mapped");
    verify_law(space->held == (promised > walk->locked ? promised : walk->locked), space->owner,
               "frames are held for what may not go");
    verify_law(!space->limits.hard_maximum || space->working_set <= space->limits.maximum, space->owner,
               "a hard maximum is kept");
}

/* Frames that the process owns by number; how many are charged. */
static uint32_t check_awe(const struct walk *walk)
{
    struct awe_count count = awe_each_frame(walk->space, verify_kernel_frame);
    verify_law(count.shown == walk->shown, walk->space->owner,
               "each frame that a process owns by number and shows has a PTE");
    return count.frames;
}

void verify_space(struct space *space)
{
    struct walk walk = {.space = space};
    memset(steps, 0, sizeof steps);
    enter(&walk, space->vads.first);
    check_tables(&walk);
    uint32_t resident = PAGETABLE_DIRECTORIES + charged_tables(&walk) + check_awe(&walk);
    verify_law(walk.tables == space->tables, space->owner, "a process counts its page tables");
    verify_law(walk.working_set == space->working_set, space->owner,
               "a working set is the pages that are mapped");
    verify_law(!space->pages || space->pages->mapped + space->locked == walk.working_set, space->owner,
               "a policy knows the pages that are mapped");
    check_held(&walk);
    verify_law(walk.watched == space->watched, space->owner, "a process counts its watched regions");
    verify_law(walk.charge + resident == space->charge, space->owner, "a process is charged what it has");
    verify_charge(space->charge, resident + space->held);
}

/* System's space: its page tables are nobody's to count, because they lie below the frames. */
void verify_system_space(void)
{
    struct walk walk = {.space = &system_space};
    for (const struct vad *vad = system_space.vads.first; vad; vad = vad->next) {
        walk.vad = vad;
        walk.vad_charge = untouched_charge(vad);
        for (page_t page = system_space_used(vad->start, vad->end.address); page.address < vad->end.address;
             page = system_space_used(page_next(page), vad->end.address)) {
            const pte_t *entry = system_entry(page);
            check_pte(&walk, page, *entry, pte_place(entry));
        }
        verify_law(walk.vad_charge == vad->charge, vad->start.address,
                   "a region is charged what it has committed");
        walk.charge += vad->charge;
    }
    verify_law(walk.working_set == system_space.working_set, system_space.owner,
               "a working set is the pages that are mapped");
    verify_law(walk.charge == system_space.charge, system_space.owner, "a process is charged what it has");
    verify_charge(system_space.charge, system_space.held);
}

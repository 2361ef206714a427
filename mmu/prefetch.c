#include "mmu/prefetch.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pagein.h"
#include "mmu/pageio.h"
#include "mmu/prototype.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "sched/dispatch/dispatcher.h"

static bool is_at_home(pte_t pte)
{
    return pte_kind(pte) == PTE_PAGE_FILE || pte_kind(pte) == PTE_FILE;
}

/* The PTE that says where the page is: its own, or the section's; NULL when neither names a place on a disk.
 */
static pte_t *owner_of(const struct vad *vad, page_t page, struct page_home *home)
{
    pte_t pte = pagetable_exists(page) ? *pagetable_entry(page) : pte_none();
    pte_t *owner = NULL;
    *home = (struct page_home){.section = NULL};
    if (pte_kind(pte) == PTE_PAGE_FILE)
        owner = pagetable_entry(page);
    else if (vad->section && (pte_kind(pte) == PTE_NONE || pte_kind(pte) == PTE_PROTOTYPE)) {
        home->section = vad->section;
        home->page = vad_section_page(vad, page);
        owner = section_prototype(vad->section, home->page);
    }
    if (!owner || !is_at_home(*owner))
        return NULL;
    home->pte = *owner;
    return owner;
}

uint32_t prefetch_room(void)
{
    return frames_available() > FRAMES_LOW ? frames_available() - FRAMES_LOW : 0;
}

/* True: it was away, and is brought. */
static bool brings_prototype(const struct vad *vad, page_t page)
{
    const pte_t *prototype =
        vad->section ? section_prototype(vad->section, vad_section_page(vad, page)) : NULL;
    if (!prototype || prototype_is_there(prototype))
        return false;
    prototype_bring(prototype);
    return true;
}

/* Waits for what the look needs; true: for one of them it did. */
static bool waits(struct space *space, const struct vad *vad, page_t page)
{
    if (pageio_wait_for_turn() || brings_prototype(vad, page))
        return true;
    if (!pagetable_away(page))
        return false;
    table_make(space, page);
    return true;
}

/* True: it was read, well or not. Nothing waits between the look and the frame that is taken. */
static bool fetch(struct space *space, const struct vad *vad, page_t page)
{
    struct page_home home;
    ntstatus status;
    while (waits(space, vad, page))
        ;
    uint32_t quiet = dispatcher_switches();
    pte_t *owner = owner_of(vad, page, &home);
    if (!owner || prefetch_room() == 0)
        return false;
    ASSERT(dispatcher_switches() == quiet);
    pfn_t pfn = pagein(owner, &home, space->owner, page, &status);
    if (!pfn_is_none(pfn))
        frame_park(pfn);
    return true;
}

/* Of a private region only what has a PTE can be on a disk. */
static page_t next_page(struct space *space, const struct vad *vad, page_t page, uint32_t end)
{
    return vad->section ? page : tables_used(space, page, end);
}

/* What was read first must not leave for what comes behind it. */
static bool may_read(const uint32_t *room)
{
    return *room > 0 && prefetch_room() > 0;
}

static void prefetch_region(struct space *space, const struct vad *vad, uint32_t start, uint32_t end,
                            uint32_t *room)
{
    for (page_t page = next_page(space, vad, (page_t){start}, end); page.address < end && may_read(room);
         page = next_page(space, vad, page_next(page), end))
        *room -= fetch(space, vad, page);
}

/* The lock keeps regions, and so their sections, where they are. */
void prefetch(struct space *space, uint32_t start, uint32_t end, uint32_t *room)
{
    ASSERT(space == space_current());
    for (const struct vad *vad = vad_first_behind(&space->vads, start); vad && vad->start.address < end;
         vad = vad->next) {
        uint32_t from = vad->start.address > start ? vad->start.address : start;
        prefetch_region(space, vad, from, vad->end.address < end ? vad->end.address : end, room);
    }
}

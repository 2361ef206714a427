#include "mmu/space.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/awe.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/mapping.h"
#include "mmu/pagelock.h"
#include "mmu/pagelog.h"
#include "mmu/policy.h"
#include "mmu/pool.h"
#include "mmu/regionlog.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "mmu/tops.h"
#include "mmu/window.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"

#define TAG_REGIONS POOL_TAG('R', 'e', 'g', 'n')

static struct link all = {&all, &all};

struct link *spaces(void)
{
    return &all;
}

static void count_group(struct charge_group *group, uint32_t pages)
{
    group->charge += pages;
    if (group->charge > group->peak)
        group->peak = group->charge;
}

static void count_charge(struct space *space, uint32_t pages)
{
    space->charge += pages;
    if (space->charge > space->peak_charge)
        space->peak_charge = space->charge;
    if (space->group)
        count_group(space->group, pages);
}

static void uncount_charge(struct space *space, uint32_t pages)
{
    ASSERT(space->charge >= pages && (!space->group || space->group->charge >= pages));
    space->charge -= pages;
    if (space->group)
        space->group->charge -= pages;
}

void space_join(struct space *space, struct charge_group *group)
{
    ASSERT(!space->group);
    space->group = group;
    count_group(group, space->charge);
}

static bool exceeds(uint32_t charge, uint32_t pages, uint32_t most)
{
    return most && pages > (charge < most ? most - charge : 0);
}

/* The limits that its job has set. False, and said, beyond one. */
static bool may_charge(const struct space *space, uint32_t pages, enum commit_use use)
{
    const struct charge_group *group = space->group;
    if (exceeds(space->charge, pages, space->most_charge))
        return commit_refuse(space->owner, pages, use, "process", space->charge, space->most_charge);
    if (group && exceeds(group->charge, pages, group->most))
        return commit_refuse(space->owner, pages, use, "job", group->charge, group->most);
    return true;
}

bool space_charge_resident(struct space *space, uint32_t pages, enum commit_use use)
{
    if (!may_charge(space, pages, use) || !commit_charge_resident(space->owner, pages, use))
        return false;
    count_charge(space, pages);
    return true;
}

void space_release_resident(struct space *space, uint32_t pages, enum commit_use use)
{
    uncount_charge(space, pages);
    commit_release_resident(space->owner, pages, use);
}

static void count_reserved(struct space *space, uint32_t bytes)
{
    space->reserved += bytes;
    if (space->reserved > space->peak_reserved)
        space->peak_reserved = space->reserved;
}

/* As many as the kernel may take in one go (mmu/framewait.h). */
static void make_directory(struct space *space)
{
    pfn_t *pages = space->directory_pages;
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++) {
        pages[i] = frame_take();
        log_use_directory(pages[i], space->owner);
    }
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        pagetable_fill_directory(window_map(pages[i]), i, pages);
    space->directory = (struct directory){top_make(pages), pages[0].number};
}

struct directory system_directory(void)
{
    pte_t first = *system_entry((page_t){layout.system_directory});
    return (struct directory){cpu_cr3(), pte_pfn(first).number};
}

ntstatus space_create(struct space *space, uint32_t owner)
{
    memset(space, 0, sizeof *space);
    vad_tree_start(&space->vads);
    space->owner = owner;
    space->user_end = LAYOUT_SMALL_END;
    while (frames_wait()) /* first: what is charged is there at once */
        ;
    if (!space_charge_resident(space, PAGETABLE_DIRECTORIES, COMMIT_DIRECTORY))
        return STATUS_COMMITMENT_LIMIT;
    space->regions = pool_alloc(space_tables() * sizeof *space->regions, TAG_REGIONS);
    if (!space->regions || !status_ok(policy_join(space))) {
        pool_free(space->regions);
        space_release_resident(space, PAGETABLE_DIRECTORIES, COMMIT_DIRECTORY);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    make_directory(space);
    workingset_begin(space);
    event_start(&space->lock, "SpaceLock", WAITABLE_SYNCHRONIZATION, true);
    list_start(&space->holds);
    list_append(&all, &space->link);
    return STATUS_SUCCESS;
}

void space_destroy(struct space *space)
{
    ASSERT(space->vads.count == 0 && space->tables == 0 && space->working_set == 0 &&
           space->charge == PAGETABLE_DIRECTORIES);
    ASSERT(!space->awe && space->watched == 0 && list_empty(&space->holds));
    list_remove(&space->link);
    policy_leave(space);
    pool_free(space->regions);
    top_free(space->directory.cr3);
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        frame_free(space->directory_pages[i]);
    space_release_resident(space, PAGETABLE_DIRECTORIES, COMMIT_DIRECTORY);
    space->directory = (struct directory){0, 0};
}

void space_widen(struct space *space)
{
    ASSERT(space->vads.count == 0);
    space->user_end = layout.user_end;
}

static bool find_gap(const struct space *space, uint32_t low, uint32_t high, uint32_t bytes, bool top_down,
                     uint32_t *start)
{
    return low < high && vad_find_gap(&space->vads, low, high, bytes, LAYOUT_GRANULARITY, top_down, start);
}

bool space_find_gap(const struct space *space, uint32_t end, uint32_t bytes, bool top_down, uint32_t *start)
{
    uint32_t lower = end < layout.teb_low ? end : layout.teb_low;
    uint32_t upper = end < space->user_end ? end : space->user_end;
    if (top_down && find_gap(space, layout.user_upper, upper, bytes, true, start))
        return true;
    return find_gap(space, LAYOUT_USER_LOW, lower, bytes, top_down, start) ||
           find_gap(space, layout.user_upper, upper, bytes, top_down, start);
}

void space_lock(struct space *space)
{
    wait_one(&space->lock, WAIT_EXECUTIVE, WAIT_FOREVER);
}

void space_unlock(struct space *space)
{
    event_set(&space->lock);
}

void space_attach(struct space *space)
{
    thread_attach(space, space->directory);
}

void space_detach(void)
{
    thread_detach();
}

bool space_charge(struct space *space, struct vad *vad, uint32_t pages)
{
    if (!may_charge(space, pages, COMMIT_REGION) || !commit_charge(space->owner, pages, COMMIT_REGION))
        return false;
    count_charge(space, pages);
    vad->charge += pages;
    return true;
}

void space_release(struct space *space, struct vad *vad, uint32_t pages)
{
    ASSERT(vad->charge >= pages);
    vad->charge -= pages;
    uncount_charge(space, pages);
    commit_release(space->owner, pages, COMMIT_REGION);
}

static uint32_t first_table(const struct vad *vad)
{
    return vad->start.address / PAGETABLE_SPAN;
}

static uint32_t last_table(const struct vad *vad)
{
    return (vad->end.address - 1) / PAGETABLE_SPAN;
}

static uint32_t tables_to_charge(const struct space *space, const struct vad *vad)
{
    uint32_t count = 0;
    for (uint32_t i = first_table(vad); i <= last_table(vad); i++)
        count += space->regions[i] == 0;
    return count;
}

ntstatus space_add_region(struct space *space, const struct vad *region, uint32_t charge, struct vad **out)
{
    uint32_t tables = tables_to_charge(space, region);
    struct vad *vad = pool_alloc(sizeof *vad, TAG_VAD);
    if (!vad)
        return STATUS_INSUFFICIENT_RESOURCES;
    *vad = *region;
    if (!space_charge(space, vad, charge)) {
        pool_free(vad);
        return STATUS_COMMITMENT_LIMIT;
    }
    if (!space_charge_resident(space, tables, COMMIT_TABLE)) {
        space_release(space, vad, charge);
        pool_free(vad);
        return STATUS_COMMITMENT_LIMIT;
    }
    count_reserved(space, vad->end.address - vad->start.address);
    for (uint32_t i = first_table(vad); i <= last_table(vad); i++)
        space->regions[i]++;
    space->watched += vad->written != NULL;
    vad_insert(&space->vads, vad);
    log_reserve(space, vad);
    *out = vad;
    return STATUS_SUCCESS;
}

/* One region less needs each of these page tables: those that none needs any more go, with their charge. */
static void release_tables(struct space *space, uint32_t first, uint32_t last)
{
    uint32_t released = 0;
    for (uint32_t i = first; i <= last; i++) {
        if (--space->regions[i] > 0)
            continue;
        released++;
        table_delete(space, (page_t){i * PAGETABLE_SPAN});
    }
    space_release_resident(space, released, COMMIT_TABLE);
}

void space_delete_pages(struct space *space, uint32_t start, uint32_t end)
{
    for (page_t page = pagetable_used((page_t){start}, end); page.address < end;
         page = pagetable_used(page_next(page), end))
        space_delete_page(space, page, pte_none());
}

void space_delete_region(struct space *space, struct vad *vad)
{
    struct table_hold hold;
    tables_hold(space, &hold, vad->start.address, vad->end.address);
    tables_return(space, vad->start.address, vad->end.address);
    space_delete_pages(space, vad->start.address, vad->end.address);
    space_release(space, vad, vad->charge);
    vad_remove(&space->vads, vad);
    release_tables(space, first_table(vad), last_table(vad));
    tables_let_go(&hold);
    space->reserved -= vad->end.address - vad->start.address;
    log_range_event("release", space, vad->start.address, vad->end.address);
    if (vad->section)
        section_dereference(vad->section);
    space->watched -= vad->written != NULL;
    pool_free(vad->written);
    pool_free(vad);
}

/* Does [start, end) need page table number `table`? */
static bool touches(uint32_t start, uint32_t end, uint32_t table)
{
    return start < end && start / PAGETABLE_SPAN <= table && table <= (end - 1) / PAGETABLE_SPAN;
}

/* The region counted once at each of its page tables; what is left of it counts there now. */
static void recount_tables(struct space *space, const struct vad *vad, uint32_t start, uint32_t end)
{
    for (uint32_t i = first_table(vad); i <= last_table(vad); i++) {
        bool before = touches(vad->start.address, start, i), behind = touches(end, vad->end.address, i);
        if (before && behind)
            space->regions[i]++;
        else if (!before && !behind)
            release_tables(space, i, i);
    }
}

/* What lies behind a cut in the middle goes on as a region of its own. */
static void split_behind(struct space *space, struct vad *vad, struct vad *behind, uint32_t end,
                         uint32_t charge)
{
    ASSERT(charge <= vad->charge);
    *behind = *vad;
    behind->start.address = end;
    behind->charge = charge;
    vad->charge -= charge;
    vad_trim(&space->vads, vad, vad->start.address, end);
    vad_insert(&space->vads, behind);
}

ntstatus space_cut_region(struct space *space, struct vad *vad, uint32_t start, uint32_t end, uint32_t charge,
                          uint32_t charge_behind)
{
    bool middle = start > vad->start.address && end < vad->end.address;
    struct vad *behind = middle ? pool_alloc(sizeof *behind, TAG_VAD) : NULL;
    ASSERT(vad->kind == VAD_PRIVATE && !vad->written && start < end &&
           end - start < vad->end.address - vad->start.address);
    if (middle && !behind)
        return STATUS_INSUFFICIENT_RESOURCES;
    space_delete_pages(space, start, end);
    space->reserved -= end - start;
    space_release(space, vad, charge);
    recount_tables(space, vad, start, end);
    log_range_event("release", space, start, end);
    if (middle)
        split_behind(space, vad, behind, end, charge_behind);
    if (start > vad->start.address)
        vad_trim(&space->vads, vad, vad->start.address, start);
    else
        vad_trim(&space->vads, vad, end, vad->end.address);
    return STATUS_SUCCESS;
}

void space_clean(struct space *space)
{
    ASSERT(space_current() == space);
    while (space->vads.first)
        space_delete_region(space, space->vads.first);
    pagelock_end(space);
    workingset_end(space);
    awe_clean(space);
}

static void delete_valid(struct space *space, page_t page, pte_t left)
{
    bool shared = pte_shared(*pagetable_entry(page));
    if (!frame_is_owned(pte_pfn(*pagetable_entry(page)))) { /* a fixed frame stays its owner's */
        awe_hidden(space, pte_pfn(*pagetable_entry(page)));
        mapping_hide(space, page, left);
        return;
    }
    pfn_t pfn = mapping_take(space, page, left);
    if (shared)
        frame_unmap(pfn);
    else
        frame_free(pfn);
}

void space_delete_page(struct space *space, page_t page, pte_t left)
{
    pte_t pte = *pagetable_entry(page);
    if (pte_kind(pte) == PTE_VALID) {
        delete_valid(space, page, left);
        return;
    }
    mapping_note(space, page, left);
    policy_deleted(space, page);
    switch (pte_kind(pte)) {
    case PTE_TRANSITION:
        frame_free(pte_pfn(pte));
        return;
    case PTE_PAGE_FILE:
        slots_release(pte_slot(pte));
        return;
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        return;
    case PTE_VALID:
    case PTE_FILE:
        break;
    }
    ASSERT(!"kind of PTE in an address space");
}

void space_trim_page(struct space *space, page_t page)
{
    pte_t pte = *pagetable_entry(page);
    pte_t left = pte_shared(pte) ? pte_prototype(pte_protection(pte))
                                 : pte_transition(pte_pfn(pte), frame_protection(pte_pfn(pte)));
    pfn_t pfn = mapping_take(space, page, left);
    schedule_past_matters();
    frame_unmap(pfn);
    log_trimmed(space, page, pfn);
}

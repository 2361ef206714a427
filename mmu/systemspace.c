#include "mmu/systemspace.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pagecode.h"
#include "mmu/pagelog.h"
#include "mmu/pool.h"
#include "mmu/regionlog.h"
#include "mmu/window.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"

#define ROUNDS 3 /* of second chance: the hand may stand in the middle */

struct space system_space;

INIT_CODE void system_space_start(uint32_t owner)
{
    ASSERT(owner != 0 && !system_space_is_there());
    system_space.owner = owner;
    vad_tree_start(&system_space.vads);
    event_start(&system_space.lock, "SpaceLock", WAITABLE_SYNCHRONIZATION, true);
    list_start(&system_space.holds);
}

struct vad *system_space_region(uint32_t start, uint32_t end, enum protection protection)
{
    struct vad *vad = pool_alloc(sizeof *vad, TAG_VAD);
    if (!vad)
        return NULL;
    *vad = (struct vad){
        .start = {start}, .end = {end}, .kind = VAD_PRIVATE, .protection = protection, .kept = true};
    vad_insert(&system_space.vads, vad);
    system_space.reserved += end - start;
    log_reserve(&system_space, vad);
    return vad;
}

bool system_space_promise(struct vad *vad, uint32_t pages)
{
    if (!commit_hold(system_space.owner, pages))
        return false;
    if (!space_charge(&system_space, vad, pages)) {
        commit_let_go(pages);
        return false;
    }
    system_space.held += pages;
    return true;
}

void system_space_take_back(struct vad *vad, uint32_t pages)
{
    ASSERT(system_space.held >= pages);
    system_space.held -= pages;
    space_release(&system_space, vad, pages);
    commit_let_go(pages);
}

/* ---- PTEs, as mmu/mapping.h has them for programs ---- */

static pte_t exchange(page_t page, pte_t pte)
{
    ASSERT(page.address >= layout.system);
    pte_t old = system_exchange(page, pte);
    log_pte(system_space.owner, page, old, pte);
    return old;
}

void system_space_map(page_t page, pte_t valid)
{
    pte_t old = exchange(page, valid);
    ASSERT(pte_is_valid(valid) && !pte_is_valid(old));
    system_space.working_set++;
    if (system_space.working_set > system_space.peak_working_set)
        system_space.peak_working_set = system_space.working_set;
}

/* And hands over what it had seen of writes. */
static pfn_t take(page_t page, pte_t left)
{
    pte_t old = exchange(page, left);
    ASSERT(system_space.working_set > 0 && !pte_is_valid(left));
    system_space.working_set--;
    if (pte_dirty(old))
        frame_soil(pte_pfn(old));
    return pte_pfn(old);
}

void system_space_commit(page_t page)
{
    pte_t old = exchange(page, pte_demand_zero(PROT_READWRITE));
    ASSERT(pte_kind(old) == PTE_NONE);
}

void system_space_decommit(page_t page)
{
    pte_t pte = *system_entry(page);
    switch (pte_kind(pte)) {
    case PTE_VALID:
        frame_free(take(page, pte_none()));
        return;
    case PTE_TRANSITION:
        exchange(page, pte_none());
        frame_free(pte_pfn(pte));
        return;
    case PTE_PAGE_FILE:
        exchange(page, pte_none());
        slots_release(pte_slot(pte));
        return;
    case PTE_DEMAND_ZERO:
        exchange(page, pte_none());
        return;
    case PTE_NONE:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, page.address, pte.bits, 0, 0, "kind of PTE in System's space");
}

/* ---- regions that come and go ---- */

bool system_space_has(uint32_t address)
{
    return system_space_is_there() && vad_find(&system_space.vads, address) != NULL;
}

static void forget(struct vad *vad)
{
    log_range_event("release", &system_space, vad->start.address, vad->end.address);
    vad_remove(&system_space.vads, vad);
    system_space.reserved -= vad->end.address - vad->start.address;
    pool_free(vad);
}

static void take_over(page_t page, enum protection protection)
{
    while (frames_wait())
        ;
    pfn_t from = pte_pfn(*system_entry(page)), to = frame_take();
    log_use_private(to, system_space.owner, page, USE_COPIED);
    window_copy(to, from);
    frame_own(to, pte_place(system_entry(page)), pte_demand_zero(protection), 0, true);
    frame_free(system_unmap(page));
    system_space_map(page, pte_valid(to, protection, false, false));
}

bool system_space_take_over(page_t first, uint32_t pages, enum protection protection)
{
    uint32_t end = first.address + pages * PAGE_SIZE;
    struct vad *vad = system_space_region(first.address, end, protection);
    if (!vad)
        return false;
    if (!system_space_promise(vad, pages)) {
        forget(vad);
        return false;
    }
    for (page_t page = first; page.address < end; page = page_next(page))
        take_over(page, protection);
    log_range_protected("commit", &system_space, first.address, end, protection);
    return true;
}

uint32_t system_space_drop(uint32_t address)
{
    struct vad *vad = system_space_has(address) ? vad_find(&system_space.vads, address) : NULL;
    if (!vad)
        return 0;
    uint32_t end = vad->end.address;
    for (page_t page = vad->start; page.address < end; page = page_next(page))
        system_space_decommit(page);
    system_space_take_back(vad, (end - vad->start.address) / PAGE_SIZE);
    forget(vad);
    return end;
}

/* ---- looking ---- */

page_t system_space_used(page_t page, uint32_t end)
{
    while (page.address < end && pte_kind(*system_entry(page)) == PTE_NONE)
        page = page_next(page);
    return page;
}

static page_t next_valid(page_t page, uint32_t end)
{
    while (page.address < end && !pte_is_valid(*system_entry(page)))
        page = page_next(page);
    return page;
}

/* True if it was used since this was asked last. */
static bool age(page_t page)
{
    pte_t pte = *system_entry(page);
    if (!pte_accessed(pte))
        return false;
    system_exchange(page, pte_without_accessed(pte));
    return true;
}

/* ---- giving up ---- */

/* Prototype PTEs, of which some name frames, which know them by place. */
static bool is_busy(page_t page)
{
    const struct frame *frame = frame_record(pte_pfn(*system_entry(page)));
    return frame->table && frame->shares > 1;
}

static void trim(page_t page)
{
    pfn_t pfn = pte_pfn(*system_entry(page));
    ASSERT(!is_busy(page));
    take(page, pte_transition(pfn, frame_protection(pfn)));
    frame_unmap(pfn);
    log_trimmed(&system_space, page, pfn);
}

/* The hand goes through one region up to a page that was not used since it came by last. */
static bool sweep_region(const struct vad *vad)
{
    page_t page = {system_space.clock_hand};
    while ((page = next_valid(page, vad->end.address)).address < vad->end.address) {
        system_space.clock_hand = page.address + PAGE_SIZE;
        if (!pagecode_is_held(page) && !is_busy(page) && !age(page)) {
            trim(page);
            return true;
        }
        page = page_next(page);
    }
    return false;
}

static bool sweep(void)
{
    const struct vad *vad = vad_first_behind(&system_space.vads, system_space.clock_hand);
    for (; vad; vad = vad->next) {
        if (system_space.clock_hand < vad->start.address)
            system_space.clock_hand = vad->start.address;
        if (sweep_region(vad))
            return true;
    }
    system_space.clock_hand = 0;
    return false;
}

static bool give_one(void)
{
    for (int round = 0; round < ROUNDS; round++)
        if (sweep())
            return true;
    return false;
}

uint32_t system_space_trim(uint32_t most)
{
    uint32_t trimmed = 0;
    while (trimmed < most && give_one())
        trimmed++;
    return trimmed;
}

void system_space_share(uint32_t given, uint32_t working_set)
{
    static uint32_t owed; /* pages, times the working set of who gave */
    if (working_set == 0)
        return;
    owed += given * system_space.working_set;
    while (owed >= working_set && system_space_trim(1) > 0)
        owed -= working_set;
    owed %= working_set;
}

uint32_t system_space_resident(uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    for (page_t page = next_valid((page_t){start}, end); page.address < end;
         page = next_valid(page_next(page), end))
        count++;
    return count;
}

/* A page's slot: where it is, or what its frame has as its home. */
static bool has_slot(pte_t pte)
{
    return pte_kind(pte) == PTE_PAGE_FILE ||
           (pte_names_frame(pte) && pte_kind(frame_record(pte_pfn(pte))->original) == PTE_PAGE_FILE);
}

static bool has_frame(pte_t pte)
{
    return pte_names_frame(pte) && frame_record(pte_pfn(pte))->state != FRAME_STANDBY;
}

static void count_region(const struct vad *vad, uint32_t *frames, uint32_t *slots)
{
    for (page_t page = system_space_used(vad->start, vad->end.address); page.address < vad->end.address;
         page = system_space_used(page_next(page), vad->end.address)) {
        *frames += has_frame(*system_entry(page));
        *slots += has_slot(*system_entry(page));
    }
}

void system_space_in_use(uint32_t *frames, uint32_t *slots)
{
    *frames = *slots = 0;
    for (const struct vad *vad = system_space.vads.first; vad; vad = vad->next)
        count_region(vad, frames, slots);
}

#include "mmu/virtual.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/mapping.h"
#include "mmu/pool.h"
#include "mmu/regionlog.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "mmu/writewatch.h"
#include "sched/dispatch/dispatcher.h"

/* ---- PAGE_ constants ---- */

#define PAGE_GUARD_BIT   0x100u
#define PAGE_NOCACHE_BIT 0x200u

static const struct {
    uint32_t constant;
    enum protection protection;
} protections[] = {
    {0x01, PROT_NOACCESS},          {0x02, PROT_READONLY},          {0x04, PROT_READWRITE},
    {0x08, PROT_WRITECOPY},         {0x10, PROT_EXECUTE},           {0x20, PROT_EXECUTE_READ},
    {0x40, PROT_EXECUTE_READWRITE}, {0x80, PROT_EXECUTE_WRITECOPY},
};
#define PROTECTIONS (sizeof protections / sizeof protections[0])

enum protection protection_from_page(uint32_t page_constant)
{
    uint32_t modifiers = page_constant & (PAGE_GUARD_BIT | PAGE_NOCACHE_BIT);
    for (uint32_t i = 0; i < PROTECTIONS; i++) {
        if (protections[i].constant != (page_constant & ~modifiers))
            continue;
        if (modifiers && (protections[i].protection == PROT_NOACCESS || modifiers == 0x300))
            return PROT_NONE;
        return protections[i].protection | (modifiers & PAGE_GUARD_BIT ? PROT_GUARD : 0) |
               (modifiers & PAGE_NOCACHE_BIT ? PROT_NOCACHE : 0);
    }
    return PROT_NONE;
}

uint32_t protection_to_page(enum protection protection)
{
    for (uint32_t i = 0; i < PROTECTIONS; i++) {
        if (protection == PROT_NOACCESS && protections[i].protection == PROT_NOACCESS)
            return protections[i].constant;
        if (protection != PROT_NOACCESS && protections[i].protection == (protection & PROT_ACCESS_MASK))
            return protections[i].constant | (protection & PROT_GUARD ? PAGE_GUARD_BIT : 0) |
                   (protection & PROT_NOCACHE ? PAGE_NOCACHE_BIT : 0);
    }
    return 0;
}

/* ---- pages of a region ---- */

/* What the page is without looking at frames: the PTE, or PTE_NONE when there is no table. One that is away
 * is brought, which waits unless it is held. */
static pte_t entry_of(page_t page)
{
    if (pagetable_away(page))
        table_make(space_current(), page);
    return pagetable_exists(page) ? *pagetable_entry(page) : pte_none();
}

static enum protection default_protection(const struct vad *vad, page_t page)
{
    return vad->kind == VAD_IMAGE ? section_protection(vad->section, vad_section_page(vad, page))
                                  : vad->protection;
}

/* Only the section knows which pages of it are committed. */
static bool asks_section(const struct vad *vad)
{
    return vad->section && vad->section->reserved;
}

/* A page without a PTE. */
static bool empty_is_committed(const struct vad *vad, page_t page)
{
    if (asks_section(vad))
        return section_is_committed(vad->section, vad_section_page(vad, page));
    return vad->section || vad->committed;
}

static bool is_committed(const struct vad *vad, page_t page)
{
    switch (pte_kind(entry_of(page))) {
    case PTE_NONE:
        return empty_is_committed(vad, page);
    case PTE_DECOMMITTED:
        return false;
    case PTE_VALID:
    case PTE_DEMAND_ZERO:
    case PTE_PAGE_FILE:
    case PTE_TRANSITION:
    case PTE_PROTOTYPE:
    case PTE_FILE:
        break;
    }
    return true;
}

static enum protection protection_now(const struct vad *vad, page_t page)
{
    pte_t pte = entry_of(page);
    if (pte_kind(pte) == PTE_NONE)
        return default_protection(vad, page);
    if (pte_kind(pte) == PTE_VALID && !pte_shared(pte) && !vad_shows_frames(vad))
        return frame_protection(pte_pfn(pte));
    return pte_protection(pte);
}

/* A page of a view that is charged though it was not when it was mapped: copied already, or about to be on a
 * write. */
static bool charged_beyond_default(const struct vad *vad, page_t page)
{
    if (!vad->section || protection_copies(default_protection(vad, page)))
        return false;
    pte_t pte = entry_of(page);
    switch (pte_kind(pte)) {
    case PTE_NONE:
    case PTE_DECOMMITTED:
        return false;
    case PTE_PROTOTYPE:
        return protection_copies(pte_protection(pte));
    case PTE_VALID:
        return !pte_shared(pte) || protection_copies(pte_protection(pte));
    case PTE_DEMAND_ZERO:
    case PTE_PAGE_FILE:
    case PTE_TRANSITION:
    case PTE_FILE:
        break; /* private */
    }
    return true;
}

static uint32_t count_committed(const struct vad *vad, uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    for (page_t page = {start}; page.address < end; page = page_next(page))
        count += is_committed(vad, page);
    return count;
}

static uint32_t committed_pages(const struct vad *vad, uint32_t start, uint32_t end)
{
    if (asks_section(vad))
        return count_committed(vad, start, end);
    bool empty = empty_is_committed(vad, page_of(start));
    uint32_t others = 0;
    for (page_t page = tables_used(space_current(), (page_t){start}, end); page.address < end;
         page = tables_used(space_current(), page_next(page), end))
        others += (pte_kind(*pagetable_entry(page)) != PTE_DECOMMITTED) != empty;
    return empty ? (end - start) / PAGE_SIZE - others : others;
}

static struct vad *region_of(struct space *space, uint32_t start, uint32_t end)
{
    struct vad *vad = vad_find(&space->vads, start);
    return vad && end <= vad->end.address ? vad : NULL;
}

/* ---- reserve ---- */

static ntstatus find_place(const struct space *space, uint32_t *start, uint32_t bytes, bool top_down)
{
    if (*start == 0)
        return space_find_gap(space, space->user_end, bytes, top_down, start) ? STATUS_SUCCESS
                                                                              : STATUS_NO_MEMORY;
    if (*start < LAYOUT_USER_LOW || *start >= space->user_end || bytes > space->user_end - *start)
        return STATUS_INVALID_PARAMETER_2;
    return vad_free_range(&space->vads, *start, *start + bytes) ? STATUS_SUCCESS
                                                                : STATUS_CONFLICTING_ADDRESSES;
}

static ntstatus reserve(struct space *space, uint32_t *start, uint32_t bytes, bool top_down,
                        struct vad *region, struct vad **out)
{
    ntstatus status = find_place(space, start, bytes, top_down);
    if (!status_ok(status))
        return status;
    region->start = (page_t){*start};
    region->end = (page_t){*start + bytes};
    return space_add_region(space, region, region->committed ? bytes / PAGE_SIZE : 0, out);
}

ntstatus virtual_reserve(struct space *space, uint32_t *start, uint32_t bytes, enum protection protection,
                         bool committed, bool top_down, struct vad **out)
{
    struct vad region = {.kind = VAD_PRIVATE, .protection = protection, .committed = committed};
    return reserve(space, start, bytes, top_down, &region, out);
}

ntstatus virtual_reserve_watched(struct space *space, uint32_t *start, uint32_t bytes,
                                 enum protection protection, bool committed, bool top_down)
{
    struct vad *unused, region = {.kind = VAD_PRIVATE, .protection = protection, .committed = committed};
    region.written = writewatch_make(bytes);
    if (!region.written)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = reserve(space, start, bytes, top_down, &region, &unused);
    if (!status_ok(status))
        pool_free(region.written);
    return status;
}

ntstatus virtual_reserve_awe(struct space *space, uint32_t *start, uint32_t bytes, bool top_down)
{
    struct vad *unused, region = {.kind = VAD_AWE, .protection = PROT_READWRITE};
    return reserve(space, start, bytes, top_down, &region, &unused);
}

/* ---- protect ---- */

/* A valid page whose new protection lets nobody in, or only once, must fault: it leaves the working set. */
static void protect_valid(struct space *space, page_t page, enum protection protection)
{
    pte_t pte = *pagetable_entry(page);
    pfn_t pfn = pte_pfn(pte);
    bool hidden = !protection_readable(protection) || protection_guarded(protection);

    if (!pte_shared(pte))
        frame_protect(pfn, protection);
    if (hidden) {
        space_trim_page(space, page);
        if (pte_shared(pte))
            mapping_note(space, page, pte_prototype(protection));
        return;
    }
    mapping_change(space, page, pte_valid(pfn, protection, true, pte_shared(pte)));
}

/* Its frame stays where it is shown, also when nobody may touch it: it has no other place. */
static void protect_shown(struct space *space, page_t page, enum protection protection)
{
    pfn_t pfn = pte_pfn(*pagetable_entry(page));
    mapping_show_again(space, page,
                       protection == PROT_NOACCESS ? pte_untouchable(pfn)
                                                   : pte_valid(pfn, protection, true, false));
}

static void protect_page(struct space *space, const struct vad *vad, page_t page, enum protection protection)
{
    pte_t pte = *pagetable_entry(page);
    if (vad->kind == VAD_AWE) {
        protect_shown(space, page, protection);
        return;
    }
    switch (pte_kind(pte)) {
    case PTE_NONE:
        mapping_note(space, page, vad->section ? pte_prototype(protection) : pte_demand_zero(protection));
        return;
    case PTE_VALID:
        protect_valid(space, page, protection);
        return;
    case PTE_TRANSITION:
        frame_protect(pte_pfn(pte), protection);
        mapping_note(space, page, pte_with_protection(pte, protection));
        return;
    case PTE_DEMAND_ZERO:
    case PTE_PAGE_FILE:
    case PTE_PROTOTYPE:
        mapping_note(space, page, pte_with_protection(pte, protection));
        return;
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    ASSERT(!"protecting a page that is not committed");
}

/* Writable pages of images and of copying views are copied on write, except those that are private by now. */
static enum protection view_protection(const struct vad *vad, page_t page, enum protection protection)
{
    pte_t pte = entry_of(page);
    bool is_private = pte_kind(pte) != PTE_NONE && pte_kind(pte) != PTE_PROTOTYPE &&
                      !(pte_kind(pte) == PTE_VALID && pte_shared(pte));
    bool shared_section = vad->kind == VAD_VIEW ? !protection_copies(vad->protection)
                                                : protection_in_place(default_protection(vad, page));
    if (!protection_writable(protection))
        return protection;
    if (is_private)
        return protection_of_copy(protection);
    return shared_section ? protection : protection | 1;
}

/* A page that will be copied on write where its view did not say so needs a promise of its own. */
static bool needs_charge(const struct vad *vad, page_t page, enum protection protection)
{
    if (!vad->section || charged_beyond_default(vad, page))
        return false;
    return protection_copies(view_protection(vad, page, protection)) &&
           !protection_copies(default_protection(vad, page));
}

static uint32_t pages_to_charge(const struct vad *vad, uint32_t start, uint32_t end,
                                enum protection protection)
{
    uint32_t count = 0;
    if (!vad->section)
        return 0;
    for (page_t page = {start}; page.address < end; page = page_next(page))
        count += needs_charge(vad, page, protection);
    return count;
}

static void protect_charged(struct space *space, struct vad *vad, page_t page, enum protection protection)
{
    bool was = charged_beyond_default(vad, page);
    if (vad->section)
        protection = view_protection(vad, page, protection);
    protect_page(space, vad, page, protection);
    if (was && !charged_beyond_default(vad, page))
        space_release(space, vad, 1);
}

/* What a view that is no image may become: no more than it was mapped for, which is what the handle and the
 * section allowed. To copy is to read. */
static ntstatus check_view(const struct vad *vad, enum protection protection)
{
    if (vad->kind != VAD_VIEW)
        return STATUS_SUCCESS;
    if ((protection & PROT_EXECUTE) && protection != PROT_NOACCESS && !(vad->most & PROT_EXECUTE))
        return STATUS_SECTION_PROTECTION;
    bool may_write = protection_in_place(protection) ? protection_writable(vad->protection)
                                                     : protection_readable(vad->protection);
    return may_write || !protection_writable(protection) ? STATUS_SUCCESS : STATUS_SECTION_PROTECTION;
}

static ntstatus check_protect(const struct vad *vad, uint32_t start, uint32_t end, enum protection protection)
{
    if (!vad)
        return STATUS_CONFLICTING_ADDRESSES;
    if (vad->kind == VAD_PHYSICAL || (vad->kind == VAD_PRIVATE && protection_copies(protection)))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (vad->kind == VAD_AWE && protection != PROT_READWRITE && protection != PROT_READONLY &&
        protection != PROT_NOACCESS)
        return STATUS_INVALID_PAGE_PROTECTION;
    ntstatus status = check_view(vad, protection);
    if (!status_ok(status))
        return status;
    return committed_pages(vad, start, end) == (end - start) / PAGE_SIZE ? STATUS_SUCCESS
                                                                         : STATUS_NOT_COMMITTED;
}

/* First everything that may wait; then all is looked at and done in one go, so that a fault, which takes no
 * lock, never meets a half-changed region. */
static ntstatus protect_held(struct space *space, struct vad *vad, uint32_t start, uint32_t end,
                             enum protection protection, enum protection *old)
{
    tables_make(space, start, end);
    uint32_t quiet = dispatcher_switches();
    if (!space_charge(space, vad, pages_to_charge(vad, start, end, protection)))
        return STATUS_COMMITMENT_LIMIT;
    uint32_t locked = space->locked;
    *old = protection_now(vad, page_of(start));
    for (page_t page = {start}; page.address < end; page = page_next(page))
        protect_charged(space, vad, page, protection);
    ASSERT(dispatcher_switches() == quiet);
    log_range_protected("protect", space, start, end, protection);
    return space->locked < locked ? STATUS_WAS_UNLOCKED : STATUS_SUCCESS;
}

ntstatus virtual_protect(struct space *space, uint32_t start, uint32_t end, enum protection protection,
                         enum protection *old)
{
    struct vad *vad = region_of(space, start, end);
    ntstatus status = check_protect(vad, start, end, protection);
    if (!status_ok(status))
        return status;
    struct table_hold hold;
    tables_hold(space, &hold, start, end);
    status = protect_held(space, vad, start, end, protection, old);
    tables_let_go(&hold);
    return status;
}

/* ---- commit, decommit, release ---- */

static void commit_page(struct space *space, const struct vad *vad, page_t page, enum protection protection)
{
    if (!is_committed(vad, page))
        mapping_note(space, page, pte_demand_zero(protection));
    else if (protection_now(vad, page) != protection)
        protect_page(space, vad, page, protection);
}

/* The pages of a view are there since it was mapped, or were only reserved in the section; then it is to
 * protect them: as far as the view goes, and not at all in one of a file. */
static ntstatus commit_view(struct space *space, const struct vad *vad, uint32_t start, uint32_t end,
                            enum protection protection)
{
    enum protection old;
    if (vad->kind == VAD_IMAGE)
        return STATUS_ALREADY_COMMITTED;
    ntstatus status = check_view(vad, protection);
    if (status_ok(status) && asks_section(vad))
        status =
            section_commit(vad->section, vad_section_page(vad, page_of(start)), (end - start) / PAGE_SIZE);
    if (status_ok(status))
        status = virtual_protect(space, start, end, protection, &old);
    return status == STATUS_SECTION_PROTECTION ? STATUS_ALREADY_COMMITTED : status;
}

/* In this order for the same reason as virtual_protect(); and a stack's guard (mmu/fault.c) counts on it that
 * nothing waits when the page tables are there. */
static ntstatus commit_held(struct space *space, struct vad *vad, uint32_t start, uint32_t end,
                            enum protection protection)
{
    tables_make(space, start, end);
    uint32_t quiet = dispatcher_switches();
    if (!space_charge(space, vad, (end - start) / PAGE_SIZE - committed_pages(vad, start, end)))
        return STATUS_COMMITMENT_LIMIT;
    for (page_t page = {start}; page.address < end; page = page_next(page))
        commit_page(space, vad, page, protection);
    ASSERT(dispatcher_switches() == quiet);
    log_range_protected("commit", space, start, end, protection);
    return STATUS_SUCCESS;
}

ntstatus virtual_commit(struct space *space, uint32_t start, uint32_t end, enum protection protection)
{
    struct vad *vad = region_of(space, start, end);
    struct table_hold hold;
    ASSERT(start < end);
    if (!vad || vad_shows_frames(vad))
        return STATUS_CONFLICTING_ADDRESSES;
    if (vad->section)
        return commit_view(space, vad, start, end, protection);
    tables_hold(space, &hold, start, end);
    ntstatus status = commit_held(space, vad, start, end, protection);
    tables_let_go(&hold);
    return status;
}

/* Where the region says "committed" each page needs a PTE that says otherwise; elsewhere none is enough. */
static void decommit_pages(struct space *space, const struct vad *vad, uint32_t start, uint32_t end)
{
    if (!vad->committed) {
        space_delete_pages(space, start, end);
        return;
    }
    for (page_t page = {start}; page.address < end; page = page_next(page))
        space_delete_page(space, page, pte_decommitted());
}

static void decommit_held(struct space *space, struct vad *vad, uint32_t start, uint32_t end)
{
    if (vad->committed)
        tables_make(space, start, end);
    else
        tables_return(space, start, end);
    uint32_t quiet = dispatcher_switches(), committed = committed_pages(vad, start, end);
    decommit_pages(space, vad, start, end);
    ASSERT(dispatcher_switches() == quiet);
    space_release(space, vad, committed);
    log_range_event("decommit", space, start, end);
}

ntstatus virtual_decommit(struct space *space, uint32_t start, uint32_t end)
{
    struct vad *vad = region_of(space, start, end);
    struct table_hold hold;
    ASSERT(start < end);
    if (!vad)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if (vad->section)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    if (vad->kind != VAD_PRIVATE || vad->kept)
        return STATUS_UNABLE_TO_DECOMMIT_VM;
    tables_hold(space, &hold, start, end);
    decommit_held(space, vad, start, end);
    tables_let_go(&hold);
    return STATUS_SUCCESS;
}

static ntstatus check_release(const struct vad *vad, uint32_t start, uint32_t end)
{
    if (!vad)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if (vad->section)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    if (vad->kind == VAD_PHYSICAL || vad->kept)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (end == 0)
        return vad->start.address == start ? STATUS_SUCCESS : STATUS_FREE_VM_NOT_AT_BASE;
    if (end > vad->end.address)
        return STATUS_UNABLE_TO_FREE_VM;
    bool whole = start == vad->start.address && end == vad->end.address;
    return whole || (vad->kind == VAD_PRIVATE && !vad->written) ? STATUS_SUCCESS : STATUS_FREE_VM_NOT_AT_BASE;
}

/* Both counts and the cut in one go, with no wait between them. */
static ntstatus release_part(struct space *space, struct vad *vad, uint32_t start, uint32_t end)
{
    struct table_hold hold;
    tables_hold(space, &hold, start, vad->end.address);
    tables_return(space, start, vad->end.address);
    ntstatus status = space_cut_region(space, vad, start, end, committed_pages(vad, start, end),
                                       committed_pages(vad, end, vad->end.address));
    tables_let_go(&hold);
    return status;
}

ntstatus virtual_release(struct space *space, uint32_t *start, uint32_t *end)
{
    struct vad *vad = vad_find(&space->vads, *start);
    ntstatus status = check_release(vad, *start, *end);
    if (!status_ok(status))
        return status;
    if (*end == 0)
        *end = vad->end.address;
    if (*start == vad->start.address && *end == vad->end.address) {
        space_delete_region(space, vad);
        return STATUS_SUCCESS;
    }
    return release_part(space, vad, *start, *end);
}

/* ---- query ---- */

static void query_free(struct space *space, uint32_t address, struct virtual_information *information)
{
    struct vad *next = vad_first_behind(&space->vads, address);
    uint32_t end = next ? next->start.address : space->user_end;
    *information = (struct virtual_information){.base = address, .bytes = end - address, .free = true};
}

static bool alike(const struct vad *vad, page_t page, bool committed, enum protection protection)
{
    if (is_committed(vad, page) != committed)
        return false;
    return !committed || protection_now(vad, page) == protection;
}

/* Behind `page` and all that have no PTE either; but image pages differ in protection without one, so that
 * they are looked at one by one. */
static page_t step(const struct vad *vad, page_t page)
{
    if (vad->kind == VAD_IMAGE || asks_section(vad) || pte_kind(entry_of(page)) != PTE_NONE)
        return page_next(page);
    return tables_used(space_current(), page, vad->end.address);
}

void virtual_query(struct space *space, uint32_t address, struct virtual_information *information)
{
    page_t first = page_of(address), page = first;
    struct vad *vad = vad_find(&space->vads, address);
    if (!vad) {
        query_free(space, first.address, information);
        return;
    }
    bool committed = is_committed(vad, first);
    enum protection protection = committed ? protection_now(vad, first) : PROT_NONE;
    while (page.address < vad->end.address && alike(vad, page, committed, protection))
        page = step(vad, page);
    *information = (struct virtual_information){
        .base = first.address,
        .allocation_base = vad->start.address,
        .bytes = page.address - first.address,
        .committed = committed,
        .allocation_protection = vad->kind == VAD_IMAGE ? PROT_EXECUTE_WRITECOPY : vad->protection,
        .protection = protection,
        .kind = vad->kind,
    };
}

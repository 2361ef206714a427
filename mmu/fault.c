/*
 * One fault, from the trap to the log line. fault_resolve() asks in this order: may this address be touched
 * at all, which region is it, is there a page table, what does the PTE say; each kind of PTE has one function
 * that makes the page valid or says why not. Guard pages fire once, before access is checked. Where a page
 * comes from is its backing's business (mmu/backing.h), and what the log says of it stands in mmu/faultlog.c.
 *
 * Whoever had to wait starts again from the beginning, because everything may have changed meanwhile. What
 * has been looked at holds only as long as nothing waited: the dispatcher's counter of switches proves it.
 */
#include "mmu/fault.h"

#include "firmware/cpu.h"
#include "firmware/initcode.h"
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/commit.h"
#include "mmu/commitroom.h"
#include "mmu/driverspace.h"
#include "mmu/faultaccess.h"
#include "mmu/faultlog.h"
#include "mmu/faultwatch.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/mapping.h"
#include "mmu/pagein.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/policy.h"
#include "mmu/prototype.h"
#include "mmu/section.h"
#include "mmu/space.h"
#include "mmu/stack.h"
#include "mmu/systemspace.h"
#include "mmu/tables.h"
#include "mmu/window.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "storage/slots.h"
#include "storage/volumelock.h"

#define INLINE __attribute__((always_inline)) static inline

enum outcome { OUTCOME_DONE, OUTCOME_AGAIN, OUTCOME_FAILED };

#define REFUSED 1u /* no address of code */

/* What a fault has done that outlasts a wait. */
enum { HOLDS_SECTION = 1, HOLDS_TABLES = 2, ASKED_FOR_ROOM = 4 };

struct fault {
    struct trap_frame *trap;
    unsigned did;
    page_t page;
    struct space *space;
    struct vad *vad;
    pte_t *entry;
    uint32_t quiet; /* the dispatcher's counter when it began to look */
    struct {        /* what an earlier attempt of this fault read and could not map at once */
        pfn_t pfn;
        uint32_t quiet;
        struct page_home home;
    } brought;
    struct section
        *held; /* referenced until the log is written: others may unmap and close it during a wait */
    struct table_hold tables;   /* that it has brought */
    ntstatus cause;             /* what the disk said when a read failed */
    struct fault_report report; /* what is asked, too: the address, the access */
};

uint32_t fault_stop_at;
static uint32_t fault_number;
static void (*deliver)(struct trap_frame *trap, const struct fault_exception *exception);

/* For a breakpoint; the compiler must not see that nothing happens here. */
__attribute__((noinline)) void fault_stop(struct trap_frame *trap, uint32_t address, bool write)
{
    __asm__ volatile("" : : "r"(trap), "r"(address), "r"(write) : "memory");
}

/* Nothing has waited since the fault began to look. */
static bool is_quiet(const struct fault *fault)
{
    return dispatcher_switches() == fault->quiet;
}

/* ---- how it can end ---- */

static enum outcome fail(struct fault *fault, enum fault_kind kind, ntstatus status)
{
    ASSERT(!status_ok(status));
    fault->report.kind = kind;
    fault->report.status = status;
    return OUTCOME_FAILED;
}

/* The program is told that the page could not be had, and why. */
static enum outcome fail_read(struct fault *fault, ntstatus cause)
{
    fault->cause = cause;
    return fail(fault, FAULT_HARD, STATUS_IN_PAGE_ERROR);
}

static enum outcome violation(struct fault *fault)
{
    return fail(fault, FAULT_VIOLATION, STATUS_ACCESS_VIOLATION);
}

static enum outcome done(struct fault *fault, enum fault_kind kind, pfn_t pfn)
{
    ASSERT(is_quiet(fault));
    fault->report.kind = kind;
    fault->report.pfn = pfn;
    return OUTCOME_DONE;
}

static bool has_brought(const struct fault *fault, pfn_t pfn)
{
    return !pfn_is_none(fault->brought.pfn) && pfn_equal(pfn, fault->brought.pfn) &&
           fault->quiet == fault->brought.quiet;
}

/* The page was in memory, because it is mapped elsewhere, was mapped before, or is what this very fault has
 * read. */
static enum outcome done_softly(struct fault *fault, pfn_t pfn, enum frame_state from)
{
    if (has_brought(fault, pfn)) {
        fault->report.from = fault->brought.home;
        return done(fault, FAULT_HARD, pfn);
    }
    fault->report.from_list = from;
    return done(fault, FAULT_TRANSITION, pfn);
}

/* A process that is left out executes whatever it may read, as everybody does where nothing is forbidden. */
static bool executes_data(const struct fault *fault)
{
    return fault->report.access == ACCESS_EXECUTE && fault->space->executes_data;
}

static bool allowed(const struct fault *fault, enum protection protection)
{
    return protection_allows(protection, fault->report.access) ||
           (executes_data(fault) && protection_readable(protection));
}

/* ---- a page is made valid ---- */

/* A private page's owner is the PTE that maps it. */
static void map_private(struct fault *fault, enum protection protection, pfn_t pfn)
{
    workingset_make_room(fault->space);
    mapping_make(fault->space, fault->page, pte_valid(pfn, protection, true, false));
}

/* The same in System's space, which programs may not touch. */
static void map_system(struct fault *fault, enum protection protection, pfn_t pfn)
{
    system_space_map(fault->page, pte_valid(pfn, protection, false, false));
}

/* A section's page is owned by the prototype PTE, which is valid, too, while anybody maps it. */
static void map_shared_again(struct fault *fault, enum protection protection, pfn_t pfn)
{
    workingset_make_room(fault->space);
    mapping_make(fault->space, fault->page, pte_valid(pfn, protection, true, true));
}

static void map_shared(struct fault *fault, enum protection protection, pte_t *prototype, pfn_t pfn)
{
    prototype_set(prototype, pte_valid(pfn, PROT_READWRITE, false, true));
    map_shared_again(fault, protection, pfn);
}

/* ---- pages that come from their home ---- */

/* The section whose page is waited for stays until this fault has ended. */
static void let_go(struct fault *fault)
{
    if (fault->did & HOLDS_SECTION)
        section_dereference(fault->held);
    fault->did &= ~HOLDS_SECTION;
}

/* False: another one was held from before, and letting it go may have waited; the fault begins again. */
static bool hold(struct fault *fault, struct section *section)
{
    bool holds = fault->did & HOLDS_SECTION;
    if (!section || (holds && fault->held == section))
        return true;
    if (holds) {
        let_go(fault);
        return false;
    }
    section_reference(section);
    fault->held = section;
    fault->did |= HOLDS_SECTION;
    return true;
}

/* The disk let others run, and nothing that was looked at counts any more: the page goes where a soft fault
 * finds it. */
static void put_aside(struct fault *fault, pfn_t pfn, const struct page_home *home)
{
    frame_park(pfn);
    fault->brought.pfn = pfn;
    fault->brought.quiet = dispatcher_switches();
    fault->brought.home = *home;
}

/* Fills a frame for `owner`, which is the caller's to map then. PFN_NONE: *outcome says how the fault goes
 * on. */
static pfn_t bring_in(struct fault *fault, pte_t *owner, const struct page_home *home, enum outcome *outcome)
{
    *outcome = OUTCOME_AGAIN;
    if (pageio_wait_for_turn() || !hold(fault, home->section))
        return PFN_NONE;
    ntstatus status;
    pfn_t pfn = pagein(owner, home, fault->space->owner, fault->page, &status);
    fault->report.from = *home;
    if (!status_ok(status))
        *outcome = fail_read(fault, status);
    if (pfn_is_none(pfn) || is_quiet(fault))
        return pfn;
    put_aside(fault, pfn, home);
    return PFN_NONE;
}

/* Somebody else's fault is reading the page: what comes of it is this one's answer, too. */
static enum outcome join_read(struct fault *fault, pfn_t pfn)
{
    struct page_home home = backing_home_of_frame(pfn);
    if (!hold(fault, home.section))
        return OUTCOME_AGAIN;
    ntstatus status = pageio_join(pfn);
    if (status_ok(status))
        return OUTCOME_AGAIN;
    fault->report.from = home;
    return fail_read(fault, status);
}

/* ---- private pages ---- */

/* How a private page is mapped: the functions that are given it are inline, so that a program's faults pay
 * nothing for System's. */
typedef void (*map_page)(struct fault *fault, enum protection protection, pfn_t pfn);

INLINE enum outcome zero_page_by(struct fault *fault, enum protection protection, map_page map)
{
    pfn_t pfn = frame_take_zeroed();
    log_use_private(pfn, fault->space->owner, fault->page, USE_MAPPED);
    protection = protection_of_copy(protection);
    frame_own(pfn, pte_place(fault->entry), pte_demand_zero(protection), 0, false);
    map(fault, protection, pfn);
    return done(fault, FAULT_DEMAND_ZERO, pfn);
}

static enum outcome zero_page(struct fault *fault, enum protection protection)
{
    return zero_page_by(fault, protection, map_private);
}

INLINE enum outcome transition_page_by(struct fault *fault, pte_t pte, map_page map)
{
    pfn_t pfn = pte_pfn(pte);
    enum frame_state from = frame_record(pfn)->state;
    if (frame_is_being_read(pfn))
        return join_read(fault, pfn);
    frame_reactivate(pfn);
    map(fault, pte_protection(pte), pfn);
    return done_softly(fault, pfn, from);
}

static enum outcome transition_page(struct fault *fault, pte_t pte)
{
    return transition_page_by(fault, pte, map_private);
}

INLINE enum outcome page_file_page_by(struct fault *fault, pte_t pte, map_page map)
{
    const struct page_home home = {.pte = pte};
    enum outcome outcome;
    pfn_t pfn = bring_in(fault, fault->entry, &home, &outcome);
    if (pfn_is_none(pfn))
        return outcome;
    map(fault, pte_protection(home.pte), pfn);
    return done(fault, FAULT_HARD, pfn);
}

static enum outcome page_file_page(struct fault *fault, pte_t pte)
{
    return page_file_page_by(fault, pte, map_private);
}

/* ---- shared pages: the section's prototype PTE tells ---- */

static enum outcome shared_valid(struct fault *fault, enum protection protection, const pte_t *prototype)
{
    pfn_t pfn = pte_pfn(*prototype);
    enum frame_state from = frame_record(pfn)->state;
    frame_share(pfn);
    map_shared_again(fault, protection, pfn);
    return done_softly(fault, pfn, from);
}

static enum outcome shared_transition(struct fault *fault, enum protection protection, pte_t *prototype)
{
    pfn_t pfn = pte_pfn(*prototype);
    enum frame_state from = frame_record(pfn)->state;
    if (frame_is_being_read(pfn))
        return join_read(fault, pfn);
    frame_reactivate(pfn);
    map_shared(fault, protection, prototype, pfn);
    return done_softly(fault, pfn, from);
}

static enum outcome shared_from_home(struct fault *fault, enum protection protection, pte_t *prototype)
{
    const struct page_home home = {
        .pte = *prototype, .section = fault->vad->section, .page = vad_section_page(fault->vad, fault->page)};
    enum outcome outcome;
    pfn_t pfn = bring_in(fault, prototype, &home, &outcome);
    if (pfn_is_none(pfn))
        return outcome;
    map_shared(fault, protection, prototype, pfn);
    return done(fault, FAULT_HARD, pfn);
}

static enum outcome shared_zero(struct fault *fault, enum protection protection, pte_t *prototype)
{
    if (protection_copies(protection) &&
        (fault->vad->kind == VAD_IMAGE || fault->report.access == ACCESS_WRITE))
        return zero_page(fault, protection); /* zeros need no original that is shared */
    pfn_t pfn = frame_take_zeroed();
    log_use_section(pfn, fault->vad->section->id, vad_section_page(fault->vad, fault->page), USE_MAPPED);
    frame_own(pfn, pte_place(prototype), *prototype, fault->vad->section->id, false);
    map_shared(fault, protection, prototype, pfn);
    return done(fault, FAULT_DEMAND_ZERO, pfn);
}

/* The section stays meanwhile, and its prototype PTE with it. To touch that is a fault of its own. */
static __attribute__((noinline)) enum outcome bring_prototype(struct fault *fault, const pte_t *prototype)
{
    if (hold(fault, fault->vad->section))
        prototype_bring(prototype);
    return OUTCOME_AGAIN;
}

static enum outcome shared_page(struct fault *fault, enum protection protection)
{
    pte_t *prototype = section_prototype(fault->vad->section, vad_section_page(fault->vad, fault->page));
    if (__builtin_expect(!prototype_is_there(prototype), false))
        return bring_prototype(fault, prototype);
    switch (pte_kind(*prototype)) {
    case PTE_VALID:
        return shared_valid(fault, protection, prototype);
    case PTE_TRANSITION:
        return shared_transition(fault, protection, prototype);
    case PTE_FILE:
    case PTE_PAGE_FILE:
        return shared_from_home(fault, protection, prototype);
    case PTE_DEMAND_ZERO:
        return shared_zero(fault, protection, prototype);
    case PTE_NONE: /* between the sections of an image, or reserved */
        return violation(fault);
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, fault->report.address, prototype->bits, 0, 0, "kind of PTE in a section");
}

/* ---- a valid PTE that the access does not agree with ---- */

/* The copy differs from anything on any disk from the start, so it counts as modified. */
static enum outcome copy_on_write(struct fault *fault, pte_t pte)
{
    pfn_t old = pte_pfn(pte), new = frame_take();
    enum protection protection = protection_of_copy(pte_protection(pte));
    log_use_private(new, fault->space->owner, fault->page, USE_COPIED);
    window_copy(new, old);
    frame_own(new, pte_place(fault->entry), pte_demand_zero(protection), 0, true);
    mapping_change(fault->space, fault->page, pte_valid(new, protection, true, false));
    frame_unmap(old);
    fault->report.old_pfn = old;
    return done(fault, FAULT_COPY, new);
}

/* It is there, and must not be executed. A process that is left out may, from now on. */
static enum outcome fetched_data(struct fault *fault, pte_t pte)
{
    if (!executes_data(fault))
        return violation(fault);
    mapping_let_execute(fault->page);
    return done_softly(fault, pte_pfn(pte), FRAME_ACTIVE);
}

static enum outcome valid_page(struct fault *fault, pte_t pte)
{
    if (!pte_touchable(pte))
        return violation(fault);
    if (fault->report.access == ACCESS_WRITE && !pte_writable(pte))
        return pte_copies(pte) ? copy_on_write(fault, pte) : violation(fault);
    if (fault->report.access == ACCESS_EXECUTE && !pte_executes(pte))
        return fetched_data(fault, pte);
    /* Another thread of the process brought it in while this one waited. */
    return done_softly(fault, pte_pfn(pte), FRAME_ACTIVE);
}

/* ---- page tables ---- */

/* Where a table is read from, if it is. */
static pte_t home_of_table(page_t page)
{
    pte_t entry = *pagetable_directory_entry(page);
    return pte_kind(entry) == PTE_TRANSITION ? backing_home_of_frame(pte_pfn(entry)).pte : entry;
}

/* What was brought stays until the fault has ended: it names no frame yet, and would be the first to go. */
static void hold_table(struct fault *fault, page_t page)
{
    struct table_hold *hold = &fault->tables;
    if (!(fault->did & HOLDS_TABLES))
        tables_hold(fault->space, hold, page.address, page.address + PAGE_SIZE);
    else if (page.address < hold->start)
        hold->start = page.address; /* the table below, for a guard */
    else if (page.address >= hold->end)
        hold->end = page.address + PAGE_SIZE; /* its own, which was there when the fault began */
    fault->did |= HOLDS_TABLES;
}

/* A step towards it; then all is looked at once more. */
static enum outcome bring_table(struct fault *fault, page_t page)
{
    if (frames_wait())
        return OUTCOME_AGAIN;
    hold_table(fault, page);
    fault->report.from.pte = home_of_table(page);
    ntstatus status = table_bring(fault->space, page);
    return status_ok(status) ? OUTCOME_AGAIN : fail_read(fault, status);
}

/* ---- guard pages ---- */

/* The next guard is charged a page, for which the page file may have to grow: asked once. Only for the
 * program itself: the kernel may hold the volume, on which that file lies. True: it has waited. */
static bool asked_for_room(struct fault *fault)
{
    if (fault->did & ASKED_FOR_ROOM || !fault->report.user || commit_total() < commit_limit() ||
        slots_most() == slots_total())
        return false;
    fault->did |= ASKED_FOR_ROOM;
    if (!commit_charge(fault->space->owner, 1, COMMIT_REGION))
        commit_room_made(STATUS_COMMITMENT_LIMIT);
    return true;
}

/* From now on the page is what it was guarded as. */
static void spend_guard(struct fault *fault)
{
    enum protection bare = pte_protection(*fault->entry) & ~PROT_GUARD;
    if (pte_kind(*fault->entry) == PTE_TRANSITION)
        frame_protect(pte_pfn(*fault->entry), bare);
    mapping_note(fault->space, fault->page, pte_with_protection(*fault->entry, bare));
}

/* It was the guard of the running thread's stack: that has grown, and the instruction goes on to its
 * demand-zero fault. */
static enum outcome grow_stack(struct fault *fault, const struct stack *stack)
{
    uint32_t limit;
    page_t lacking;
    if (stack_lacks_table(fault->space, stack, fault->page, &lacking))
        return bring_table(fault, lacking);
    if (stack_has_room(stack, fault->page) && asked_for_room(fault))
        return OUTCOME_AGAIN;
    spend_guard(fault);
    ntstatus status = stack_grow(fault->space, stack, fault->page, &limit);
    enum outcome outcome = done(fault, FAULT_GUARD, PFN_NONE);
    stack_tell_limit(limit); /* may wait; nothing that was looked at is needed behind it */
    return status == STATUS_SUCCESS ? outcome : fail(fault, FAULT_GUARD, status);
}

/* Whether it is the stack's is asked first, because the answer stands in the program's memory: reading it may
 * fault and wait. */
static enum outcome guard_page(struct fault *fault)
{
    struct stack stack;
    bool own = stack_of_thread(fault->space, fault->page, &stack);
    if (!is_quiet(fault))
        return OUTCOME_AGAIN;
    if (own)
        return grow_stack(fault, &stack);
    spend_guard(fault);
    done(fault, FAULT_GUARD, PFN_NONE);
    return fail(fault, FAULT_GUARD, STATUS_GUARD_PAGE_VIOLATION);
}

/* ---- the decision ---- */

static enum outcome no_pte(struct fault *fault)
{
    const struct vad *vad = fault->vad;
    if (vad->section) {
        uint32_t index = vad_section_page(vad, fault->page);
        enum protection protection =
            vad->kind == VAD_IMAGE ? section_protection(vad->section, index) : vad->protection;
        return allowed(fault, protection) ? shared_page(fault, protection) : violation(fault);
    }
    if (!vad->committed)
        return violation(fault);
    if (protection_guarded(vad->protection)) { /* the guard needs a PTE to be taken from */
        mapping_note(fault->space, fault->page, pte_demand_zero(vad->protection));
        return guard_page(fault);
    }
    return allowed(fault, vad->protection) ? zero_page(fault, vad->protection) : violation(fault);
}

static enum outcome software_pte(struct fault *fault, pte_t pte)
{
    enum protection protection = pte_protection(pte);
    if (protection_guarded(protection))
        return guard_page(fault);
    if (!allowed(fault, protection))
        return violation(fault);
    switch (pte_kind(pte)) {
    case PTE_DEMAND_ZERO:
        return zero_page(fault, protection);
    case PTE_TRANSITION:
        return transition_page(fault, pte);
    case PTE_PAGE_FILE:
        return page_file_page(fault, pte);
    case PTE_PROTOTYPE:
        return shared_page(fault, protection);
    case PTE_NONE:
    case PTE_VALID:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, fault->report.address, pte.bits, 0, 0, "software PTE");
}

static enum outcome by_pte(struct fault *fault, pte_t pte)
{
    switch (pte_kind(pte)) {
    case PTE_VALID:
        return valid_page(fault, pte);
    case PTE_NONE:
        return no_pte(fault);
    case PTE_DECOMMITTED:
        return violation(fault);
    case PTE_DEMAND_ZERO:
    case PTE_PAGE_FILE:
    case PTE_TRANSITION:
    case PTE_PROTOTYPE:
        return software_pte(fault, pte);
    case PTE_FILE:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, fault->report.address, pte.bits, 0, 0, "kind of PTE in an address space");
}

/* Reserved space needs no page table to be refused. */
static enum outcome no_table(struct fault *fault)
{
    if (!fault->vad->section && !fault->vad->committed && !pagetable_away(fault->page))
        return violation(fault);
    return bring_table(fault, fault->page);
}

/* What an earlier attempt found out is said no more. */
static void forget_answers(struct fault_report *report)
{
    report->status = STATUS_SUCCESS;
    report->from_list = FRAME_STATES;
    report->from.pte = pte_none();
    report->pfn = report->old_pfn = PFN_NONE;
}

/* ---- System's space ---- */

static enum outcome system_page(struct fault *fault, pte_t pte)
{
    switch (pte_kind(pte)) {
    case PTE_DEMAND_ZERO:
        return zero_page_by(fault, pte_protection(pte), map_system);
    case PTE_TRANSITION:
        return transition_page_by(fault, pte, map_system);
    case PTE_PAGE_FILE:
        return page_file_page_by(fault, pte, map_system);
    case PTE_VALID:
        return allowed(fault, pte_protection(pte)) ? done_softly(fault, pte_pfn(pte), FRAME_ACTIVE)
                                                   : violation(fault);
    case PTE_NONE: /* of the paged pool, and not in use */
        return violation(fault);
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, fault->report.address, pte.bits, 0, 0, "kind of PTE in System's space");
}

/* What lies in no region of System's never faults, unless it is not there at all. */
static enum outcome system_resolve(struct fault *fault)
{
    ASSERT(!volume_locked());
    fault->space = &system_space;
    if (frames_wait())
        return OUTCOME_AGAIN;
    fault->quiet = dispatcher_switches();
    fault->entry = system_entry(fault->page);
    return system_page(fault, *fault->entry);
}

/* Programs may touch nothing there. */
static __attribute__((noinline)) enum outcome beyond_programs(struct fault *fault)
{
    bool systems = system_space_is_there() && !fault->report.user &&
                   vad_find(&system_space.vads, fault->report.address) != NULL;
    return systems ? system_resolve(fault) : violation(fault);
}

/* A fault that is System's, if anybody's. */
static enum outcome resolve_system(struct fault *fault)
{
    forget_answers(&fault->report);
    return beyond_programs(fault);
}

static enum outcome fault_resolve(struct fault *fault)
{
    forget_answers(&fault->report);
    if (fault->report.address >= layout.program_end)
        return beyond_programs(fault);
    if (!fault->space)
        return violation(fault);
    if (frames_wait()) /* first of all, so that what is looked at behind it stays as it is */
        return OUTCOME_AGAIN;
    fault->quiet = dispatcher_switches();
    fault->vad = vad_find(&fault->space->vads, fault->report.address);
    if (!fault->vad)
        return violation(fault);
    if (!pagetable_exists(fault->page))
        return no_table(fault);
    fault->entry = pagetable_entry(fault->page);
    return by_pte(fault, *fault->entry);
}

/* ---- the trap ---- */

/* As NT numbers it for who is told. */
static uint32_t access_number(enum access access)
{
    return access == ACCESS_EXECUTE ? 8 : access == ACCESS_WRITE;
}

/* Nothing in the kernel is prepared to do without its own memory. */
static _Noreturn void refuse_kernel(const struct fault *fault)
{
    const struct fault_report *report = &fault->report;
    if (report->status == STATUS_IN_PAGE_ERROR)
        trap_bugcheck(fault->trap, BUGCHECK_DATA_INPAGE, report->address, (uint32_t)fault->cause, report->eip,
                      0, "a page of the kernel cannot be read");
    if (report->access == ACCESS_EXECUTE && (fault->trap->error & FAULT_PRESENT))
        trap_bugcheck(fault->trap, BUGCHECK_NO_EXECUTE, report->address,
                      (uint32_t)pagetable_entry(fault->page)->bits, 0, 0, "the kernel executed data");
    if (report->address < layout.program_end)
        trap_bugcheck(fault->trap, BUGCHECK_KMODE_EXCEPTION, (uint32_t)report->status, report->eip,
                      access_number(report->access), report->address,
                      "the kernel touched a program's address that it may not");
    trap_bugcheck(fault->trap, BUGCHECK_PAGE_FAULT, report->address, access_number(report->access),
                  report->eip, 0, "the kernel touched what is not there");
}

/* Whatever there is to be brought could not be waited for. */
static _Noreturn void not_now(const struct trap_frame *trap)
{
    uint32_t address = cpu_cr2();
    uint32_t code = driverspace_has(trap->eip) ? BUGCHECK_DRIVER_IRQL : BUGCHECK_IRQL_NOT_LESS;
    trap_bugcheck(trap, code, address, level_now, access_number(fault_access(trap)), trap->eip,
                  "a page fault where none may be taken");
}

/* The kernel touches user memory only where it is prepared for a refusal. */
static void refuse(const struct fault *fault)
{
    struct thread *thread = thread_current();
    const struct fault_report *report = &fault->report;
    if (report->user) {
        struct fault_exception exception = {report->status, report->address, access_number(report->access),
                                            fault->cause};
        deliver(fault->trap, &exception);
        return;
    }
    if (thread->recovery == 0 || report->address >= layout.program_end || report->access == ACCESS_EXECUTE)
        refuse_kernel(fault);
    thread->recovery_status = report->status;
    fault->trap->eip = thread->recovery;
}

/* Word by word: what is not set here is set before it is read, and zeroing all of it would be a tenth of a
 * fault. */
INLINE void fault_begin(struct fault *fault, struct trap_frame *trap)
{
    fault->trap = trap;
    fault->space = space_current();
    fault->did = 0;
    fault->brought.pfn = PFN_NONE;
    fault->cause = STATUS_SUCCESS;
    fault->report.number = ++fault_number;
    fault->report.address = cpu_cr2();
    fault->report.eip = trap->eip;
    fault->report.user = trap_from_user(trap);
    fault->report.access = fault_access(trap);
    fault->page = page_of(fault->report.address);
}

/* Nothing has waited since the page was mapped. One that was mapped before was told of then. */
static void tell_policy(const struct fault *fault)
{
    ASSERT(is_quiet(fault) || fault->report.kind == FAULT_GUARD);
    if (fault->report.kind == FAULT_HARD)
        policy_came(fault->space, fault->page, ARRIVAL_HARD);
    else if (fault->report.kind == FAULT_TRANSITION)
        policy_came(fault->space, fault->page, ARRIVAL_SOFT);
    else if (fault->report.kind == FAULT_DEMAND_ZERO)
        policy_came(fault->space, fault->page, ARRIVAL_NEW);
}

static void tell(const struct fault *fault)
{
    if (fault->space->pages)
        tell_policy(fault);
    if (fault->space->faultwatch && fault->report.kind != FAULT_GUARD)
        faultwatch_note(fault->space, fault->report.eip, fault->report.address,
                        fault->report.kind == FAULT_HARD);
}

INLINE void let_all_go(struct fault *fault)
{
    let_go(fault);
    if (fault->did & HOLDS_TABLES)
        tables_let_go(&fault->tables);
}

INLINE void fault_take(struct trap_frame *trap, enum outcome (*resolve)(struct fault *),
                       void (*refused)(const struct fault *))
{
    struct fault fault;
    enum outcome outcome;
    if (__builtin_expect(!level_faults(), false))
        not_now(trap);
    fault_begin(&fault, trap);
    if (fault.report.number == fault_stop_at)
        fault_stop(trap, fault.report.address, fault.report.access == ACCESS_WRITE);
    while ((outcome = resolve(&fault)) == OUTCOME_AGAIN)
        ;
    if (outcome == OUTCOME_DONE && (fault.space->pages || fault.space->faultwatch))
        tell(&fault);
    thread_current()->faults++;
    fault_log(&fault.report);
    if (fault.did)
        let_all_go(&fault);
    if (outcome == OUTCOME_FAILED)
        refused(&fault);
}

static __attribute__((noinline)) void fault_trap(struct trap_frame *trap)
{
    fault_take(trap, fault_resolve, refuse);
}

/* Where the kernel has an address space of its own it touches nothing of a program's by its address, so a
 * fault of its own is System's, whatever the address. What a program's instruction does is looked up here,
 * because fault_writes() does not reach it. */
static void fault_trap_apart(struct trap_frame *trap)
{
    if (!trap_from_user(trap)) {
        fault_take(trap, resolve_system, refuse_kernel);
        return;
    }
    if (!(trap->error & FAULT_WRITE) && fault_modifies_apart(trap))
        trap->error |= FAULT_WRITE;
    fault_trap(trap);
}

/* The trap that the access would have been; it goes on where it is told to, if it is refused. */
bool fault_touch(uint32_t address, bool write, uint32_t pc)
{
    struct trap_frame trap = {
        .vector = TRAP_PAGE_FAULT, .error = write ? FAULT_WRITE : 0, .eip = pc, .cs = SELECTOR_KERNEL_CODE};
    struct thread *thread = thread_current();
    uint32_t before = thread->recovery;
    ASSERT(pc != REFUSED);
    thread->recovery = REFUSED;
    cpu_set_cr2(address);
    fault_trap(&trap);
    thread->recovery = before;
    return trap.eip != REFUSED;
}

INIT_CODE void fault_start(void (*deliver_exception)(struct trap_frame *, const struct fault_exception *))
{
    deliver = deliver_exception;
    trap_register(TRAP_PAGE_FAULT, layout.reach ? fault_trap : fault_trap_apart);
}

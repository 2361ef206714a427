/*
 * One fault, from the trap to the log line. fault_resolve() asks in this order: may this address be touched
 * at all, which region is it, is there a page table, what does the PTE say; each kind of PTE has one function
 * that makes the page valid or says why not. Guard pages fire once, before access is checked. Whoever had to
 * wait for a frame starts again from the beginning, because everything may have changed meanwhile.
 */
#include "mmu/fault.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/section.h"
#include "mmu/space.h"
#include "mmu/stack.h"
#include "mmu/window.h"
#include "sched/dispatch/dispatcher.h"
#include "storage/pagefile.h"

enum outcome { OUTCOME_DONE, OUTCOME_AGAIN, OUTCOME_FAILED };

struct fault {
    struct trap_frame *trap;
    uint32_t address;
    page_t page;
    bool write, user;
    struct space *space;
    struct vad *vad;
    pte_t *entry;

    /* What is said about it. */
    const char *kind;
    pfn_t pfn, old_pfn;
    const char *from_list; /* soft faults */
    slot_t from_slot;      /* hard faults from the page file */
    bool from_image;       /* hard faults from a file */
    ntstatus status;
};

uint32_t fault_stop_at;
static uint32_t fault_number;
static void (*deliver)(struct trap_frame *trap, const struct fault_exception *exception);

/* For a breakpoint; the compiler must not see that nothing happens here. */
__attribute__((noinline)) void fault_stop(struct trap_frame *trap, uint32_t address)
{
    __asm__ volatile("" : : "r"(trap), "r"(address) : "memory");
}

/* ---- what stands in the log ---- */

/* Without NX the processor does not tell fetches from reads: a fetch is what faults at the instruction
 * itself, or at the start of the page that an instruction of at most 15 bytes runs into. */
static bool is_fetch(const struct fault *fault)
{
    uint32_t ahead = fault->address - fault->trap->eip;
    if (fault->write)
        return false;
    return ahead == 0 || (ahead < 15 && fault->address == fault->page.address);
}

static void log_access(const struct fault *fault)
{
    char access[3] = {fault->user ? 'u' : 'k', fault->write ? 'w' : is_fetch(fault) ? 'x' : 'r', 0};
    log_word(access);
}

static void log_image_page(const struct fault *fault)
{
    const char *path = fault->vad->section->path, *name = strrchr(path, '\\');
    name = name ? name + 1 : path;
    log_name("from", "", name);
    log_raw(":");
    log_raw_number(vad_section_page(fault->vad, fault->page));
}

static void log_origin(const struct fault *fault)
{
    if (fault->from_list) {
        log_word("from=");
        log_raw(fault->from_list);
    }
    if (!slot_is_none(fault->from_slot))
        log_frame("slot", fault->from_slot.number);
    if (fault->from_image)
        log_image_page(fault);
}

static void log_frames(const struct fault *fault)
{
    if (!pfn_is_none(fault->old_pfn))
        log_frame("old", fault->old_pfn.number);
    if (!pfn_is_none(fault->pfn))
        log_frame("pfn", fault->pfn.number);
}

static void log_fault(const struct fault *fault)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_FAULT, "fault"))
        return;
    log_word(fault->kind);
    log_thread(thread->process_id, thread->id);
    log_access(fault);
    log_address(NULL, fault->address);
    log_address("pc", fault->trap->eip);
    log_origin(fault);
    log_frames(fault);
    if (!status_ok(fault->status))
        log_address("status", (uint32_t)fault->status);
    log_end();
}

/* ---- how it can end ---- */

static enum outcome fail(struct fault *fault, const char *kind, ntstatus status)
{
    fault->kind = kind;
    fault->status = status;
    return OUTCOME_FAILED;
}

static enum outcome violation(struct fault *fault)
{
    return fail(fault, "AccessViolation", STATUS_ACCESS_VIOLATION);
}

static enum outcome done(struct fault *fault, const char *kind, pfn_t pfn)
{
    fault->kind = kind;
    fault->pfn = pfn;
    return OUTCOME_DONE;
}

static bool allowed(const struct fault *fault, enum protection protection)
{
    return fault->write ? protection_writable(protection) : protection_readable(protection);
}

/* ---- private pages ---- */

static enum outcome zero_page(struct fault *fault, enum protection protection)
{
    pfn_t pfn = frame_take_zeroed();
    protection = protection_of_copy(protection);
    frame_own(pfn, physical_address(fault->entry), pte_demand_zero(protection), false, false);
    space_map(fault->space, fault->page, pte_valid(pfn, protection, true, false));
    return done(fault, "DemandZeroFault", pfn);
}

static enum outcome transition_page(struct fault *fault)
{
    pte_t pte = *fault->entry;
    pfn_t pfn = pte_pfn(pte);
    fault->from_list = frame_state_name(frame_record(pfn)->state);
    frame_reactivate(pfn);
    space_map(fault->space, fault->page, pte_valid(pfn, pte_protection(pte), true, false));
    return done(fault, "TransitionFault", pfn);
}

/* The frame is not ours before the read has succeeded: a failed one maps nothing. */
static bool read_slot(struct fault *fault, slot_t slot, pfn_t *pfn)
{
    *pfn = frame_take();
    fault->from_slot = slot;
    if (status_ok(pagefile_read(slot, window_map(*pfn))))
        return true;
    frame_free(*pfn);
    return false;
}

static enum outcome page_file_page(struct fault *fault)
{
    pte_t pte = *fault->entry;
    pfn_t pfn;
    if (!read_slot(fault, pte_slot(pte), &pfn))
        return fail(fault, "HardPageFault", STATUS_IN_PAGE_ERROR);
    frame_own(pfn, physical_address(fault->entry), pte, false, false);
    space_map(fault->space, fault->page, pte_valid(pfn, pte_protection(pte), true, false));
    return done(fault, "HardPageFault", pfn);
}

/* ---- shared pages: the section's prototype PTE tells ---- */

static enum outcome map_shared(struct fault *fault, enum protection protection, const char *kind, pfn_t pfn)
{
    space_map(fault->space, fault->page, pte_valid(pfn, protection, true, true));
    return done(fault, kind, pfn);
}

/* A page came in: the prototype PTE owns the frame and is valid, too. */
static void prototype_own(pte_t *prototype, pfn_t pfn)
{
    pte_t home = *prototype;
    frame_own(pfn, physical_address(prototype), home, true, false);
    *prototype = pte_valid(pfn, PROT_READWRITE, false, true);
}

static enum outcome shared_from_image(struct fault *fault, enum protection protection, pte_t *prototype,
                                      uint32_t index)
{
    pfn_t pfn = frame_take();
    fault->from_image = true;
    ntstatus status = section_read(fault->vad->section, index, pfn);
    if (!status_ok(status)) {
        frame_free(pfn);
        return fail(fault, "HardPageFault", status);
    }
    prototype_own(prototype, pfn);
    return map_shared(fault, protection, "HardPageFault", pfn);
}

static enum outcome shared_from_page_file(struct fault *fault, enum protection protection, pte_t *prototype)
{
    pfn_t pfn;
    if (!read_slot(fault, pte_slot(*prototype), &pfn))
        return fail(fault, "HardPageFault", STATUS_IN_PAGE_ERROR);
    prototype_own(prototype, pfn);
    return map_shared(fault, protection, "HardPageFault", pfn);
}

static enum outcome shared_zero(struct fault *fault, enum protection protection, pte_t *prototype)
{
    if (protection_copies(protection) && (fault->vad->kind == VAD_IMAGE || fault->write))
        return zero_page(fault, protection); /* zeros need no original that is shared */
    pfn_t pfn = frame_take_zeroed();
    prototype_own(prototype, pfn);
    return map_shared(fault, protection, "DemandZeroFault", pfn);
}

static enum outcome shared_page(struct fault *fault, enum protection protection)
{
    struct section *section = fault->vad->section;
    uint32_t index = vad_section_page(fault->vad, fault->page);
    pte_t *prototype = &section->prototypes[index];
    pfn_t pfn;

    switch (pte_kind(*prototype)) {
    case PTE_VALID:
        pfn = pte_pfn(*prototype);
        fault->from_list = frame_state_name(frame_record(pfn)->state);
        frame_share(pfn);
        return map_shared(fault, protection, "TransitionFault", pfn);
    case PTE_TRANSITION:
        pfn = pte_pfn(*prototype);
        fault->from_list = frame_state_name(frame_record(pfn)->state);
        frame_reactivate(pfn);
        *prototype = pte_valid(pfn, PROT_READWRITE, false, true);
        return map_shared(fault, protection, "TransitionFault", pfn);
    case PTE_IMAGE:
        return shared_from_image(fault, protection, prototype, index);
    case PTE_PAGE_FILE:
        return shared_from_page_file(fault, protection, prototype);
    case PTE_DEMAND_ZERO:
        return shared_zero(fault, protection, prototype);
    case PTE_NONE:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        return violation(fault);
    }
    return violation(fault);
}

/* ---- a valid PTE that the access does not agree with ---- */

/* The copy differs from anything on any disk from the start, so it counts as modified. */
static enum outcome copy_on_write(struct fault *fault)
{
    pte_t pte = *fault->entry;
    pfn_t old = pte_pfn(pte), new = frame_take();
    enum protection protection = protection_of_copy(pte_protection(pte));
    window_copy(new, old);
    frame_own(new, physical_address(fault->entry), pte_demand_zero(protection), false, true);
    pagetable_set(fault->page, pte_valid(new, protection, true, false));
    frame_unmap(old, false);
    fault->old_pfn = old;
    return done(fault, "CopyOnWrite", new);
}

static enum outcome valid_page(struct fault *fault)
{
    pte_t pte = *fault->entry;
    if (fault->write && !pte_writable(pte))
        return pte_copies(pte) ? copy_on_write(fault) : violation(fault);
    /* Another thread of the process brought it in while this one waited for a frame. */
    fault->from_list = frame_state_name(FRAME_ACTIVE);
    return done(fault, "TransitionFault", pte_pfn(pte));
}

/* ---- guard pages ---- */

/* The guard is gone from now on; if it was the guard of the running thread's stack, the stack has grown by a
 * page, and the instruction goes on to its demand-zero fault. */
static enum outcome guard_page(struct fault *fault)
{
    enum protection bare = pte_protection(*fault->entry) & ~PROT_GUARD;
    if (pte_kind(*fault->entry) == PTE_TRANSITION)
        frame_protect(pte_pfn(*fault->entry), bare);
    pagetable_set(fault->page, pte_with_protection(*fault->entry, bare));
    ntstatus status = stack_guard_touched(fault->space, fault->page);
    if (status != STATUS_SUCCESS)
        return fail(fault, "GuardPageFault", status);
    return done(fault, "GuardPageFault", PFN_NONE);
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
        pagetable_set(fault->page, pte_demand_zero(vad->protection));
        return guard_page(fault);
    }
    return allowed(fault, vad->protection) ? zero_page(fault, vad->protection) : violation(fault);
}

static enum outcome software_pte(struct fault *fault)
{
    enum protection protection = pte_protection(*fault->entry);
    if (protection_guarded(protection))
        return guard_page(fault);
    if (!allowed(fault, protection))
        return violation(fault);
    switch (pte_kind(*fault->entry)) {
    case PTE_DEMAND_ZERO:
        return zero_page(fault, protection);
    case PTE_TRANSITION:
        return transition_page(fault);
    case PTE_PAGE_FILE:
        return page_file_page(fault);
    case PTE_PROTOTYPE:
        return shared_page(fault, protection);
    default:
        ASSERT(!"software PTE");
        return OUTCOME_FAILED;
    }
}

/* Reserved space needs no page table to be refused. */
static bool nothing_committed(const struct fault *fault)
{
    return !pagetable_exists(fault->page) && fault->vad->kind == VAD_PRIVATE && !fault->vad->committed;
}

static enum outcome fault_resolve(struct fault *fault)
{
    if (fault->address >= LAYOUT_SYSTEM || !fault->space)
        return violation(fault);
    if (frames_wait()) /* first of all: behind it nothing waits, so nothing looked at can change */
        return OUTCOME_AGAIN;
    fault->vad = vad_find(&fault->space->vads, fault->address);
    if (!fault->vad || nothing_committed(fault))
        return violation(fault);
    space_make_table(fault->space, fault->page);
    if (frames_wait()) /* the table may have taken the last one that was free to take */
        return OUTCOME_AGAIN;
    fault->entry = pagetable_entry(fault->page);
    switch (pte_kind(*fault->entry)) {
    case PTE_VALID:
        return valid_page(fault);
    case PTE_NONE:
        return no_pte(fault);
    case PTE_DECOMMITTED:
        return violation(fault);
    case PTE_DEMAND_ZERO:
    case PTE_PAGE_FILE:
    case PTE_TRANSITION:
    case PTE_PROTOTYPE:
        return software_pte(fault);
    case PTE_IMAGE:
        break;
    }
    ASSERT(!"kind of PTE in an address space");
    return OUTCOME_FAILED;
}

/* ---- the trap ---- */

/* The kernel touches user memory only where it is prepared for a refusal. */
static void refuse(const struct fault *fault)
{
    struct thread *thread = thread_current();
    if (fault->user) {
        struct fault_exception exception = {fault->status, fault->address, fault->write ? 1 : 0};
        deliver(fault->trap, &exception);
        return;
    }
    if (thread->recovery == 0 || fault->address >= LAYOUT_SYSTEM)
        bugcheck(BUGCHECK_PAGE_FAULT, fault->address, fault->trap->eip,
                 "the kernel touched what is not there");
    thread->recovery_status = fault->status;
    fault->trap->eip = thread->recovery;
}

static void fault_trap(struct trap_frame *trap)
{
    struct fault fault = {
        .trap = trap,
        .address = cpu_cr2(),
        .write = (trap->error & FAULT_WRITE) != 0,
        .user = trap_from_user(trap),
        .space = space_current(),
    };
    enum outcome outcome;

    if (++fault_number == fault_stop_at)
        fault_stop(trap, fault.address);
    fault.page = page_of(fault.address);
    while ((outcome = fault_resolve(&fault)) == OUTCOME_AGAIN)
        ;
    thread_current()->faults++;
    log_fault(&fault);
    if (outcome == OUTCOME_FAILED)
        refuse(&fault);
}

void fault_start(void (*deliver_exception)(struct trap_frame *, const struct fault_exception *))
{
    deliver = deliver_exception;
    trap_register(TRAP_PAGE_FAULT, fault_trap);
}

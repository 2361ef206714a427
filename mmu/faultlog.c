#include "mmu/faultlog.h"

#include "firmware/log.h"
#include "sched/dispatch/dispatcher.h"

#define LONGEST_INSTRUCTION 15u

/* ETW's words. */
static const struct log_cell kind_words[] = {
    [FAULT_DEMAND_ZERO] = LOG_CELL("DemandZeroFault"),
    [FAULT_TRANSITION] = LOG_CELL("TransitionFault"),
    [FAULT_COPY] = LOG_CELL("CopyOnWrite"),
    [FAULT_HARD] = LOG_CELL("HardPageFault"),
    [FAULT_GUARD] = LOG_CELL("GuardPageFault"),
    [FAULT_VIOLATION] = LOG_CELL("AccessViolation"),
};

/* Where execution can be forbidden, and is, the processor says it. Elsewhere it does not tell fetches from
 * reads: a fetch is what faults at the instruction itself, or at the start of the page that an instruction
 * runs into. */
static bool is_fetch(const struct fault_report *report)
{
    uint32_t ahead = report->address - report->eip;
    if (pte_forbids_execution() || report->access == ACCESS_WRITE)
        return report->access == ACCESS_EXECUTE;
    return ahead == 0 || (ahead < LONGEST_INSTRUCTION && report->address % PAGE_SIZE == 0);
}

static void log_access(const struct fault_report *report)
{
    log_letters(report->user ? 'u' : 'k', report->access == ACCESS_WRITE ? 'w'
                                          : is_fetch(report)             ? 'x'
                                                                         : 'r');
}

static void log_origin(const struct fault_report *report)
{
    if (report->from_list != FRAME_STATES) {
        log_word("from=");
        log_raw(frame_state_name(report->from_list));
    }
    if (pte_kind(report->from.pte) != PTE_NONE)
        backing_of(&report->from)->log_origin(&report->from);
}

static void log_frames(const struct fault_report *report)
{
    if (!pfn_is_none(report->old_pfn))
        log_frame("old", report->old_pfn.number);
    if (!pfn_is_none(report->pfn))
        log_frame("pfn", report->pfn.number);
}

/* Faults are counted when they begin and said when they end: one that waits, or that meets another on its
 * way, ends out of its turn. */
static void log_fault_number(uint32_t number)
{
    static uint32_t lines;
    if (number != ++lines)
        log_number("number", number);
}

void fault_log(const struct fault_report *report)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_FAULT, "fault"))
        return;
    log_cell(&kind_words[report->kind]);
    log_thread(thread->process_id, thread->id);
    log_access(report);
    log_address(NULL, report->address);
    log_address("pc", report->eip);
    log_origin(report);
    log_frames(report);
    if (!status_ok(report->status))
        log_address("status", (uint32_t)report->status);
    log_fault_number(report->number);
    log_end();
}

void fault_log_read(const struct page_home *home, pfn_t pfn, ntstatus status)
{
    const struct thread *thread = thread_current();
    if (!log_detail(LOG_PAGING, "read"))
        return;
    log_thread(thread->process_id, thread->id);
    log_frame("pfn", pfn.number);
    backing_of(home)->log_origin(home);
    if (!status_ok(status))
        log_address("status", (uint32_t)status);
    log_end();
}

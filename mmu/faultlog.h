/*
 * What a page fault says of itself in the log (docs/log-format.md, Faults): gathered while it is resolved,
 * written once at its end.
 */
#ifndef MMU_FAULTLOG_H
#define MMU_FAULTLOG_H

#include <stdbool.h>
#include <stdint.h>
#include "mmu/backing.h"
#include "mmu/frame.h"

enum fault_kind { FAULT_DEMAND_ZERO, FAULT_TRANSITION, FAULT_COPY, FAULT_HARD, FAULT_GUARD, FAULT_VIOLATION };

struct fault_report {
    enum fault_kind kind;
    uint32_t number; /* counted from 1 when the fault began: what gdb stops at */
    uint32_t address, eip;
    bool user;
    enum access access;
    enum frame_state from_list; /* soft faults: where the page was; else FRAME_STATES */
    struct page_home from;      /* hard faults: where it was read from; else its PTE is none */
    pfn_t pfn, old_pfn;         /* PFN_NONE: not said */
    ntstatus status;            /* said if it is a failure */
};

void fault_log(const struct fault_report *report);

/* A `read` line: the transfer that fills a frame from its home has ended. */
void fault_log_read(const struct page_home *home, pfn_t pfn, ntstatus status);

#endif

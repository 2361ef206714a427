/*
 * The page fault: mmu/fault.c is the one function that decides what an address means when it is touched.
 */
#ifndef MMU_FAULT_H
#define MMU_FAULT_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "firmware/trap.h"

/* What a fault that could not be resolved is told to: an exception of the program at trap->eip. */
struct fault_exception {
    ntstatus status; /* STATUS_ACCESS_VIOLATION, _GUARD_PAGE_VIOLATION, _STACK_OVERFLOW, _IN_PAGE_ERROR */
    uint32_t address;
    uint32_t access; /* 0 read, 1 write, 8 execute, as in EXCEPTION_RECORD.ExceptionInformation[0] */
    ntstatus cause;  /* of STATUS_IN_PAGE_ERROR: what the disk said */
};

/* Takes over trap 14. `deliver` is called for a user-mode fault that becomes an exception. */
void fault_start(void (*deliver)(struct trap_frame *trap, const struct fault_exception *exception));

/* The kernel is about to read, or write, a byte of the program's by another way than its address, and the
 * program's PTE does not allow it: what the processor's fault at `pc` would have come to. False: refused;
 * thread->recovery_status tells why. True: look again. Thread context; may wait. */
bool fault_touch(uint32_t address, bool write, uint32_t pc);

/* Set by the debugger: fault_stop() is called when the fault of that number, counted from 1 as `fault` lines
 * of the log are, is taken; 0 never. `write` is what the log says of it, not what the error code does. */
extern uint32_t fault_stop_at;
void fault_stop(struct trap_frame *trap, uint32_t address, bool write);

#endif

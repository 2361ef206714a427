/*
 * What a page fault is one of: a read, a write, a fetch. Of a write the instruction tells, not the error code
 * alone.
 */
#ifndef MMU_FAULTACCESS_H
#define MMU_FAULTACCESS_H

#include <stdbool.h>
#include "firmware/trap.h"
#include "mmu/pte.h"

/* For fault_writes(): of the program's instruction. */
bool fault_modifies(const struct trap_frame *trap);

/* The same where the kernel does not reach the program's memory by its address, and where fault_modifies()
 * says no. */
bool fault_modifies_apart(const struct trap_frame *trap);

/* True if the error code of this page fault says "write", or if the program's instruction reads and writes
 * its operand (firmware/instruction.h): an emulator that reads first has not come to the write. The trap
 * frame keeps the emulator's word. For the fault that has just been taken: looks at the instruction where it
 * lies, if its page is there, and neither faults nor waits.
 *
 * The error code alone counts where the instruction is not all there, as when its fetch is what faulted, and
 * in kernel mode, where only user_copy() touches what may fault, and its instructions move. After
 * virtual-8086 mode (firmware/virtual8086.c) it is the instruction of 32 bits, which is what will run there.
 */
static inline bool fault_writes(const struct trap_frame *trap)
{
    return (trap->error & FAULT_WRITE) || (trap_from_user(trap) && fault_modifies(trap));
}

/* The same with a fetch told apart, where execution is forbidden; elsewhere the processor calls it a read. */
static inline enum access fault_access(const struct trap_frame *trap)
{
    if (PTE_BIT_NO_EXECUTE && (trap->error & FAULT_FETCH))
        return ACCESS_EXECUTE;
    return fault_writes(trap) ? ACCESS_WRITE : ACCESS_READ;
}

#endif

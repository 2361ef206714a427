/*
 * Whether a page fault is one of a write: the instruction says it, not the error code alone.
 */
#ifndef MMU_FAULTACCESS_H
#define MMU_FAULTACCESS_H

#include <stdbool.h>
#include "firmware/trap.h"

/* True if the error code of this page fault says "write", or if the program's instruction reads and writes
 * its operand (firmware/instruction.h): then the emulator's translator, which reads first, has not come to
 * the write. The trap frame stays as it is. Reads the running program's memory only where it is there:
 * neither faults nor waits. The error code alone counts where the instruction's bytes are not all there, as
 * when it is a fetch that faulted, and in kernel mode, where only user_copy() touches what may fault, and its
 * instructions move. */
bool fault_writes(const struct trap_frame *trap);

#endif

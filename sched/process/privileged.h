/* What NT reads from an instruction that the processor refuses, to find the right code for it. The bytes are
 * read, so the thread may wait. */
#ifndef SCHED_PRIVILEGED_H
#define SCHED_PRIVILEGED_H

#include <stdbool.h>
#include <stdint.h>

/* Is the instruction at that address of the running program one that only the kernel may execute? */
bool instruction_is_privileged(uint32_t address);

/* Does it have a LOCK prefix? Where the processor refuses such an instruction, NT says
 * STATUS_INVALID_LOCK_SEQUENCE. */
bool instruction_is_locked(uint32_t address);

/* Is it f1 (Intel SDM vol. 2, INT1)? */
bool instruction_is_icebp(uint32_t address);

#endif

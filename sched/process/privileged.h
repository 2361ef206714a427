/* Telling a privileged instruction from other protection faults, as NT does: STATUS_PRIVILEGED_INSTRUCTION.
 */
#ifndef SCHED_PRIVILEGED_H
#define SCHED_PRIVILEGED_H

#include <stdbool.h>
#include <stdint.h>

/* Is the instruction at that address of the running program one that only the kernel may execute? Its bytes
 * are read, so the thread may wait. */
bool instruction_is_privileged(uint32_t address);

#endif

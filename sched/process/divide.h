/*
 * The processor has one trap for a division by zero and for a quotient that does not fit. NT reads the
 * instruction to tell them apart: STATUS_INTEGER_DIVIDE_BY_ZERO and STATUS_INTEGER_OVERFLOW. Intel SDM vol.
 * 2: 2.1 (ModR/M, SIB), DIV, IDIV, AAM.
 */
#ifndef SCHED_DIVIDE_H
#define SCHED_DIVIDE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/trap.h"

/* Is the divisor of the instruction that trapped 0? `fs_base` is where fs points. True, too, for what cannot
 * be read. May wait. */
bool divide_by_zero(const struct trap_frame *frame, uint32_t fs_base);

#endif

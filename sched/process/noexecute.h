/*
 * Who is kept from executing data: /NOEXECUTE= as NT has it. Execution is forbidden by the processor in all
 * address spaces or in none; a process that is left out gets each page that it executes made executable by
 * the fault that this is (mmu/fault.c).
 */
#ifndef SCHED_PROCESS_NOEXECUTE_H
#define SCHED_PROCESS_NOEXECUTE_H

#include <stdbool.h>
#include "firmware/noexecute.h"
#include "mmu/pe.h"

/* The processor has been told. Once, at start; without it nobody is kept from anything. */
void no_execute_choose(enum no_execute policy);
enum no_execute no_execute_policy(void);

/* May a process of that image execute what it may read? */
bool no_execute_leaves_out(const struct pe_image *image);

#endif

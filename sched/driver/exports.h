/*
 * What the kernel exports to drivers (exports.def), under the names of NT's modules.
 */
#ifndef SCHED_EXPORTS_H
#define SCHED_EXPORTS_H

#include <stdbool.h>
#include <stdint.h>

/* The address of `name`, which `module` (NTOSKRNL.EXE or HAL.DLL, in any case; both have all of it) exports.
 * 0: there is none; *known tells whether there is the module. */
uint32_t export_of_kernel(const char *module, const char *name, bool *known);

#endif

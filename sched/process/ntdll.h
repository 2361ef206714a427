/*
 * What the kernel knows of NTDLL.DLL: the section that every process maps, and the entries it goes to user
 * mode by.
 */
#ifndef SCHED_NTDLL_H
#define SCHED_NTDLL_H

#include <stdint.h>
#include "firmware/status.h"
#include "mmu/section.h"

struct ntdll_entries { /* addresses in every process */
    uint32_t initialize_thunk, user_thread_start, exception_dispatcher, apc_dispatcher, exit_process;
    uint32_t system_call, system_call_gate,
        system_call_return; /* by SYSENTER, by int 0x2e, behind the first */
};

/* Reads C:\WINDOWS\SYSTEM32\NTDLL.DLL. On failure *missing names the file or the export. At start, thread
 * context. */
ntstatus ntdll_load(const char **missing);

const struct ntdll_entries *ntdll_entries(void);
struct section *ntdll_section(void);

#endif

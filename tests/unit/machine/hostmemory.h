/*
 * Memory as the host gives it. A part of its own, because the host's header and mmu/pte.h both have a
 * PROT_NONE.
 */
#ifndef TESTS_UNIT_MACHINE_HOSTMEMORY_H
#define TESTS_UNIT_MACHINE_HOSTMEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* One file that plays physical memory; all of it, mapped somewhere. Once. */
void *host_memory_make(uint32_t bytes);
/* Shows a page of it at a page-aligned address of the kernel's half; shows none there. */
void host_memory_show(uint32_t address, uint32_t physical, bool writable);
void host_memory_hide(uint32_t address);
/* Called where the kernel touches what is not shown, or writes what is not writable: true, it is now. */
void host_memory_on_fault(bool (*handler)(uint32_t address, bool write));
/* The low end of a stack. */
void *host_memory_stack(uint32_t bytes);

#endif

/*
 * The way in and out where the kernel has an address space of its own (/4GB). A program's directory maps of
 * the kernel two pages only, for the kernel's level: the code of trampoline.S, and the tables that the
 * processor itself looks at (firmware/cpu.h), with a small stack. Each trap from user mode begins there,
 * loads the kernel's CR3, takes its frame over to the thread's kernel stack and goes on as any other; the way
 * back is the same backwards. A trap from kernel mode comes through the same gates and changes nothing. Intel
 * SDM vol. 3A, 4.10.4 (a load of CR3 forgets all translations), 6.12.
 *
 * The running program's directory is a page table of the kernel's: its page tables lie side by side there
 * (mmu/pagetable.h), and a switch of programs changes that one entry.
 */
#ifndef FIRMWARE_TRAMPOLINE_H
#define FIRMWARE_TRAMPOLINE_H

#include <stdint.h>
#include "firmware/cpu.h"
#include "firmware/trampolineplace.h"

/* The page of code, as the kernel's image has it; the other is cpu_tables(). */
extern const uint8_t trampoline_code[];

/* The kernel's directory entry for the program's tables; NULL where each directory has the kernel in it. Only
 * trampoline.c changes it. */
extern uint32_t *trampoline_entry;

/* From now on traps come by the trampoline, which is mapped, and `entry` is the kernel's for a program's
 * tables. Once, at start. */
void trampoline_start(uint32_t *entry);

/* Where something of its code lies that the kernel's image has at `address`. */
static inline uint32_t trampoline_place(uint32_t address)
{
    return TRAMPOLINE_CODE + (address - (uint32_t)trampoline_code);
}

/* The rest of directory_load(). */
void trampoline_load(uint32_t directory);

/* What programs' addresses mean from now on: `directory` is the physical address of theirs, or System's,
 * which has none. */
static inline void directory_load(uint32_t directory)
{
    if (__builtin_expect(trampoline_entry != 0, 0))
        trampoline_load(directory);
    else
        cpu_load_cr3(directory);
}

#endif

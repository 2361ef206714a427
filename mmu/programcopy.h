/*
 * What user_copy() (mmu/usercopy.S) does, where the kernel has an address space of its own and a program's
 * memory none of the kernel's addresses: page by page through the program's PTEs and windows. Each page is
 * asked as the processor would ask it: what its PTE does not allow is a fault (mmu/fault.h), and what it
 * allows is marked in it as used, or written. The kernel's bytes may lie in the paged pool: they are touched
 * before a window is opened, which a wait would close. For usercopy.c, and the trap of a system call.
 */
#ifndef MMU_PROGRAMCOPY_H
#define MMU_PROGRAMCOPY_H

#include <stdbool.h>
#include <stdint.h>

/* As user_copy(): from the program, to it, and bytes of one page onto themselves. The address of that routine
 * stands in the log as `pc=`. *recovery is kept. Thread context; may wait. */
int program_copy_in(void *to, const void *from, uint32_t bytes, uint32_t *recovery);
int program_copy_out(void *to, const void *from, uint32_t bytes, uint32_t *recovery);
int program_copy_onto(void *to, const void *from, uint32_t bytes, uint32_t *recovery);

/* From the program, whatever the address; `pc` is what the log says of its faults. False: refused, as above.
 */
bool program_read(void *to, uint32_t address, uint32_t bytes, uint32_t pc);

#endif

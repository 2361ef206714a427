/*
 * What the parts of the host machine know of each other; tests use tests/unit/machine.h.
 */
#ifndef TESTS_UNIT_MACHINE_PARTS_H
#define TESTS_UNIT_MACHINE_PARTS_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/bootinfo.h"

/* The processor's bits of a PTE (SDM vol. 3A, 4.3), said here a second time on purpose: mmu/ptebits.h is
 * under test. */
#define BIT_PRESENT  0x001u
#define BIT_WRITE    0x002u
#define BIT_USER     0x004u
#define BIT_ACCESSED 0x020u
#define BIT_DIRTY    0x040u
#define BITS_PAGE    0xfffff000u

/* memory.c: makes physical memory of that many bytes and what the loader leaves in it. */
void memory_start(uint32_t frames, uint32_t disk_bytes, struct boot_info *info);
uint32_t *memory_word(uint32_t physical);

/* processor.c: paging begins. */
void processor_start(uint32_t directory);
/* Translates; `access` holds FAULT_WRITE, FAULT_FETCH, FAULT_USER. False: a page fault with *error, and cr2
 * is set. */
bool processor_translate(uint32_t address, uint32_t access, uint32_t *physical, uint32_t *error);

/* Shows a page of the paged pool to the kernel as its PTE says. False: the address is none of it. */
bool processor_show_pool(uint32_t address);

void program_start(void);
void threads_start(void);
void disk_start(uint32_t bytes, uint32_t slots);

#endif

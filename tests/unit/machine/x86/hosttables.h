/*
 * How the processor of the host machine finds an entry with two levels of tables (SDM vol. 3A, 4.3): said
 * here a second time on purpose, because the kernel's own way is under test. Places are physical addresses.
 */
#ifndef HOSTTABLES_H
#define HOSTTABLES_H

#include "tests/unit/machine/parts.h"

#define ENTRY_BYTES     4u
#define DIRECTORY_PAGES 1u
#define SPAN            0x400000u

/* What lies above the directory, at the frames from `top` on: nothing. */
static inline void host_tables_begin(uint32_t top)
{
    (void)top;
}

/* Page `index` of a directory whose frames lie side by side from `top` on. */
static inline uint32_t host_directory_page(uint32_t top, uint32_t index)
{
    return top + index * 0x1000u;
}

static inline uint32_t host_directory_place(uint32_t cr3, uint32_t address)
{
    return cr3 + (address >> 22) * ENTRY_BYTES;
}

static inline uint32_t host_table_place(uint32_t table, uint32_t address)
{
    return table + (address >> 12 & 0x3ffu) * ENTRY_BYTES;
}

/* Bit 63 of an entry, if it has one. */
static inline bool host_forbids_execution(uint32_t place)
{
    (void)place;
    return false;
}

#endif

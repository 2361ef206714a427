/*
 * How the processor of the host machine finds an entry with three levels of tables (SDM vol. 3A, 4.4): said
 * here a second time on purpose, because the kernel's own way is under test. Places are physical addresses.
 */
#ifndef HOSTTABLES_H
#define HOSTTABLES_H

#include "tests/unit/machine/fail.h"
#include "tests/unit/machine/parts.h"

#define ENTRY_BYTES     8u
#define DIRECTORY_PAGES 4u
#define SPAN            0x200000u

/* Page `index` of a directory whose frames lie side by side behind `top`. */
static inline uint32_t host_directory_page(uint32_t top, uint32_t index)
{
    return top + (1 + index) * 0x1000u;
}

/* What lies above the directory, in the frame `top`. */
static inline void host_tables_begin(uint32_t top)
{
    for (uint32_t i = 0; i < DIRECTORY_PAGES; i++)
        memory_word(top)[i * 2] = host_directory_page(top, i) | BIT_PRESENT;
}

static inline uint32_t host_directory_place(uint32_t cr3, uint32_t address)
{
    const uint32_t *top = memory_word(cr3 + (address >> 30) * ENTRY_BYTES);
    if ((top[0] & ~BITS_PAGE) != BIT_PRESENT || top[1] != 0)
        machine_fail("the top over the directory says %08x%08x: reserved bits", (unsigned)top[1],
                     (unsigned)top[0]);
    return (top[0] & BITS_PAGE) + (address >> 21 & 0x1ffu) * ENTRY_BYTES;
}

static inline uint32_t host_table_place(uint32_t table, uint32_t address)
{
    return table + (address >> 12 & 0x1ffu) * ENTRY_BYTES;
}

/* Bit 63 of an entry; the others of the upper half are those of frames that this machine has not. */
static inline bool host_forbids_execution(uint32_t place)
{
    uint32_t upper = memory_word(place)[1];
    if (upper & 0x7fffffffu)
        machine_fail("the entry at %08x has the upper half %08x", (unsigned)place, (unsigned)upper);
    return upper != 0;
}

#endif

/*
 * Two-level page tables with entries of 32 bits (10-10-12 paging, Intel SDM vol. 3A, 4.3). The kernel is
 * built with one folder of page-table formats in its search path; this header and the files beside it are
 * what a format consists of.
 */
#ifndef PTEFORMAT_H
#define PTEFORMAT_H

#include <stdint.h>

#define PAGETABLE_FORMAT      "2-level" /* as the log says it */
#define PAGETABLE_LEVELS      2u
#define PAGETABLE_SPAN        0x00400000u /* what one page table maps */
#define PAGETABLE_DIRECTORIES 1u          /* pages of a directory, side by side in the self-map */
#define PAGETABLE_WIDE        0           /* can an entry name a frame above 4 GB? */
#define PAGETABLE_TOP_BYTES   0u          /* of what lies over a directory: CR3 names the directory itself */

typedef uint32_t pte_bits_t;

typedef struct {
    pte_bits_t bits;
} pte_t;

/* Which bit keeps the processor from executing a page: this format has none. */
#define PTE_BIT_NO_EXECUTE 0u

/* Puts other bits in the place of an entry's and gives what was there, in one access. */
static inline pte_bits_t pte_bits_exchange(pte_bits_t *entry, pte_bits_t bits)
{
    return __atomic_exchange_n(entry, bits, __ATOMIC_RELAXED);
}

#endif

/*
 * Three-level page tables with entries of 64 bits (PAE paging: 2-9-9-12, Intel SDM vol. 3A, 4.4): four
 * entries at the top, which the processor reads when CR3 is loaded and only then, name the four pages of the
 * directory. Bit 63 of an entry forbids to execute, once EFER.NXE is set; before, it must be 0.
 */
#ifndef PTEFORMAT_H
#define PTEFORMAT_H

#include <stdint.h>

#define PAGETABLE_FORMAT      "3-level"   /* as the log says it */
#define PAGETABLE_SPAN        0x00200000u /* what one page table maps */
#define PAGETABLE_DIRECTORIES 4u          /* pages of a directory, side by side in the self-map */
#define PAGETABLE_TOPS        5u          /* pages of each address space above its page tables */

typedef uint64_t pte_bits_t;

typedef struct {
    pte_bits_t bits;
} pte_t;

/* Which bit keeps the processor from executing a page. */
#define PTE_BIT_NO_EXECUTE (1ull << 63)

#endif

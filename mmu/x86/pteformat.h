/*
 * Two-level page tables with entries of 32 bits (10-10-12 paging, Intel SDM vol. 3A, 4.3). The kernel is
 * built with one folder of page-table formats in its search path; this header and the files beside it are
 * what a format consists of.
 */
#ifndef PTEFORMAT_H
#define PTEFORMAT_H

#include <stdint.h>

#define PAGETABLE_FORMAT "2-level"   /* as the log says it */
#define PAGETABLE_SPAN   0x00400000u /* what one page table maps */

typedef struct {
    uint32_t bits;
} pte_t;

#define BIT_VALID 0x001u /* the processor may use the entry; the others are pte.c's */

#endif

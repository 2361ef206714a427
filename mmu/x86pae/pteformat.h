/*
 * Three-level page tables with entries of 64 bits (PAE paging: 2-9-9-12, Intel SDM vol. 3A, 4.4): four
 * entries at the top, which the processor reads when CR3 is loaded and only then, name the four pages of the
 * directory. Bit 63 of an entry forbids to execute, once EFER.NXE is set; before, it must be 0.
 */
#ifndef PTEFORMAT_H
#define PTEFORMAT_H

#include <stdint.h>

#define PAGETABLE_FORMAT      "3-level" /* as the log says it */
#define PAGETABLE_LEVELS      3u
#define PAGETABLE_SPAN        0x00200000u /* what one page table maps */
#define PAGETABLE_DIRECTORIES 4u          /* pages of a directory, side by side in the self-map */
#define PAGETABLE_WIDE        1           /* can an entry name a frame above 4 GB? */
#define PAGETABLE_TOP_BYTES   32u /* of what lies over a directory, and begins at a multiple of that */

typedef uint64_t pte_bits_t;

/* Aligned, whatever a compiler does with 64 bits: the place of an entry counts entries (mmu/pte.h). */
typedef struct {
    pte_bits_t bits __attribute__((aligned(8)));
} pte_t;

/* Which bit keeps the processor from executing a page. */
#define PTE_BIT_NO_EXECUTE (1ull << 63)

/* Puts other bits in the place of an entry's and gives what was there, in one access: cmpxchg8b, until what
 * it finds is what was read before. Written out, because not every compiler for this target has it built in.
 */
static inline pte_bits_t pte_bits_exchange(pte_bits_t *entry, pte_bits_t bits)
{
    pte_bits_t old = *entry;
    __asm__ volatile("1:\tlock cmpxchg8b %0\n\tjnz 1b"
                     : "+m"(*entry), "+A"(old)
                     : "b"((uint32_t)bits), "c"((uint32_t)(bits >> 32))
                     : "cc", "memory");
    return old;
}

#endif

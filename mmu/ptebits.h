/* clang-format off */
/*
 * The bits of a PTE: what mmu/pte.h promises. For mmu/pte.h alone, at whose end it stands; inline, because each
 * fault asks for a dozen of them. The lower 32 bits are the same in each format (pteformat.h); one of 64 bits has
 * the frame number's upper bits and N above them.
 *
 * Valid (Intel SDM vol. 3A, 4.3 and 4.4, bits 9 to 11 are ours):
 *
 *    63  62     43                    12 11 10  9  8  7  6  5  4  3  2  1  0
 *   | N|  0   |       frame number      | X| P| C|  |  | D| A| K| K| U| W| 1|
 *
 *   P: shared, its home is a prototype PTE; C: copy on write, and without U a page that programs may not touch
 *   though it shows its frame; K: of a device, not to be kept by the processor; X: may hold code, for queries; N: the processor lets nobody execute it. Where the
 *   format has no N, or before pte_forbid_execution(), all pages can be executed, whatever X says.
 *
 * Not valid; the processor looks at bit 0 only, the rest is what the fault handler needs:
 *
 *    31                    12 11 10 9            5 4      1  0
 *   | slot, frame, page number| T| P| protection   | kind   | 0|      T: transition, P: prototype
 *
 * The kind is the number of enum pte_kind: it tells apart what the NT bits alone would not, and a zeroed table is
 * empty.
 */
/* clang-format on */
#ifndef MMU_PTEBITS_H
#define MMU_PTEBITS_H

#include "firmware/panic.h"
#include "mmu/words.h"

#define BIT_VALID         ((pte_bits_t)0x001) /* the processor may use the entry */
#define PTE_BIT_WRITE     ((pte_bits_t)0x002)
#define PTE_BIT_USER      ((pte_bits_t)0x004)
#define PTE_BITS_UNCACHED ((pte_bits_t)0x018) /* PWT, PCD */
#define PTE_BIT_ACCESSED  ((pte_bits_t)0x020)
#define PTE_BIT_DIRTY     ((pte_bits_t)0x040)
#define PTE_BIT_COPY      ((pte_bits_t)0x200)
#define PTE_BIT_SHARED    ((pte_bits_t)0x400)
#define PTE_BIT_EXECUTE   ((pte_bits_t)0x800)

#define PTE_SHIFT_KIND     1
#define PTE_BITS_KIND      ((pte_bits_t)0x01e)
#define PTE_SHIFT_PROTECT  5
#define PTE_BITS_PROTECT   ((pte_bits_t)0x3e0)
#define PTE_BIT_PROTOTYPE  ((pte_bits_t)0x400)
#define PTE_BIT_TRANSITION ((pte_bits_t)0x800)
#define PTE_SHIFT_PAYLOAD  12

/* The bits of a valid PTE that a protection asks for, by PROT_ACCESS_MASK. Written by pte_forbid_execution()
 * only. */
extern pte_bits_t pte_access[PROT_ACCESS_MASK + 1];

static inline enum pte_kind pte_kind(pte_t pte)
{
    if (pte.bits & BIT_VALID)
        return PTE_VALID;
    uint32_t kind = (uint32_t)(pte.bits & PTE_BITS_KIND) >> PTE_SHIFT_KIND;
    ASSERT(kind < PTE_VALID && (kind != PTE_NONE || pte.bits == 0));
    return (enum pte_kind)kind;
}

static inline pte_t pte_none(void)
{
    return (pte_t){0};
}

static inline pte_t pte_valid(pfn_t pfn, enum protection protection, bool user, bool shared)
{
    ASSERT(!pfn_is_none(pfn) && protection_readable(protection) && !protection_guarded(protection));
    return (pte_t){(pte_bits_t)pfn.number << PTE_SHIFT_PAYLOAD | pte_access[protection & PROT_ACCESS_MASK] |
                   (user ? PTE_BIT_USER : 0) | (shared ? PTE_BIT_SHARED : 0) | BIT_VALID};
}

static inline pte_t pte_untouchable(pfn_t pfn)
{
    ASSERT(!pfn_is_none(pfn));
    return (pte_t){(pte_bits_t)pfn.number << PTE_SHIFT_PAYLOAD | PTE_BIT_COPY | BIT_VALID};
}

static inline pte_t pte_of_device(pfn_t pfn)
{
    return (pte_t){pte_valid(pfn, PROT_READWRITE, false, false).bits | PTE_BITS_UNCACHED};
}

static inline pte_t pte_of_table(pfn_t pfn, bool user)
{
    ASSERT(!pfn_is_none(pfn));
    return (pte_t){(pte_bits_t)pfn.number << PTE_SHIFT_PAYLOAD | PTE_BIT_WRITE | (user ? PTE_BIT_USER : 0) |
                   BIT_VALID};
}

static inline pte_t pte_software(enum pte_kind kind, enum protection protection, uint32_t payload)
{
    return (pte_t){(pte_bits_t)payload << PTE_SHIFT_PAYLOAD | (uint32_t)protection << PTE_SHIFT_PROTECT |
                   (uint32_t)kind << PTE_SHIFT_KIND};
}

static inline pte_t pte_demand_zero(enum protection protection)
{
    return pte_software(PTE_DEMAND_ZERO, protection, 0);
}

static inline pte_t pte_page_file(slot_t slot, enum protection protection)
{
    ASSERT(!slot_is_none(slot));
    return pte_software(PTE_PAGE_FILE, protection, slot.number);
}

static inline pte_t pte_transition(pfn_t pfn, enum protection protection)
{
    ASSERT(!pfn_is_none(pfn));
    return (pte_t){pte_software(PTE_TRANSITION, protection, pfn.number).bits | PTE_BIT_TRANSITION};
}

static inline pte_t pte_prototype(enum protection protection)
{
    return (pte_t){pte_software(PTE_PROTOTYPE, protection, 0).bits | PTE_BIT_PROTOTYPE};
}

static inline pte_t pte_decommitted(void)
{
    return pte_software(PTE_DECOMMITTED, PROT_NONE, 0);
}

static inline pte_t pte_file(uint32_t page, enum protection protection)
{
    return (pte_t){pte_software(PTE_FILE, protection, page).bits | PTE_BIT_PROTOTYPE};
}

static inline bool pte_is_valid(pte_t pte)
{
    return pte.bits & BIT_VALID;
}

static inline bool pte_names_frame(pte_t pte)
{
    return (pte.bits & (BIT_VALID | PTE_BIT_TRANSITION)) != 0;
}

static inline pfn_t pte_pfn(pte_t pte)
{
    ASSERT(pte_kind(pte) == PTE_VALID || pte_kind(pte) == PTE_TRANSITION);
    return (pfn_t){(uint32_t)(pte.bits >> PTE_SHIFT_PAYLOAD)};
}

static inline slot_t pte_slot(pte_t pte)
{
    ASSERT(pte_kind(pte) == PTE_PAGE_FILE);
    return (slot_t){(uint32_t)(pte.bits >> PTE_SHIFT_PAYLOAD)};
}

static inline uint32_t pte_file_page(pte_t pte)
{
    ASSERT(pte_kind(pte) == PTE_FILE);
    return (uint32_t)(pte.bits >> PTE_SHIFT_PAYLOAD);
}

static inline enum protection pte_protection(pte_t pte)
{
    ASSERT(pte_kind(pte) != PTE_NONE && pte_kind(pte) != PTE_DECOMMITTED);
    if (!pte_is_valid(pte))
        return (enum protection)((pte.bits & PTE_BITS_PROTECT) >> PTE_SHIFT_PROTECT);
    if ((pte.bits & (PTE_BIT_COPY | PTE_BIT_USER)) == PTE_BIT_COPY)
        return PROT_NOACCESS;
    uint32_t access = pte.bits & PTE_BIT_COPY    ? PROT_WRITECOPY
                      : pte.bits & PTE_BIT_WRITE ? PROT_READWRITE
                                                 : PROT_READONLY;
    return (enum protection)(pte.bits & PTE_BIT_EXECUTE ? access | PROT_EXECUTE : access);
}

static inline pte_t pte_with_protection(pte_t pte, enum protection protection)
{
    ASSERT(pte_kind(pte) != PTE_VALID && pte_kind(pte) != PTE_NONE && pte_kind(pte) != PTE_DECOMMITTED);
    return (pte_t){(pte.bits & ~PTE_BITS_PROTECT) | (uint32_t)protection << PTE_SHIFT_PROTECT};
}

static inline bool pte_touchable(pte_t pte)
{
    return (pte.bits & PTE_BIT_USER) != 0;
}

static inline bool pte_writable(pte_t pte)
{
    return (pte.bits & PTE_BIT_WRITE) != 0;
}

static inline bool pte_copies(pte_t pte)
{
    return (pte.bits & PTE_BIT_COPY) != 0;
}

static inline bool pte_shared(pte_t pte)
{
    return (pte.bits & PTE_BIT_SHARED) != 0;
}

static inline bool pte_accessed(pte_t pte)
{
    return (pte.bits & PTE_BIT_ACCESSED) != 0;
}

static inline bool pte_dirty(pte_t pte)
{
    return (pte.bits & PTE_BIT_DIRTY) != 0;
}

static inline pte_t pte_touched(pte_t pte, bool written)
{
    return (pte_t){pte.bits | PTE_BIT_ACCESSED | (written ? PTE_BIT_DIRTY : 0)};
}

static inline pte_t pte_without_accessed(pte_t pte)
{
    return (pte_t){pte.bits & ~PTE_BIT_ACCESSED};
}

static inline pte_t pte_without_dirty(pte_t pte)
{
    return (pte_t){pte.bits & ~PTE_BIT_DIRTY};
}

static inline bool pte_executes(pte_t pte)
{
    return (pte.bits & PTE_BIT_NO_EXECUTE) == 0;
}

static inline pte_t pte_with_execution(pte_t pte)
{
    return (pte_t){pte.bits & ~PTE_BIT_NO_EXECUTE};
}

static inline bool pte_forbids_execution(void)
{
    return (pte_access[PROT_READWRITE] & PTE_BIT_NO_EXECUTE) != 0;
}

static inline bool ptes_zero(const pte_t *ptes)
{
    return words_zero((const uint32_t *)ptes);
}

#endif

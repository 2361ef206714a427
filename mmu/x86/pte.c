/* clang-format off */
/*
 * The bits of a PTE of 32 bits.
 *
 * Valid (Intel SDM vol. 3A, 4.3, bits 9 to 11 are ours):
 *
 *    31                    12 11 10  9  8  7  6  5  4  3  2  1  0
 *   |     frame number       | X| P| C|  |  | D| A|  |  | U| W| 1|
 *
 *   P: shared, its home is a prototype PTE; C: copy on write; X: may hold code (for queries: without NX the
 *   processor lets all pages be executed).
 *
 * Not valid; the processor looks at bit 0 only, the rest is what the fault handler needs:
 *
 *    31                    12 11 10 9            5 4      1  0
 *   |   slot or frame number | T| P| protection   | kind   | 0|       T: transition, P: prototype
 */
/* clang-format on */
#include "mmu/pte.h"

#include "firmware/panic.h"

#define BIT_WRITE    0x002u
#define BIT_USER     0x004u
#define BIT_ACCESSED 0x020u
#define BIT_DIRTY    0x040u
#define BIT_COPY     0x200u
#define BIT_SHARED   0x400u
#define BIT_EXECUTE  0x800u

#define BITS_KIND      0x01eu
#define SHIFT_PROTECT  5
#define BITS_PROTECT   0x3e0u
#define BIT_PROTOTYPE  0x400u
#define BIT_TRANSITION 0x800u
#define PAYLOAD_SHIFT  12

/* The kind field tells apart what the NT bits alone would not; 0 stays "none" so that a zeroed table is
 * empty. */
#define KIND_DEMAND_ZERO (1u << 1)
#define KIND_PAGE_FILE   (2u << 1)
#define KIND_TRANSITION  (3u << 1)
#define KIND_PROTOTYPE   (4u << 1)
#define KIND_DECOMMITTED (5u << 1)
#define KIND_FILE        (6u << 1)

bool protection_readable(enum protection protection)
{
    return protection != PROT_NOACCESS && (protection & PROT_ACCESS_MASK) != 0;
}

bool protection_writable(enum protection protection)
{
    return protection != PROT_NOACCESS && (protection & PROT_ACCESS_MASK) >= PROT_READWRITE;
}

bool protection_copies(enum protection protection)
{
    return protection_writable(protection) && (protection & 1);
}

bool protection_in_place(enum protection protection)
{
    return protection_writable(protection) && !(protection & 1);
}

bool protection_guarded(enum protection protection)
{
    return (protection & PROT_GUARD) && protection != PROT_NOACCESS;
}

enum protection protection_of_copy(enum protection protection)
{
    return protection_copies(protection) ? protection & ~1u : protection;
}

enum pte_kind pte_kind(pte_t pte)
{
    if (pte.bits & BIT_VALID)
        return PTE_VALID;
    switch (pte.bits & BITS_KIND) {
    case KIND_DEMAND_ZERO:
        return PTE_DEMAND_ZERO;
    case KIND_PAGE_FILE:
        return PTE_PAGE_FILE;
    case KIND_TRANSITION:
        return PTE_TRANSITION;
    case KIND_PROTOTYPE:
        return PTE_PROTOTYPE;
    case KIND_DECOMMITTED:
        return PTE_DECOMMITTED;
    case KIND_FILE:
        return PTE_FILE;
    default:
        ASSERT(pte.bits == 0);
        return PTE_NONE;
    }
}

pte_t pte_none(void)
{
    return (pte_t){0};
}

pte_t pte_valid(pfn_t pfn, enum protection protection, bool user, bool shared)
{
    ASSERT(!pfn_is_none(pfn) && protection_readable(protection) && !protection_guarded(protection));
    uint32_t bits = pfn.number << PAYLOAD_SHIFT | BIT_VALID;
    if (protection_copies(protection))
        bits |= BIT_COPY;
    else if (protection_writable(protection))
        bits |= BIT_WRITE;
    if (user)
        bits |= BIT_USER;
    if (protection & PROT_EXECUTE)
        bits |= BIT_EXECUTE;
    if (shared)
        bits |= BIT_SHARED;
    return (pte_t){bits};
}

static pte_t software(uint32_t kind, enum protection protection, uint32_t payload)
{
    return (pte_t){payload << PAYLOAD_SHIFT | (uint32_t)protection << SHIFT_PROTECT | kind};
}

pte_t pte_demand_zero(enum protection protection)
{
    return software(KIND_DEMAND_ZERO, protection, 0);
}

pte_t pte_page_file(slot_t slot, enum protection protection)
{
    ASSERT(!slot_is_none(slot));
    return software(KIND_PAGE_FILE, protection, slot.number);
}

pte_t pte_transition(pfn_t pfn, enum protection protection)
{
    ASSERT(!pfn_is_none(pfn));
    return software(KIND_TRANSITION | BIT_TRANSITION, protection, pfn.number);
}

pte_t pte_prototype(enum protection protection)
{
    return software(KIND_PROTOTYPE | BIT_PROTOTYPE, protection, 0);
}

pte_t pte_decommitted(void)
{
    return software(KIND_DECOMMITTED, PROT_NONE, 0);
}

pte_t pte_file(enum protection protection)
{
    return software(KIND_FILE | BIT_PROTOTYPE, protection, 0);
}

pfn_t pte_pfn(pte_t pte)
{
    ASSERT(pte_kind(pte) == PTE_VALID || pte_kind(pte) == PTE_TRANSITION);
    return (pfn_t){pte.bits >> PAYLOAD_SHIFT};
}

slot_t pte_slot(pte_t pte)
{
    ASSERT(pte_kind(pte) == PTE_PAGE_FILE);
    return (slot_t){pte.bits >> PAYLOAD_SHIFT};
}

static enum protection valid_protection(pte_t pte)
{
    uint32_t access = pte.bits & BIT_COPY    ? PROT_WRITECOPY
                      : pte.bits & BIT_WRITE ? PROT_READWRITE
                                             : PROT_READONLY;
    return (enum protection)(pte.bits & BIT_EXECUTE ? access | PROT_EXECUTE : access);
}

enum protection pte_protection(pte_t pte)
{
    ASSERT(pte_kind(pte) != PTE_NONE && pte_kind(pte) != PTE_DECOMMITTED);
    if (pte_kind(pte) == PTE_VALID)
        return valid_protection(pte);
    return (enum protection)((pte.bits & BITS_PROTECT) >> SHIFT_PROTECT);
}

pte_t pte_with_protection(pte_t pte, enum protection protection)
{
    ASSERT(pte_kind(pte) != PTE_VALID && pte_kind(pte) != PTE_NONE && pte_kind(pte) != PTE_DECOMMITTED);
    return (pte_t){(pte.bits & ~BITS_PROTECT) | (uint32_t)protection << SHIFT_PROTECT};
}

bool pte_writable(pte_t pte)
{
    return (pte.bits & BIT_WRITE) != 0;
}

bool pte_copies(pte_t pte)
{
    return (pte.bits & BIT_COPY) != 0;
}

bool pte_shared(pte_t pte)
{
    return (pte.bits & BIT_SHARED) != 0;
}

bool pte_accessed(pte_t pte)
{
    return (pte.bits & BIT_ACCESSED) != 0;
}

bool pte_dirty(pte_t pte)
{
    return (pte.bits & BIT_DIRTY) != 0;
}

pte_t pte_without_accessed(pte_t pte)
{
    return (pte_t){pte.bits & ~BIT_ACCESSED};
}

/*
 * Page-table entries. What their bits are only mmu/ptebits.h and the format know.
 * Hardware-free.
 *
 * A prototype PTE is the same word kept in a section: there PTE_FILE says that the page is in the file and
 * which one of the section it is.
 */
#ifndef MMU_PTE_H
#define MMU_PTE_H

#include <stdbool.h>
#include <stdint.h>
#include "mmu/address.h"
#include "pteformat.h"
#include "storage/slotmap.h"

enum pte_kind {
    PTE_NONE,        /* nothing here yet: the address descriptor tells what it would be */
    PTE_DEMAND_ZERO, /* committed, never touched: a page of zeros */
    PTE_PAGE_FILE,   /* in a slot of the page file */
    PTE_TRANSITION,  /* not mapped, but the frame still holds it */
    PTE_PROTOTYPE,   /* shared: ask the section that is mapped here */
    PTE_DECOMMITTED, /* reserved only, though its descriptor says committed */
    PTE_FILE,        /* in the section's file; prototype PTEs only */
    PTE_VALID        /* the processor uses it */
};

/* NT's five protection bits: eight kinds of access, and two modifiers. */
enum protection {
    PROT_NONE = 0,
    PROT_READONLY = 1,
    PROT_EXECUTE = 2,
    PROT_EXECUTE_READ = 3,
    PROT_READWRITE = 4,
    PROT_WRITECOPY = 5,
    PROT_EXECUTE_READWRITE = 6,
    PROT_EXECUTE_WRITECOPY = 7,
    PROT_ACCESS_MASK = 7,
    PROT_NOCACHE = 0x08,
    PROT_GUARD = 0x10,
    PROT_NOACCESS = 0x18
};

/* What is asked of a page: the bits of which a protection that allows it has one. */
enum access { ACCESS_READ = 7, ACCESS_WRITE = PROT_READWRITE, ACCESS_EXECUTE = PROT_EXECUTE };

static inline bool protection_allows(enum protection protection, enum access access)
{
    return (protection & access) != 0; /* PROT_NOACCESS has none */
}

static inline bool protection_readable(enum protection protection)
{
    return protection_allows(protection, ACCESS_READ);
}

/* Also by copying. */
static inline bool protection_writable(enum protection protection)
{
    return (protection & PROT_READWRITE) != 0;
}

/* A write makes a private copy. */
static inline bool protection_copies(enum protection protection)
{
    return (protection & PROT_WRITECOPY) == PROT_WRITECOPY;
}

/* A write changes the page itself. */
static inline bool protection_in_place(enum protection protection)
{
    return (protection & PROT_WRITECOPY) == PROT_READWRITE;
}

/* And accessible once the guard is gone. */
static inline bool protection_guarded(enum protection protection)
{
    return (protection & PROT_GUARD) && protection != PROT_NOACCESS;
}

/* What a page has once it was copied: the same, writable in place. */
static inline enum protection protection_of_copy(enum protection protection)
{
    return protection_copies(protection) ? protection & ~1u : protection;
}

static inline enum pte_kind pte_kind(pte_t pte);

static inline pte_t pte_none(void);
/* A user or kernel page with the access that `protection` gives; copying protections give a read-only PTE
 * with the copy-on-write bit. */
static inline pte_t pte_valid(pfn_t pfn, enum protection protection, bool user, bool shared);
/* A user page that is there and that no program may touch: PROT_NOACCESS. The kernel may. */
static inline pte_t pte_untouchable(pfn_t pfn);
/* A page of a device, which the processor does not keep: read and written each time, by the kernel only. */
static inline pte_t pte_of_device(pfn_t pfn);
/* The entry of a directory: the table in that frame, whose own entries say what may be done. */
static inline pte_t pte_of_table(pfn_t pfn, bool user);
static inline pte_t pte_demand_zero(enum protection protection);
static inline pte_t pte_page_file(slot_t slot, enum protection protection);
static inline pte_t pte_transition(pfn_t pfn, enum protection protection);
static inline pte_t pte_prototype(enum protection protection);
static inline pte_t pte_decommitted(void);
static inline pte_t pte_file(uint32_t page, enum protection protection); /* page of the section */

/* Cheaper than to ask for the kind. */
static inline bool pte_is_valid(pte_t pte);

/* Valid or in transition. */
static inline bool pte_names_frame(pte_t pte);

/* Of a valid page or one in transition; of one in the page file. */
static inline pfn_t pte_pfn(pte_t pte);
static inline slot_t pte_slot(pte_t pte);
static inline uint32_t pte_file_page(pte_t pte);

/* Of any but none and decommitted; a valid one never says EXECUTE alone. */
static inline enum protection pte_protection(pte_t pte);
/* Any but none, decommitted and valid. */
static inline pte_t pte_with_protection(pte_t pte, enum protection protection);

/* The processor's bits of a valid PTE; the first: programs may touch it in some way. */
static inline bool pte_touchable(pte_t pte);
static inline bool pte_writable(pte_t pte);
static inline bool pte_copies(pte_t pte);
static inline bool pte_shared(pte_t pte);
static inline bool pte_accessed(pte_t pte);
static inline bool pte_dirty(pte_t pte);
static inline pte_t pte_touched(pte_t pte, bool written); /* as the processor leaves it */
static inline pte_t pte_without_accessed(pte_t pte);
static inline pte_t pte_without_dirty(pte_t pte);

/* May the processor execute a valid page? Only where execution can be forbidden, and is. The same page with
 * it allowed. */
static inline bool pte_executes(pte_t pte);
static inline pte_t pte_with_execution(pte_t pte);

/* From now on a valid PTE whose protection has no EXECUTE keeps the processor from executing the page: at
 * start, once the processor has been told (firmware/cpu.h), and only where the format can. */
void pte_forbid_execution(void);
bool pte_can_forbid_execution(void);

/* Was that done? Inline, because a format that cannot costs nothing then. */
static inline bool pte_forbids_execution(void);

/* Where a PTE lies in physical memory, whatever address space it belongs to. Counted in PTEs, not in bytes,
 * so that with entries of 64 bits, too, 32 bits reach each frame: 32 GB. 0, which is in no page that is
 * handed out: nowhere. */
#define PTES_A_PAGE (PAGE_SIZE / (uint32_t)sizeof(pte_t))

/* Entry `index` (below PTES_A_PAGE) of the page in that frame; and back. */
static inline uint32_t pte_place_in(pfn_t pfn, uint32_t index)
{
    return pfn.number * PTES_A_PAGE + index;
}

static inline pfn_t pte_place_frame(uint32_t place)
{
    return (pfn_t){place / PTES_A_PAGE};
}

static inline uint32_t pte_place_index(uint32_t place)
{
    return place % PTES_A_PAGE;
}

/* Are PTES_AT_ONCE of them, from here on, all none? */
#define PTES_AT_ONCE ((int)(WORDS_AT_ONCE * sizeof(uint32_t) / sizeof(pte_t)))
static inline bool ptes_zero(const pte_t *ptes);

/* All of them, inline. */
#include "mmu/ptebits.h"

#endif

/* What the parts of the check know of each other; everybody else uses mmu/verify.h. */
#ifndef MMU_VERIFYBOOKS_H
#define MMU_VERIFYBOOKS_H

#include <stdbool.h>
#include "mmu/frame.h"
#include "mmu/section.h"
#include "mmu/space.h"

/* What was found of a frame in this check. */
struct verify_note {
    uint32_t shares : 30; /* PTEs that map a section's page; of a table entries that name frames */
    uint32_t owned : 1;   /* a PTE says that it is the owner */
    uint32_t kernel : 1;  /* page table, directory, pool, stack, shared page */
};

/* Stops the machine. `at` is a frame, slot, section, PTE or address, as the law says. */
_Noreturn void verify_broken(uint32_t at, const char *law);

static inline void verify_law(bool holds, uint32_t at, const char *law)
{
    if (!holds)
        verify_broken(at, law);
}

/* A new count begins; frames in no note, no slot seen, nothing charged. */
void verify_begin(void);
/* All has been noted: slots and charges are compared. */
void verify_end(void);

/* What was noted of all frames, in their order. */
const struct verify_note *verify_noted(void);

/* A PTE at that place, private (`section` 0) or a prototype, says that the frame holds its page. */
void verify_owner(pfn_t pfn, uint32_t place, uint16_t section, bool valid);
/* A PTE of a process maps the frame of a section's page. */
void verify_share(pfn_t pfn);
/* An entry of that page table, or page of prototype PTEs, names a frame. */
void verify_entry(pfn_t table);
/* The kernel uses the frame. */
void verify_kernel_frame(pfn_t pfn);
/* The slot holds a page, or is to hold one soon. */
void verify_slot(slot_t slot);
/* What a sector of the slot holds. The disk lies in memory, so that this needs no transfer. */
const void *verify_slot_sector(slot_t slot, uint32_t index);
/* What the prototype PTE of a page says, wherever it is; nothing marks its page as used. */
pte_t verify_prototype(const struct section *section, uint32_t page);
/* So many pages are charged; so many of them as resident. */
void verify_charge(uint32_t pages, uint32_t resident);

/* The parts. The first two note, the third compares. */
void verify_space(struct space *space);
void verify_system_space(void);
void verify_kernel(void);
void verify_frames(void);

/* A few frames and a few pages of the running space each time, in turn. */
void verify_contents(void);
void verify_translations(void);

#endif

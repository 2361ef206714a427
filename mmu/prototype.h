/*
 * Prototype PTEs where they lie. They are in the paged pool: with /PAGEKERNEL the page that holds some of
 * them may be away. It is never away while one of them names a frame, valid or in transition, because that
 * frame knows its owner by physical place (mmu/frame.h): like a page table it counts its entries that name
 * frames, and system space passes it over until there is none. So who asks only which frame holds a page of a
 * section needs no prototype that is away: it names none.
 *
 * Who must know what it says, or change it, brings it first: thread context, without the volume's lock, and
 * what was looked at before holds no longer. Without the switch all of them are there, and nothing below
 * waits.
 */
#ifndef MMU_PROTOTYPE_H
#define MMU_PROTOTYPE_H

#include "mmu/layout.h"
#include "mmu/pagetable.h"

static inline bool prototype_may_leave(const pte_t *prototype)
{
    return (uint32_t)prototype - layout.paged_pool < LAYOUT_PAGED_POOL_BYTES;
}

static inline bool prototype_is_there(const pte_t *prototype)
{
    return !prototype_may_leave(prototype) || pte_is_valid(*system_entry(page_of((uint32_t)prototype)));
}

/* Of the `count` from that one on, how many come and go together; all, where none goes. */
uint32_t prototype_row(const pte_t *prototype, uint32_t count);

/* Brings it, and that row: it is there until the caller waits again. A page that cannot be read ends the
 * machine, as any of the kernel's does. */
void prototype_bring(const pte_t *prototype);

/* For the function below. */
void prototype_changed(const pte_t *prototype, pte_t before, pte_t after);

/* Changes one that is there. One that names no frame, before and after, may be stored as it is. */
static inline void prototype_set(pte_t *prototype, pte_t pte)
{
    pte_t before = *prototype;
    *prototype = pte;
    if (prototype_may_leave(prototype))
        prototype_changed(prototype, before, pte);
}

#endif

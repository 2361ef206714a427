/*
 * Page tables of the current address space, through the self-map: the page directory is also one of its own
 * page tables, so that all tables appear side by side in the address space. With two levels (Intel SDM vol.
 * 3A, 4.3) they are the 4 MB from 0xc0000000 on: the PTE of address a lies at 0xc0000000 + (a >> 12) * 4, and
 * the directory at 0xc0300000. With three (4.4) an entry takes 8 bytes and a directory four pages: they are
 * the 8 MB from 0xc0000000 on, the directory lies at 0xc0600000, and above it, seen by nobody but the
 * processor, is the top, which names these four (mmu/tops.h).
 *
 * Where the kernel has an address space of its own, programs' tables lie elsewhere in it (`ptes=` of the
 * log): those of the program whose directory is loaded on the way to user mode (firmware/trampoline.h).
 *
 * How many levels there are is the format's, which is the header pteformat.h of mmu/x86 or mmu/x86pae.
 */
#ifndef MMU_PAGETABLE_H
#define MMU_PAGETABLE_H

#include "mmu/address.h"
#include "mmu/pte.h"

/* The PTE of an address; may be used only when pagetable_exists(). */
static inline pte_t *pagetable_entry(page_t page);
static inline pte_t *pagetable_directory_entry(page_t page);

/* The same of a page of the system, whose tables are all made at start. Where the kernel has an address space
 * of its own they lie elsewhere, and an address alone does not tell whose it is: who asks knows. */
static inline pte_t *system_entry(page_t page);
static inline pte_t *system_directory_entry(page_t page);
bool system_maps(page_t page);

static inline bool pagetable_exists(page_t page);

/* The frame of the table, which exists. */
static inline pfn_t pagetable_frame(page_t page);

/* There is a table, but not in memory: mmu/tables.h brings it. */
static inline bool pagetable_away(page_t page);

/* Is the page there, so that touching it in a way that its PTE allows does not fault? */
static inline bool pagetable_maps(page_t page);

/* The first page that the next page table maps. */
page_t pagetable_next(page_t page);

/* The first page of [page, end) whose PTE says something; `end` when none does. Most of a reservation says
 * nothing, so the way there is short: a table that is missing is one step, eight PTEs of one that is not are
 * another. Stops at the first page of a table that is away. */
page_t pagetable_used(page_t page, uint32_t end);

/* The same of pages that are mapped. */
page_t pagetable_valid(page_t page, uint32_t end);

/* The place of a PTE (mmu/pte.h): what a frame record remembers of its owner. Works for any mapped address of
 * the system, so for page tables in the self-map and for prototype PTEs in pool. */
static inline uint32_t pte_place(const pte_t *mapped);

/* Stores a PTE where there is no valid one (asserted): over a valid one mmu/mapping.h leads. */
void pagetable_set(page_t page, pte_t pte);
void system_set(page_t page, pte_t pte);

/* Stores a PTE whatever is there, makes the processor forget what it knew of the page, and gives the old one
 * with the bits that the processor had set. For mmu/mapping.c, and for pages that no frame record knows of:
 * windows, page tables, the kernel's own. */
static inline pte_t pagetable_exchange(page_t page, pte_t pte);
static inline pte_t system_exchange(page_t page, pte_t pte);

/* Maps a page of the system range, whose page tables are all made at start. */
void system_map(page_t page, pfn_t pfn);
pfn_t system_unmap(page_t page);

/* Maps pages side by side, none of which was ever mapped (asserted), to frames side by side. */
void system_map_row(page_t page, pfn_t pfn, uint32_t count);

/* Fills the memory of page `index` of a directory, whose frames are pages[PAGETABLE_DIRECTORIES]: nothing in
 * the program's part, the system's part as in the present one, and the self-map. */
void pagetable_fill_directory(void *page, uint32_t index, const pfn_t *pages);

/* Makes the page tables for the system ranges of layout.h from physical memory at *physical, which moves on.
 * At start. */
void system_tables_make(uint32_t from, uint32_t to, uint32_t *physical);

#include "mmu/pagetableplace.h"

static inline uint32_t pte_place(const pte_t *mapped)
{
    page_t page = page_of((uint32_t)(uintptr_t)mapped);
    ASSERT(pte_is_valid(*system_directory_entry(page)));
    return pte_place_in(pte_pfn(*system_entry(page)),
                        (uint32_t)(uintptr_t)mapped % PAGE_SIZE / sizeof(pte_t));
}

#endif

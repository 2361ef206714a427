/*
 * Page tables of the current address space, through the self-map (Intel SDM vol. 3A, 4.3: 10-10-12 paging).
 *
 * The page directory is also its own page table number 768, so the tables appear as 4 MB at 0xc0000000: the
 * PTE of address a lies at 0xc0000000 + (a >> 12) * 4, and the directory itself at 0xc0300000.
 */
#ifndef MMU_PAGETABLE_H
#define MMU_PAGETABLE_H

#include "mmu/address.h"
#include "mmu/pte.h"

#define PAGETABLE_SPAN 0x400000u /* what one page table maps */

/* The PTE of an address; may be used only when pagetable_exists(). */
pte_t *pagetable_entry(page_t page);
pte_t *pagetable_directory_entry(page_t page);
bool pagetable_exists(page_t page);

/* The first page that the next page table maps. */
page_t pagetable_next(page_t page);

/* Where a PTE lies in physical memory: what a frame record remembers of its owner. Works for any mapped
 * address, so also for prototype PTEs in pool. */
uint32_t physical_address(const void *mapped);

/* Stores a PTE where there is no valid one (asserted): over a valid one mmu/mapping.h leads. */
void pagetable_set(page_t page, pte_t pte);

/* Stores a PTE whatever is there, makes the processor forget what it knew of the page, and gives the old one
 * with the bits that the processor had set. For mmu/mapping.c, and for pages that no frame record knows of:
 * windows, page tables, the kernel's own. */
pte_t pagetable_exchange(page_t page, pte_t pte);

/* Maps a page of the system range, whose page tables are all made at start. */
void system_map(page_t page, pfn_t pfn);
pfn_t system_unmap(page_t page);

/* Makes the page tables for the system ranges of layout.h from physical memory at *physical, which moves on.
 * At start. */
void system_tables_make(uint32_t from, uint32_t to, uint32_t *physical);

#endif

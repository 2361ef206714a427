/*
 * What CR3 names. With two levels of tables that is the page directory itself. With three it is the top over
 * its pages, four entries at a multiple of 32 bytes below 4 GB, wherever the pages are (Intel SDM vol. 3A,
 * 4.4.1). Tops are slots in a row of low memory that is set aside at start; so the frames of a directory may
 * be any. The processor reads a top when CR3 is loaded, and only then.
 *
 * There is a slot for every fourth frame: a process keeps PAGETABLE_DIRECTORIES frames for good, so that
 * there are never more processes than slots. Nothing here waits, faults or takes a frame.
 */
#ifndef MMU_TOPS_H
#define MMU_TOPS_H

#include "mmu/pte.h"

/* Of the row, for that many frames; 0 where there is nothing over a directory. */
uint32_t tops_bytes(uint32_t frames);

/* There it is, zeroed: mapped at `row`, a page address; it lies in one piece from `physical` on. At start. */
void tops_start(void *row, uint32_t physical, uint32_t bytes);

/* A top over pages[PAGETABLE_DIRECTORIES] and what CR3 is loaded with for it; and its end, when CR3 is not
 * and will not be loaded with that any more. */
uint32_t top_make(const pfn_t *pages);
void top_free(uint32_t cr3);

/* For the books: is it what top_make() made of these pages? */
bool top_names(uint32_t cr3, const pfn_t *pages);

#endif

/*
 * How a page comes into a frame from its home: for a fault, and for who reads ahead (mmu/prefetch.h).
 */
#ifndef MMU_PAGEIN_H
#define MMU_PAGEIN_H

#include "mmu/backing.h"

/* Takes a frame for `page` of process `process`, whose owner PTE is `owner`, and fills it from its home.
 * Before it there is a frame to take and a transfer's turn (mmu/pageio.h); whoever may change the section
 * meanwhile is the caller's to keep away. The frame is the caller's, to be mapped or parked; PFN_NONE: the
 * disk failed, and *status says how, or the page was deleted meanwhile. May wait. */
pfn_t pagein(pte_t *owner, const struct page_home *home, uint32_t process, page_t page, ntstatus *status);

#endif

/* clang-format off */
/*
 * What backs a page: the seam between a page and where its bytes are when it is not in memory. The fault path
 * and the writer ask the backing; they have no case for each kind of section.
 *
 *   | backing   | its home says | read from        | once modified, written to | what a view is charged |
 *   |-----------|---------------|------------------|---------------------------|------------------------|
 *   | zero      | demand zero   | nowhere: zeros   | the page file             | if copied on write     |
 *   | page file | slot          | the slot         | another slot              | (as zero: its past)    |
 *   | image     | file          | the image's file | the page file             | what may be copied     |
 *   | file      | file          | the file         | the file                  | (as zero)              |
 *
 * A copy of a page of any of them is a private page: its home is zeros, and it is modified from the start. A
 * page that shows one fixed frame (VAD_PHYSICAL) is mapped at once and never taken out, so it has no home and
 * no entry here.
 */
/* clang-format on */
#ifndef MMU_BACKING_H
#define MMU_BACKING_H

#include "firmware/status.h"
#include "mmu/section.h"

/* Where a page is: what its owner PTE says, and for a section's page which one it is. */
struct page_home {
    pte_t pte;               /* demand zero, page file or file */
    struct section *section; /* NULL: a private page */
    uint32_t page;           /* of the section, when it is in its file */
    bool table;              /* it is a page table */
    bool stack;              /* it is a page of a kernel stack */
};

struct backing {
    /* Fills a page in memory that must not fault. NULL: it is a page of zeros, and nothing is read. May wait.
     * What the disk said. */
    ntstatus (*read)(const struct page_home *home, void *memory);

    /* Writes a page home, where `home` is; NULL: it needs a slot of the page file first. May wait. */
    ntstatus (*write)(const struct page_home *home, const void *memory);

    /* The fields of the log that say where a page came from. NULL with `read`. */
    void (*log_origin)(const struct page_home *home);

    /* The field that says which home a dropped page still has. */
    void (*log_home)(pte_t home);

    /* Writes of the log, when `write` writes to what is no slot: where to. */
    void (*log_target)(const struct page_home *home);

    /* Sections: pages of commit that a view of `pages` pages with that protection is charged. */
    uint32_t (*view_charge)(const struct section *section, uint32_t pages, enum protection protection);
};

extern const struct backing backing_zero, backing_page_file, backing_image, backing_file;

const struct backing *backing_of(const struct page_home *home);

/* The home that a frame's page goes to or came from. */
struct page_home backing_home_of_frame(pfn_t pfn);

/* A view_charge where the pages themselves need no promise or have one, from the section: copies are the
 * view's own. */
uint32_t backing_charge_copies(const struct section *section, uint32_t pages, enum protection protection);

/* From now on what is dropped is logged. At start. */
void backing_start(void);

#endif

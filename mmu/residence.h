/*
 * What is mapped, page by page, and how: for who asks for a working set. On the current space, under its
 * lock; nothing waits, and no page is touched.
 */
#ifndef MMU_RESIDENCE_H
#define MMU_RESIDENCE_H

#include "mmu/space.h"

struct residence {
    bool shared, locked;
    uint32_t shares; /* PTEs that map a shared page; 0 of a private one */
    enum protection protection;
};

/* Is the page in the working set? Then *out tells how. */
bool residence_of(const struct space *space, page_t page, struct residence *out);

/* The first page of the working set from `page` on; layout.user_end behind the last. */
page_t residence_next(page_t page);

#endif

/*
 * The seam for replacement policies: who picks the page that a working set gives up.
 */
#ifndef MMU_POLICY_H
#define MMU_POLICY_H

#include "mmu/space.h"

struct policy {
    const char *name; /* as in /POLICY= */
    /* Picks a valid user page of the current space, which is `space`. False if it has none to give. Must not
     * wait. */
    bool (*victim)(struct space *space, page_t *page);
};

extern const struct policy policy_clock;

/* The policy in force; second chance unless chosen otherwise. policy_choose() gives false for an unknown
 * name. */
const struct policy *policy_current(void);
bool policy_choose(const char *name);

#endif

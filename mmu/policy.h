/*
 * The seam for replacement policies: who picks the page that a working set gives up.
 *
 * The simplest has a function, which looks at page tables (mmu/policy_clock.c). One that remembers has a core
 * instead (mmu/pageset.h), which is told what came and what went; what it keeps was set aside at start, so
 * that nothing can fail when memory is short. The pages that its records do not reach are the clock's.
 */
#ifndef MMU_POLICY_H
#define MMU_POLICY_H

#include "mmu/pageset.h"
#include "mmu/space.h"

struct policy {
    const char *name; /* as in /POLICY= */
    /* Picks a valid user page of the current space, which is `space`. False if it has none to give. Must not
     * wait. */
    bool (*victim)(struct space *space, page_t *page);
    const struct policy_core *core; /* NULL: it remembers nothing */
};

extern const struct policy policy_clock;

/* The policy in force; second chance unless chosen otherwise. */
const struct policy *policy_current(void);

/* Where a random choice begins. */
void policy_seed(uint32_t seed);

/* False for an unknown name. Before policy_start(), because it says how much there is to be remembered. */
bool policy_choose(const char *name);

/* What the policy in force wants for that many frames; 0 if it remembers nothing. And there it is, zeroed. */
uint32_t policy_bytes(uint32_t frames);
void policy_start(void *memory, uint32_t frames);

/* Before a space has pages: STATUS_INSUFFICIENT_RESOURCES. And when it has no more. */
ntstatus policy_join(struct space *space);
void policy_leave(struct space *space);

/* For the functions below. */
void policy_tell_came(struct space *space, page_t page, enum arrival how);
void policy_tell_went(struct space *space, page_t page, bool kept);
void policy_tell_deleted(struct space *space, page_t page);

/* A page of the current space, which is `space`, was mapped. It is told twice without harm. */
static inline void policy_came(struct space *space, page_t page, enum arrival how)
{
    if (space->pages)
        policy_tell_came(space, page, how);
}

/* It is mapped no more. `kept`: what it says is, and it may come back. */
static inline void policy_went(struct space *space, page_t page, bool kept)
{
    if (space->pages)
        policy_tell_went(space, page, kept);
}

/* What a page said that was not mapped is no more. */
static inline void policy_deleted(struct space *space, page_t page)
{
    if (space->pages)
        policy_tell_deleted(space, page);
}

#endif

#include "mmu/workingset.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/mapping.h"
#include "mmu/policy.h"

/* ---- limits ---- */

/* From so many frames on; NT's numbers for small, medium and large machines. */
static const struct {
    uint32_t frames, minimum, maximum;
} defaults[] = {{2048, 50, 345}, {1024, 30, 145}, {0, 20, 45}};

void workingset_begin(struct space *space)
{
    uint32_t size = 0;
    while (frames_total() < defaults[size].frames)
        size++;
    space->limits =
        (struct workingset_limits){.minimum = defaults[size].minimum, .maximum = defaults[size].maximum};
}

uint32_t workingset_most(void)
{
    return frames_total() - COMMIT_FLUID_FRAMES;
}

static void log_limits(const struct space *space)
{
    if (!log_detail(LOG_PAGING, "limits"))
        return;
    log_number(NULL, space->owner);
    log_number("minimum", space->limits.minimum);
    log_number("maximum", space->limits.maximum);
    if (space->limits.hard_minimum)
        log_word("hard-minimum");
    if (space->limits.hard_maximum)
        log_word("hard-maximum");
    log_end();
}

static ntstatus bound(uint32_t *pages, uint32_t least, uint32_t most)
{
    uint32_t wanted = *pages;
    *pages = wanted < least ? least : wanted > most ? most : wanted;
    return *pages == wanted ? STATUS_SUCCESS : STATUS_WORKING_SET_LIMIT_RANGE;
}

static uint32_t pages_held(const struct workingset_limits *limits, uint32_t locked)
{
    return limits->hard_minimum && limits->minimum > locked ? limits->minimum : locked;
}

static bool hold(struct space *space, uint32_t pages)
{
    if (pages > space->held && !commit_hold(space->owner, pages - space->held))
        return false;
    if (pages < space->held)
        commit_let_go(space->held - pages);
    space->held = pages;
    return true;
}

bool workingset_hold(struct space *space, uint32_t locked)
{
    return hold(space, pages_held(&space->limits, locked));
}

void workingset_end(struct space *space)
{
    ASSERT(space->locked == 0);
    space->limits.hard_minimum = false;
    hold(space, 0);
}

static bool gives_one(struct space *space)
{
    page_t page;
    if (!policy_current()->victim(space, &page))
        return false;
    space_trim_page(space, page);
    return true;
}

static void keep_hard_maximum(struct space *space)
{
    while (space->limits.hard_maximum && space->working_set > space->limits.maximum && gives_one(space))
        ;
}

ntstatus workingset_limit(struct space *space, const struct workingset_limits *limits)
{
    struct workingset_limits bounded = *limits;
    ASSERT(space == space_current());
    if (limits->minimum > limits->maximum)
        return STATUS_BAD_WORKING_SET_LIMIT;
    ntstatus low = bound(&bounded.minimum, WORKINGSET_LEAST, workingset_most());
    ntstatus high = bound(&bounded.maximum, bounded.minimum, workingset_most());
    if (space->locked + WORKINGSET_FLUID >= bounded.maximum)
        return STATUS_BAD_WORKING_SET_LIMIT;
    if (!hold(space, pages_held(&bounded, space->locked)))
        return STATUS_INSUFFICIENT_RESOURCES;
    space->limits = bounded;
    keep_hard_maximum(space);
    log_limits(space);
    return low == STATUS_SUCCESS ? high : low;
}

/* ---- giving up ---- */

void workingset_replace(struct space *space)
{
    ASSERT(space->limits.hard_maximum);
    if (space->working_set >= space->limits.maximum)
        gives_one(space);
}

void workingset_empty(struct space *space)
{
    ASSERT(space == space_current());
    for (page_t page = pagetable_valid((page_t){0}, layout.user_end); page.address < layout.user_end;
         page = pagetable_valid(page_next(page), layout.user_end))
        if (mapping_pageable(page))
            space_trim_page(space, page);
}

static bool has_one(const struct space *space)
{
    return space->working_set > space->locked &&
           !(space->limits.hard_minimum && space->working_set <= space->limits.minimum);
}

static uint32_t above_minimum(const struct space *space)
{
    return space->working_set > space->limits.minimum ? space->working_set - space->limits.minimum : 0;
}

/* Whoever is above its minimum comes first; among equals the larger working set. */
static bool gives_before(const struct space *space, const struct space *other)
{
    bool above = above_minimum(space) > 0, other_above = above_minimum(other) > 0;
    return above == other_above ? space->working_set > other->working_set : above;
}

struct space *workingset_giver(uint32_t at_most, uint32_t *pages)
{
    struct space *giver = NULL;
    list_each (link, spaces()) {
        struct space *space = list_member(link, struct space, link);
        if (has_one(space) && (!giver || gives_before(space, giver)))
            giver = space;
    }
    if (!giver)
        return NULL;
    uint32_t above = above_minimum(giver);
    *pages = above > 0 && above < at_most ? above : at_most;
    return giver;
}

#include "mmu/policy.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/mapping.h"
#include "mmu/pool.h"

#define TAG_PAGES   POOL_TAG('P', 'g', 's', 't')
#define MOST_FRAMES 98304u /* 384 MB: more is the clock's, because records lie beside those of frames */

static bool core_victim(struct space *space, page_t *page);

static const struct policy policy_fifo = {"fifo", core_victim, &core_fifo},
                           policy_random = {"random", core_victim, &core_random},
                           policy_ws = {"ws", core_victim, &core_ws},
                           policy_fx = {"fx", core_victim, &core_fx},
                           policy_ad = {"ad", core_victim, &core_ad};
static const struct policy *const policies[] = {&policy_clock, &policy_fifo, &policy_random,
                                                &policy_ws,    &policy_fx,   &policy_ad};
static const struct policy *current = &policy_clock;

const struct policy *policy_current(void)
{
    return current;
}

INIT_CODE bool policy_choose(const char *name)
{
    for (unsigned i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (strcmp(policies[i]->name, name) == 0) {
            current = policies[i];
            return true;
        }
    return false;
}

INIT_CODE void policy_seed(uint32_t seed)
{
    core_random_seed(seed);
}

static uint32_t pages_remembered(uint32_t frames)
{
    return frames < MOST_FRAMES ? frames : MOST_FRAMES;
}

INIT_CODE uint32_t policy_bytes(uint32_t frames)
{
    return current->core ? page_records_bytes(pages_remembered(frames)) : 0;
}

INIT_CODE void policy_start(void *memory, uint32_t frames)
{
    if (current->core)
        page_records_start(memory, pages_remembered(frames));
}

static bool was_used(uint32_t record)
{
    ASSERT(page_records[record].owner == space_current()->owner);
    return mapping_age((page_t){page_records[record].page});
}

ntstatus policy_join(struct space *space)
{
    if (!current->core)
        return STATUS_SUCCESS;
    space->pages = pool_alloc(current->core->set_bytes, TAG_PAGES);
    if (!space->pages)
        return STATUS_INSUFFICIENT_RESOURCES;
    space->pages->owner = space->owner;
    space->pages->age = was_used;
    return STATUS_SUCCESS;
}

void policy_leave(struct space *space)
{
    if (!space->pages)
        return;
    ASSERT(space->pages->mapped == 0);
    pool_free(space->pages);
    space->pages = NULL;
}

void policy_tell_came(struct space *space, page_t page, enum arrival how)
{
    ASSERT(space == space_current());
    if (mapping_pageable(page)) /* what shows a fixed frame is never given up */
        pageset_came(current->core, space->pages, page.address, how);
}

void policy_tell_went(struct space *space, page_t page, bool kept)
{
    ASSERT(space == space_current());
    pageset_went(current->core, space->pages, page.address, kept);
}

void policy_tell_deleted(struct space *space, page_t page)
{
    pageset_deleted(current->core, space->pages, page.address);
}

static bool core_victim(struct space *space, page_t *page)
{
    uint32_t record = current->core->victim(space->pages);
    if (record == RECORD_NONE)
        return policy_clock.victim(space, page);
    *page = (page_t){page_records[record].page};
    ASSERT(mapping_pageable(*page));
    return true;
}

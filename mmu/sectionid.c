#include "mmu/sectionid.h"

#include <stddef.h>
#include "firmware/panic.h"

/* Numbers that were given back are a list: each tells the next one. */
static struct {
    struct section *section; /* NULL: free */
    uint16_t next_free;
} ids[SECTION_IDS + 1];

static uint16_t free_id, highest;

uint16_t section_id_take(struct section *section)
{
    uint16_t id = free_id;
    ASSERT(section != NULL);
    if (id)
        free_id = ids[id].next_free;
    else if (highest < SECTION_IDS)
        id = ++highest;
    else
        return 0;
    ids[id].section = section;
    return id;
}

void section_id_release(uint16_t id)
{
    ASSERT(id > 0 && id <= highest && ids[id].section != NULL);
    ids[id].section = NULL;
    ids[id].next_free = free_id;
    free_id = id;
}

struct section *section_of_id(uint16_t id)
{
    ASSERT(id <= highest && (id == 0 || ids[id].section != NULL));
    return ids[id].section;
}

struct section *section_behind(uint16_t id)
{
    while (id < highest)
        if (ids[++id].section)
            return ids[id].section;
    return NULL;
}

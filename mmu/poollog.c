#include "mmu/poollog.h"

#include <stddef.h>
#include <string.h>
#include "mmu/kernelimage.h"
#include "mmu/kernelstack.h"
#include "mmu/pagecode.h"
#include "mmu/pagedpool.h"
#include "mmu/poolstart.h"
#include "mmu/systemspace.h"

#define MOST_TAGS 96u
#define TAG_BYTES 4u

struct usage {
    uint32_t tag, blocks, bytes;
};

static struct usage usages[MOST_TAGS]; /* in the order of their tags */
static uint32_t usages_count;

/* Tags are text: the first letter lies lowest. */
static bool before(uint32_t tag, uint32_t other)
{
    return __builtin_bswap32(tag) < __builtin_bswap32(other);
}

/* The entry of a tag, zero if it is new; NULL: there are too many. */
static struct usage *usage_of(uint32_t tag)
{
    uint32_t i = 0;
    while (i < usages_count && before(usages[i].tag, tag))
        i++;
    if (i < usages_count && usages[i].tag == tag)
        return &usages[i];
    if (usages_count == MOST_TAGS)
        return NULL;
    memmove(&usages[i + 1], &usages[i], (usages_count - i) * sizeof usages[0]);
    usages_count++;
    usages[i] = (struct usage){.tag = tag};
    return &usages[i];
}

static void add(uint32_t tag, uint32_t blocks, uint32_t bytes)
{
    struct usage *usage = usage_of(tag);
    if (!usage)
        return;
    usage->blocks += blocks;
    usage->bytes += bytes;
}

static void log_tag(const char *pool, const struct usage *usage)
{
    if (!log_detail(LOG_POOL, "pool"))
        return;
    log_word(pool);
    log_text("tag", (const char *)&usage->tag, TAG_BYTES);
    log_number("blocks", usage->blocks);
    log_number("bytes", usage->bytes);
    log_end();
}

static void log_pool(const char *pool, void (*each)(void (*tell)(uint32_t, uint32_t, uint32_t)))
{
    usages_count = 0;
    each(add);
    for (uint32_t i = 0; i < usages_count; i++)
        log_tag(pool, &usages[i]);
}

void pool_log_resident(void)
{
    if (!log_wanted(LOG_POOL))
        return;
    uint32_t code = pagecode_resident(), data = system_space.working_set - code;
    log_detail(LOG_POOL, "resident");
    log_number("image", kernel_pages() - pagecode_pages());
    log_number("code", code);
    log_number("code-out", pagecode_pages() - code);
    log_number("data", data);
    log_number("data-out", paged_pool_pages() - data);
    log_number("pool", pool_pages());
    log_number("stacks", kernel_stacks_pages());
    log_end();
}

void pool_log_all(void)
{
    pool_log_resident();
    log_pool("paged", paged_pool_each);
    log_pool("nonpaged", pool_each);
}

void pool_log_change(uint32_t tag)
{
    if (!log_wanted(LOG_POOL))
        return;
    usages_count = 0;
    paged_pool_each(add);
    const struct usage *usage = usage_of(tag);
    if (usage)
        log_tag("paged", usage);
}

#include "sched/service/pagefilelist.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "storage/pagefile.h"

#define TAG_LIST POOL_TAG('P', 'f', 'L', 's')

/* NT's SYSTEM_PAGEFILE_INFORMATION, in pages; the name stands behind it. */
struct entry {
    uint32_t next, total, in_use, peak;
    uint16_t name_bytes, name_room;
    uint32_t name;
};

static const char drive[] = "\\??\\C:";

static uint32_t name_units(const struct pagefile_usage *usage)
{
    return (uint32_t)(sizeof drive - 1 + strlen(usage->path));
}

/* With a zero behind the name; each entry begins on a word. */
static uint32_t entry_bytes(const struct pagefile_usage *usage)
{
    return ((uint32_t)sizeof(struct entry) + (name_units(usage) + 1) * 2 + 3) & ~3u;
}

/* Names of page files are ASCII. */
static void put_name(uint16_t *units, const char *text)
{
    while (*text)
        *units++ = (uint8_t)*text++;
}

/* In kernel memory, as it is to lie at the program's `address`. */
static void fill(uint8_t *out, const struct pagefile_usage *usage, uint32_t address, bool last)
{
    struct entry *entry = (struct entry *)out;
    uint16_t *name = (uint16_t *)(entry + 1);
    *entry = (struct entry){
        .next = last ? 0 : entry_bytes(usage),
        .total = usage->slots,
        .in_use = usage->in_use,
        .peak = usage->peak,
        .name_bytes = (uint16_t)(name_units(usage) * 2),
        .name_room = (uint16_t)((name_units(usage) + 1) * 2),
        .name = address + (uint32_t)sizeof *entry,
    };
    put_name(name, drive);
    put_name(name + sizeof drive - 1, usage->path);
}

/* How many there are, and how long the list of them is. */
static uint32_t count_files(struct pagefile_usage usages[PAGEFILES], uint32_t *bytes)
{
    uint32_t count = 0;
    *bytes = 0;
    for (uint32_t i = 0; i < PAGEFILES; i++)
        if (pagefile_usage(i, &usages[count]))
            *bytes += entry_bytes(&usages[count++]);
    return count;
}

ntstatus pagefile_list_give(const struct answer *answer)
{
    struct pagefile_usage usages[PAGEFILES];
    uint32_t bytes, at = 0, count = count_files(usages, &bytes);
    if (count == 0)
        return answer->returned ? user_write32(answer->returned, 0) : STATUS_SUCCESS;
    ntstatus status = answer_at_least(answer, bytes);
    if (!status_ok(status))
        return status;
    uint8_t *list = pool_alloc(bytes, TAG_LIST);
    if (!list)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (uint32_t i = 0; i < count; at += entry_bytes(&usages[i++]))
        fill(list + at, &usages[i], answer->out + at, i + 1 == count);
    ASSERT(at == bytes);
    status = answer_give(answer, list, bytes);
    pool_free(list);
    return status;
}

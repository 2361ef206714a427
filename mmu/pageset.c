#include "mmu/pageset.h"

#include "firmware/panic.h"

void pageset_put(struct pageset *set, uint32_t record, uint32_t list)
{
    ASSERT(list < PAGESET_LISTS);
    page_records[record].list = (uint8_t)list;
    record_append(&set->lists[list], 0, record);
}

void pageset_take(struct pageset *set, uint32_t record)
{
    record_unlink(&set->lists[page_records[record].list], 0, record);
}

/* Of a page that this space never gave up nothing could be soft: others show it. */
void pageset_came(const struct policy_core *core, struct pageset *set, uint32_t page, enum arrival how)
{
    uint32_t record = record_find(set->owner, page);
    bool known = record != RECORD_NONE;
    if (known && page_records[record].mapped) /* another thread's fault was faster */
        return;
    record = record_make(set->owner, page);
    if (record == RECORD_NONE)
        return;
    set->mapped++;
    core->came(set, record, how == ARRIVAL_SOFT && !known ? ARRIVAL_NEW : how);
    set->newest = record;
}

void pageset_went(const struct policy_core *core, struct pageset *set, uint32_t page, bool kept)
{
    uint32_t record = record_find(set->owner, page);
    if (record == RECORD_NONE || !page_records[record].mapped)
        return;
    ASSERT(set->mapped > 0);
    set->mapped--;
    if (set->newest == record)
        set->newest = RECORD_NONE;
    core->went(set, record);
    record_bury(record);
    if (!kept)
        pageset_deleted(core, set, page);
}

void pageset_deleted(const struct policy_core *core, struct pageset *set, uint32_t page)
{
    uint32_t record = record_find(set->owner, page);
    if (record != RECORD_NONE)
        record_forget(record);
    if (core->deleted)
        core->deleted(set, page);
}

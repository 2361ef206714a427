/*
 * NT's working set with ageing. After every so many hard faults all pages are looked at: one that was used
 * since the last time is young, any other is one look older. The oldest goes first.
 */
#include "mmu/pageset.h"

#define AGES        8u
#define LOOK_FAULTS 64u

/* From the oldest on, so that each page is moved once. */
static void look(struct pageset *set)
{
    for (uint32_t age = AGES; age-- > 0;)
        for (uint32_t left = set->lists[age].length; left > 0; left--) {
            uint32_t record = set->lists[age].first;
            pageset_take(set, record);
            pageset_put(set, record, set->age(record) ? 0 : age + (age < AGES - 1));
        }
}

static void ws_came(struct pageset *set, uint32_t record, enum arrival how)
{
    pageset_put(set, record, 0);
    if (how != ARRIVAL_HARD || ++set->since_look < LOOK_FAULTS)
        return;
    set->since_look = 0;
    look(set);
}

static uint32_t ws_victim(struct pageset *set)
{
    for (uint32_t age = AGES; age-- > 0;)
        if (set->lists[age].length > 0)
            return set->lists[age].first;
    return RECORD_NONE;
}

const struct policy_core core_ws = {sizeof(struct pageset), ws_came, pageset_take, NULL, ws_victim};

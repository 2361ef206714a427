/*
 * Frequency with a probation window: see the drawing in the header.
 */
#include "mmu/policy_fx.h"

#define PROBATION     (FX_MOST + 1) /* lists 0 .. FX_MOST are main, by count */
#define HALVING_SIZES 1u            /* often enough to follow a program whose favourite pages change */
#define MOST_CHANCES  32            /* so that choosing has an end */

static void count(uint32_t record)
{
    page_records[record].count += page_records[record].count < FX_MOST;
}

static void into_main(struct pageset *set, uint32_t record)
{
    pageset_take(set, record);
    pageset_put(set, record, page_records[record].count);
}

void fx_used(struct pageset *set, uint32_t record)
{
    count(record);
    if (page_records[record].list != PROBATION)
        into_main(set, record);
}

void fx_join(struct pageset *set, uint32_t record, uint32_t window, bool soft)
{
    count(record);
    pageset_put(set, record, PROBATION);
    if (soft)
        into_main(set, record);
    while (set->lists[PROBATION].length > window)
        into_main(set, set->lists[PROBATION].first);
}

/* The oldest of those with the least count. */
static uint32_t least_of_main(const struct pageset *set)
{
    for (uint32_t list = 0; list <= FX_MOST; list++)
        if (set->lists[list].length > 0)
            return set->lists[list].first;
    return RECORD_NONE;
}

static bool is_worth_more(uint32_t head, uint32_t least)
{
    return page_records[head].count > page_records[least].count + 1;
}

/* Before it loses its place: a page that was used meanwhile counts for more than was known. */
uint32_t fx_choose(struct pageset *set, uint32_t keep)
{
    uint32_t head = set->lists[PROBATION].first, least = least_of_main(set);
    if (least == RECORD_NONE)
        return head;
    if (set->lists[PROBATION].length <= keep)
        return least;
    for (int i = 0; i < MOST_CHANCES && is_worth_more(head, least) && set->age(least); i++) {
        fx_used(set, least);
        least = least_of_main(set);
    }
    if (!is_worth_more(head, least))
        return head;
    into_main(set, head);
    return least;
}

void fx_calm(struct pageset *set)
{
    if (set->newest != RECORD_NONE)
        set->age(set->newest);
}

bool fx_look_due(struct pageset *set)
{
    if (++set->since_look < FX_LOOK_FAULTS)
        return false;
    set->since_look = 0;
    return true;
}

bool fx_halving_due(struct pageset *set, uint32_t sizes)
{
    if (++set->since_halving < sizes * set->mapped)
        return false;
    set->since_halving = 0;
    return true;
}

/* From the least on: each page goes to a list that was seen to before. */
void fx_sort(struct pageset *set)
{
    for (uint32_t list = 1; list <= FX_MOST; list++)
        for (uint32_t left = set->lists[list].length; left > 0; left--)
            into_main(set, set->lists[list].first);
}

static void look_at(struct pageset *set, uint32_t list)
{
    uint32_t record = set->lists[list].first;
    for (uint32_t left = set->lists[list].length; left > 0; left--) {
        uint32_t next = page_records[record].links[0].next;
        if (set->age(record))
            fx_used(set, record);
        record = next;
    }
}

/* From the greatest count down: what moves up is not met again. */
static void look(struct pageset *set)
{
    for (uint32_t list = PROBATION + 1; list-- > 0;)
        look_at(set, list);
}

static void fx_came(struct pageset *set, uint32_t record, enum arrival how)
{
    fx_calm(set);
    fx_join(set, record, FX_WINDOW, how == ARRIVAL_SOFT);
    if (how != ARRIVAL_HARD)
        return;
    if (fx_look_due(set))
        look(set);
    if (fx_halving_due(set, HALVING_SIZES)) {
        records_halve(set->owner);
        fx_sort(set);
    }
}

static uint32_t fx_victim(struct pageset *set)
{
    return fx_choose(set, FX_KEEP);
}

const struct policy_core core_fx = {sizeof(struct pageset), fx_came, pageset_take, NULL, fx_victim};

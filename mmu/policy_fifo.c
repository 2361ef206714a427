/*
 * First in, first out: the page that came first goes, used or not. One that comes back from where it was
 * trimmed to has come anew.
 */
#include "mmu/pageset.h"

#define QUEUE 0u

static void fifo_came(struct pageset *set, uint32_t record, enum arrival how)
{
    (void)how;
    pageset_put(set, record, QUEUE);
}

static uint32_t fifo_victim(struct pageset *set)
{
    return set->lists[QUEUE].first;
}

const struct policy_core core_fifo = {sizeof(struct pageset), fifo_came, pageset_take, NULL, fifo_victim};

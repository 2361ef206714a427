/*
 * Adaptive: LRU where that is better, FX where that is. Two directories without pages, one managed by each,
 * follow one page of 32; the one with fewer misses decides. The order of use and the counts are kept all the
 * time, so that a change of mind costs nothing.
 *
 * What is seen of a page is seen by both: its faults, and at looks that it was used. Where the directory of
 * the policy that does not decide holds a page which is not in memory, that page's fault is a hit there.
 */
#include "mmu/policy_fx.h"

#define PAGE_BITS     12
#define SAMPLE        32u /* one page of so many is followed: */
#define SAMPLED       5u  /* the sixth */
#define LEAST_MISSES  24u /* of the one that decides, before the other may */
#define MISSES        64u /* of both, at which both counts become half: what was long ago counts less */
#define HALVING_SIZES 4u

enum way { BY_FX, BY_LRU, WAYS };

struct adaptive_set {
    struct pageset set; /* first: the lists are FX's, `recent` is LRU's */
    struct pageset lru, fx;
    uint32_t misses[WAYS];
    uint32_t way; /* enum way: who decides */
};

static struct adaptive_set *adaptive(struct pageset *set)
{
    return (struct adaptive_set *)set;
}

/* No page is mapped by a directory. */
static bool never_used(uint32_t record)
{
    (void)record;
    return false;
}

static void begin(struct adaptive_set *all)
{
    if (all->fx.owner != 0)
        return;
    all->lru.owner = all->set.owner + 1;
    all->fx.owner = all->set.owner + 2;
    all->fx.age = never_used;
}

static uint32_t directory_size(const struct adaptive_set *all)
{
    return all->set.mapped > SAMPLE ? all->set.mapped / SAMPLE : 1;
}

/* ---- the directories: each function says whether the page was there, and then it is ---- */

static bool lru_touch(struct pageset *lru, uint32_t page, uint32_t size)
{
    uint32_t record = record_find(lru->owner, page);
    if (record != RECORD_NONE) {
        pageset_take(lru, record);
        pageset_put(lru, record, 0);
        return true;
    }
    for (; lru->mapped >= size; lru->mapped--) {
        uint32_t oldest = lru->lists[0].first;
        pageset_take(lru, oldest);
        record_forget(oldest);
    }
    record = record_make(lru->owner, page);
    if (record == RECORD_NONE)
        return false;
    lru->mapped++;
    pageset_put(lru, record, 0);
    return false;
}

static bool fx_touch(struct pageset *fx, uint32_t page, uint32_t size)
{
    uint32_t record = record_find(fx->owner, page);
    if (record != RECORD_NONE && page_records[record].mapped) {
        fx_used(fx, record);
        return true;
    }
    for (; fx->mapped >= size; fx->mapped--) {
        uint32_t victim = fx_choose(fx, 0);
        pageset_take(fx, victim);
        record_bury(victim);
    }
    record = record_make(fx->owner, page);
    if (record == RECORD_NONE)
        return false;
    fx->mapped++;
    fx_join(fx, record, 1, false);
    return false;
}

/* ---- who decides ---- */

/* The other one must be better by a fifth. */
static void judge(struct adaptive_set *all)
{
    uint32_t mine = all->misses[all->way], other = all->misses[!all->way];
    if (mine >= LEAST_MISSES && 5 * other < 4 * mine)
        all->way = !all->way;
    if (mine + other < MISSES)
        return;
    all->misses[BY_FX] /= 2;
    all->misses[BY_LRU] /= 2;
}

/* A page that was never seen before is missed by both, and says nothing. */
static void follow(struct adaptive_set *all, uint32_t page, bool seen_before)
{
    uint32_t size = directory_size(all);
    if ((page >> PAGE_BITS) % SAMPLE != SAMPLED)
        return;
    bool by_lru = lru_touch(&all->lru, page, size), by_fx = fx_touch(&all->fx, page, size);
    if (!seen_before)
        return;
    all->misses[BY_LRU] += !by_lru;
    all->misses[BY_FX] += !by_fx;
    judge(all);
}

/* ---- the pages ---- */

static void used(struct pageset *set, uint32_t record)
{
    fx_used(set, record);
    record_unlink(&set->recent, 1, record);
    record_append(&set->recent, 1, record);
    follow(adaptive(set), page_records[record].page, true);
}

static void look(struct pageset *set)
{
    uint32_t record = set->recent.first;
    for (uint32_t left = set->recent.length; left > 0; left--) {
        uint32_t next = page_records[record].links[1].next;
        if (set->age(record))
            used(set, record);
        record = next;
    }
}

static void halve(struct adaptive_set *all)
{
    records_halve(all->set.owner);
    records_halve(all->fx.owner);
    fx_sort(&all->set);
    fx_sort(&all->fx);
}

static void ad_came(struct pageset *set, uint32_t record, enum arrival how)
{
    begin(adaptive(set));
    fx_calm(set);
    fx_join(set, record, FX_WINDOW, how == ARRIVAL_SOFT);
    record_append(&set->recent, 1, record);
    follow(adaptive(set), page_records[record].page, how != ARRIVAL_NEW);
    if (how != ARRIVAL_HARD)
        return;
    if (fx_look_due(set))
        look(set);
    if (fx_halving_due(set, HALVING_SIZES))
        halve(adaptive(set));
}

static void ad_went(struct pageset *set, uint32_t record)
{
    record_unlink(&set->recent, 1, record);
    pageset_take(set, record);
}

/* Whoever was used since the last look is not the one that was used longest ago. */
static uint32_t least_recent(struct pageset *set)
{
    for (uint32_t left = set->recent.length; left > 0; left--) {
        uint32_t record = set->recent.first;
        if (!set->age(record))
            return record;
        used(set, record);
    }
    return set->recent.first;
}

static uint32_t ad_victim(struct pageset *set)
{
    return adaptive(set)->way == BY_LRU ? least_recent(set) : fx_choose(set, FX_KEEP);
}

static void forget(struct pageset *directory, uint32_t page)
{
    uint32_t record = record_find(directory->owner, page);
    if (record == RECORD_NONE)
        return;
    if (page_records[record].mapped) {
        directory->mapped--;
        pageset_take(directory, record);
    }
    record_forget(record);
}

static void ad_deleted(struct pageset *set, uint32_t page)
{
    forget(&adaptive(set)->lru, page);
    forget(&adaptive(set)->fx, page);
}

const struct policy_core core_ad = {sizeof(struct adaptive_set), ad_came, ad_went, ad_deleted, ad_victim};

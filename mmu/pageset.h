/*
 * The core of a replacement policy that remembers: what it keeps of the pages that one address space has
 * mapped, and whom it gives up. It knows no page table: whether a page was used it asks by a function, so
 * that the host can run it on any string of touches. Hardware-free; nothing here waits, allocates or fails.
 */
#ifndef MMU_PAGESET_H
#define MMU_PAGESET_H

#include "mmu/pagerecord.h"

#define PAGESET_LISTS 17u

enum arrival {
    ARRIVAL_NEW,  /* it was nowhere: zeros, or a page that another process shows */
    ARRIVAL_SOFT, /* it had been trimmed, and its frame still held it */
    ARRIVAL_HARD  /* it came from a disk */
};

/* Empty when zeroed, but for the first two. What lists and counters mean is the core's. */
struct pageset {
    uint32_t owner;               /* a multiple of four: the core may use the three behind it, too */
    bool (*age)(uint32_t record); /* was its page used since this was asked last? */
    uint32_t mapped;              /* records of mapped pages */
    uint32_t newest;              /* the record that came last, unless it has gone */
    uint32_t since_look;          /* hard faults since all pages were looked at */
    uint32_t since_halving;       /* and since all counts were halved */
    struct record_list lists[PAGESET_LISTS]; /* by way 0 */
    struct record_list recent;               /* by way 1 */
};

struct policy_core {
    uint32_t set_bytes; /* of what it keeps of a space; a struct pageset comes first */
    /* A page was mapped, and its record is in no list. The page can be asked for by set->age(). */
    void (*came)(struct pageset *set, uint32_t record, enum arrival how);
    /* It is mapped no more, whoever wanted that: the record leaves its lists. */
    void (*went)(struct pageset *set, uint32_t record);
    /* NULL, or: an address has no page any more, mapped or not; what comes there next is another page. */
    void (*deleted)(struct pageset *set, uint32_t page);
    /* Which mapped page should go; it stays until it went. RECORD_NONE only if there is none. */
    uint32_t (*victim)(struct pageset *set);
};

/* A page that no record can be had for stays unknown: then it is no victim. What is told of an unknown page
 * has no effect. `kept`: the page is still there and may come back; otherwise, and when it goes later, it is
 * deleted, too. */
void pageset_came(const struct policy_core *core, struct pageset *set, uint32_t page, enum arrival how);
void pageset_went(const struct policy_core *core, struct pageset *set, uint32_t page, bool kept);
void pageset_deleted(const struct policy_core *core, struct pageset *set, uint32_t page);

/* For cores: into a list by way 0, and out of the one it is in. */
void pageset_put(struct pageset *set, uint32_t record, uint32_t list);
void pageset_take(struct pageset *set, uint32_t record);

extern const struct policy_core core_fifo, core_random, core_ws, core_fx, core_ad;

/* Where the random choice begins. */
void core_random_seed(uint32_t seed);

#endif

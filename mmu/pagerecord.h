/*
 * What a replacement policy remembers of pages: a record for each page that is mapped, and one for each of
 * the pages that left last, its ghost. Records are found by page and stand in lists of their set
 * (mmu/pageset.h). There are as many of them as there were at start: nothing here waits, allocates or fails
 * late. Hardware-free.
 */
#ifndef MMU_PAGERECORD_H
#define MMU_PAGERECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_NONE 0u
#define RECORD_WAYS 2u /* lists that a record can stand in at a time */

struct record_link {
    uint32_t next, previous; /* numbers of records */
};

/* Empty when zeroed. */
struct record_list {
    uint32_t first, last, length;
};

struct page_record {
    uint32_t page;  /* its address */
    uint32_t owner; /* of whose set: struct pageset.owner */
    uint32_t chain; /* the next one in its bucket, or in the list of free ones */
    struct record_link links[RECORD_WAYS];
    uint8_t mapped; /* else it is a ghost */
    uint8_t list;   /* in which list of its set it stands by way 0 */
    uint8_t count;  /* how often it was seen used, as the policy counts */
    uint8_t unused;
};

extern struct page_record *page_records; /* [RECORD_NONE] is none */

/* For `pages` mapped pages and twice as many ghosts. `memory` has page_records_bytes(pages) bytes, zeroed. */
uint32_t page_records_bytes(uint32_t pages);
void page_records_start(void *memory, uint32_t pages);

/* RECORD_NONE if there is none, neither of a mapped page nor of a ghost. */
uint32_t record_find(uint32_t owner, uint32_t page);

/* A record of a page that has none, or the one of its ghost, which is none any more: mapped, in no list, its
 * count what it was. RECORD_NONE when all are of mapped pages. */
uint32_t record_make(uint32_t owner, uint32_t page);

/* A mapped page, in no list any more, becomes a ghost; the oldest one goes when there are too many. */
void record_bury(uint32_t record);

/* A ghost, or a mapped page in no list any more: nothing of it is remembered. */
void record_forget(uint32_t record);

/* All counts of an owner's pages, those of ghosts too, become half of what they are. */
void records_halve(uint32_t owner);

/* Records 1 .. records_used() are those that were ever made. */
uint32_t records_used(void);

/* Lists by one of the two ways. */
void record_append(struct record_list *list, uint32_t way, uint32_t record);
void record_unlink(struct record_list *list, uint32_t way, uint32_t record);

#endif

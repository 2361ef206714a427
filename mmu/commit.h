/*
 * The commit charge: a promise, made when memory is committed, that a touch will find a place for the page.
 * The sum of all promises never exceeds usable frames plus page-file slots, so a touch of committed memory
 * cannot fail for want of room. Pages that must stay in frames (page tables, kernel stacks, pool) are charged
 * as resident too, and some frames are kept out of that, so that paging always has frames to work with.
 * Hardware-free but for the log.
 */
#ifndef MMU_COMMIT_H
#define MMU_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Frames that the non-pageable charges may never take. */
#define COMMIT_FLUID_FRAMES 48u

/* What is charged for, as the log says it. */
enum commit_use {
    COMMIT_REGION,    /* committed pages of a region, and those of a view that may be copied */
    COMMIT_TABLE,     /* page tables that regions lie over */
    COMMIT_DIRECTORY, /* a process's page directory */
    COMMIT_STACK,     /* a kernel stack */
    COMMIT_POOL,
    COMMIT_DRIVER,  /* a driver's image */
    COMMIT_SECTION, /* pages that a section shares in the page file */
    COMMIT_SHARED_DATA,
    COMMIT_AWE, /* frames that a process owns by number */
    COMMIT_HELD /* frames for locked pages and hard minima: commit_hold() only */
};

void commit_start(uint32_t frames, uint32_t slots);

/* Charges `pages` to process `owner` (0: the system). False, and nothing charged, beyond the limit; the log
 * says so. */
bool commit_charge(uint32_t owner, uint32_t pages, enum commit_use use);
void commit_release(uint32_t owner, uint32_t pages, enum commit_use use);

/* The same for pages that are never paged out: commit and residence together. */
bool commit_charge_resident(uint32_t owner, uint32_t pages, enum commit_use use);
void commit_release_resident(uint32_t owner, uint32_t pages, enum commit_use use);

/* Says that a charge was not made. `what` there is too little of: "commit", "resident", or a limit that is
 * kept elsewhere; `used` of `most` are. False. */
bool commit_refuse(uint32_t owner, uint32_t pages, enum commit_use use, const char *what, uint32_t used,
                   uint32_t most);

/* How many pages of commit the last refusal lacked; 0: it was for want of residence, or there was none since
 * this was asked last. */
uint32_t commit_lacked(void);

/* The page file has so many slots more. */
void commit_grow(uint32_t slots);

/* Frames that paging must leave alone for `owner`, whose pages are charged elsewhere: residence alone. Said
 * only when it is refused. */
bool commit_hold(uint32_t owner, uint32_t pages);
void commit_let_go(uint32_t pages);

/* So many resident pages could be charged now. */
uint32_t commit_resident_room(void);

uint32_t commit_total(void);
uint32_t commit_limit(void);
uint32_t commit_peak(void);
uint32_t commit_resident(void);

#endif

#include "mmu/pagerecord.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"

#define PAGE_BITS 12
#define GHOSTS    2u /* for each page: a program three times as large as memory is remembered as a whole */

struct page_record *page_records;
static uint32_t *buckets;
static uint32_t bucket_count; /* a power of two */
static uint32_t record_count; /* of records, the one that is none among them */
static uint32_t ghost_limit;
static uint32_t fresh = 1; /* records from here on were never used */
static uint32_t unused;    /* and these are used no more */
static struct record_list ghosts;

static uint32_t count_for(uint32_t pages)
{
    return 1 + (1 + GHOSTS) * pages;
}

static uint32_t buckets_for(uint32_t pages)
{
    uint32_t count = 1;
    while (count < pages)
        count *= 2;
    return count;
}

uint32_t page_records_bytes(uint32_t pages)
{
    return (uint32_t)(count_for(pages) * sizeof *page_records + buckets_for(pages) * sizeof *buckets);
}

INIT_CODE void page_records_start(void *memory, uint32_t pages)
{
    record_count = count_for(pages);
    bucket_count = buckets_for(pages);
    page_records = memory;
    buckets = (uint32_t *)(page_records + record_count);
    ghost_limit = GHOSTS * pages;
    fresh = 1;
    unused = RECORD_NONE;
    ghosts = (struct record_list){0};
}

static uint32_t *bucket(uint32_t owner, uint32_t page)
{
    return &buckets[((page >> PAGE_BITS) + owner * 2654435761u) & (bucket_count - 1)];
}

uint32_t record_find(uint32_t owner, uint32_t page)
{
    uint32_t record = *bucket(owner, page);
    while (record != RECORD_NONE &&
           (page_records[record].page != page || page_records[record].owner != owner))
        record = page_records[record].chain;
    return record;
}

void record_append(struct record_list *list, uint32_t way, uint32_t record)
{
    struct record_link *link = &page_records[record].links[way];
    ASSERT(record != RECORD_NONE && link->next == RECORD_NONE && link->previous == RECORD_NONE);
    link->previous = list->last;
    if (list->last == RECORD_NONE)
        list->first = record;
    else
        page_records[list->last].links[way].next = record;
    list->last = record;
    list->length++;
}

void record_unlink(struct record_list *list, uint32_t way, uint32_t record)
{
    struct record_link *link = &page_records[record].links[way];
    ASSERT(list->length > 0);
    if (link->previous == RECORD_NONE)
        list->first = link->next;
    else
        page_records[link->previous].links[way].next = link->next;
    if (link->next == RECORD_NONE)
        list->last = link->previous;
    else
        page_records[link->next].links[way].previous = link->previous;
    *link = (struct record_link){RECORD_NONE, RECORD_NONE};
    list->length--;
}

void record_forget(uint32_t record)
{
    struct page_record *gone = &page_records[record];
    if (!gone->mapped)
        record_unlink(&ghosts, 0, record);
    uint32_t *place = bucket(gone->owner, gone->page);
    while (*place != record) {
        ASSERT(*place != RECORD_NONE);
        place = &page_records[*place].chain;
    }
    *place = gone->chain;
    gone->mapped = false;
    gone->chain = unused;
    unused = record;
}

static void forget_oldest_ghost(void)
{
    record_forget(ghosts.first);
}

static uint32_t take(void)
{
    uint32_t record = unused;
    if (record != RECORD_NONE) {
        unused = page_records[record].chain;
        return record;
    }
    if (fresh < record_count)
        return fresh++;
    if (ghosts.length == 0)
        return RECORD_NONE;
    forget_oldest_ghost();
    return take();
}

static uint32_t enter(uint32_t owner, uint32_t page)
{
    uint32_t record = take();
    if (record == RECORD_NONE)
        return RECORD_NONE;
    uint32_t *place = bucket(owner, page);
    page_records[record] =
        (struct page_record){.page = page, .owner = owner, .chain = *place, .mapped = true};
    *place = record;
    return record;
}

uint32_t record_make(uint32_t owner, uint32_t page)
{
    uint32_t record = record_find(owner, page);
    if (record == RECORD_NONE)
        return enter(owner, page);
    ASSERT(!page_records[record].mapped);
    record_unlink(&ghosts, 0, record);
    page_records[record].mapped = true;
    return record;
}

void record_bury(uint32_t record)
{
    ASSERT(page_records[record].mapped);
    page_records[record].mapped = false;
    record_append(&ghosts, 0, record);
    if (ghosts.length > ghost_limit)
        forget_oldest_ghost();
}

void records_halve(uint32_t owner)
{
    for (uint32_t record = 1; record < fresh; record++)
        if (page_records[record].owner == owner)
            page_records[record].count /= 2;
}

uint32_t records_used(void)
{
    return fresh - 1;
}

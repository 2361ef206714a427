/*
 * Lists and numbers that NT changes under a lock. One processor, and nothing takes it from whoever is here:
 * the lock needs no word, as in calls_interrupt.c. Any level.
 */
#include "sched/driver/listcalls.h"

#include <stddef.h>
#include "mmu/pool.h"
#include "sched/driver/kernelcalls.h"

#define LOOKASIDE_DEPTH 4u
#define LEAST_BYTES     8u /* an entry is a link while it is kept */

/* ---- both ways ---- */

static struct link *none_for_empty(const struct link *head, struct link *entry)
{
    return entry == head ? NULL : entry;
}

struct link *FASTCALL exf_insert_head_list(struct link *head, struct link *entry, uint32_t *lock)
{
    struct link *first = head->next;
    (void)lock;
    list_insert_before(first, entry);
    return none_for_empty(head, first);
}

struct link *FASTCALL exf_insert_tail_list(struct link *head, struct link *entry, uint32_t *lock)
{
    struct link *last = head->previous;
    (void)lock;
    list_append(head, entry);
    return none_for_empty(head, last);
}

struct link *FASTCALL exf_remove_head_list(struct link *head, uint32_t *lock)
{
    struct link *first = head->next;
    (void)lock;
    list_remove(first);
    return none_for_empty(head, first);
}

/* ---- one way ---- */

struct nt_single_entry *FASTCALL exf_push_entry_list(struct nt_single_entry *head,
                                                     struct nt_single_entry *entry, uint32_t *lock)
{
    struct nt_single_entry *first = head->next;
    (void)lock;
    entry->next = first;
    head->next = entry;
    return first;
}

struct nt_single_entry *FASTCALL exf_pop_entry_list(struct nt_single_entry *head, uint32_t *lock)
{
    struct nt_single_entry *first = head->next;
    (void)lock;
    if (first)
        head->next = first->next;
    return first;
}

struct nt_single_entry *FASTCALL interlocked_push_entry_slist(struct nt_slist *list,
                                                              struct nt_single_entry *entry)
{
    list->depth++;
    list->sequence++;
    return exf_push_entry_list(&list->head, entry, NULL);
}

struct nt_single_entry *FASTCALL interlocked_pop_entry_slist(struct nt_slist *list)
{
    struct nt_single_entry *first = exf_pop_entry_list(&list->head, NULL);
    list->depth = (uint16_t)(list->depth - (first != NULL));
    return first;
}

struct nt_single_entry *FASTCALL interlocked_flush_slist(struct nt_slist *list)
{
    struct nt_single_entry *first = list->head.next;
    list->head.next = NULL;
    list->depth = 0;
    return first;
}

uint32_t FASTCALL exf_add_ulong(uint32_t *word, uint32_t value, uint32_t *lock)
{
    uint32_t before = *word;
    (void)lock;
    *word = before + value;
    return before;
}

/* ---- blocks of one size ---- */

void NTAPI ex_initialize_lookaside_list(struct nt_lookaside *list, nt_allocate *allocate, nt_free *release,
                                        uint32_t flags, uint32_t bytes, uint32_t tag, uint16_t depth)
{
    (void)flags, (void)depth;
    *list = (struct nt_lookaside){.depth = LOOKASIDE_DEPTH, .most_depth = LOOKASIDE_DEPTH, .tag = tag};
    list->bytes = bytes < LEAST_BYTES ? LEAST_BYTES : bytes;
    list->allocate = allocate ? allocate : ex_allocate_pool_with_tag;
    list->release = release ? release : ex_free_pool;
}

void NTAPI ex_delete_lookaside_list(struct nt_lookaside *list)
{
    struct nt_single_entry *entry;
    while ((entry = interlocked_pop_entry_slist(&list->kept)))
        list->release(entry);
}

/*
 * A doubly linked list whose links live in the members. A list head is a link of its own; empty means it
 * points at itself. Hardware-free.
 */
#ifndef SCHED_LIST_H
#define SCHED_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct link {
    struct link *next, *previous;
};

#define list_member(at, type, field) ((type *)((char *)(at)-offsetof(type, field)))

#define list_each(at, head) for (struct link *at = (head)->next; at != (head); at = at->next)

static inline void list_start(struct link *head)
{
    head->next = head->previous = head;
}

static inline bool list_empty(const struct link *head)
{
    return head->next == head;
}

static inline void list_insert_before(struct link *place, struct link *link)
{
    link->next = place;
    link->previous = place->previous;
    place->previous->next = link;
    place->previous = link;
}

static inline void list_append(struct link *head, struct link *link)
{
    list_insert_before(head, link);
}

static inline void list_remove(struct link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->next = link->previous = link;
}

#endif

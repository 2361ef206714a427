/*
 * NT's doubly linked rings: a head that is a LIST_ENTRY too, empty when it points at itself.
 */
#ifndef NTDLL_LIST_H
#define NTDLL_LIST_H

#include "images/ntdll/nt.h"

static inline void list_start(LIST_ENTRY *list)
{
    list->Flink = list->Blink = list;
}

static inline void list_append(LIST_ENTRY *list, LIST_ENTRY *entry)
{
    *entry = (LIST_ENTRY){list, list->Blink};
    entry->Blink->Flink = list->Blink = entry;
}

/* The entry's own links stay: whoever walks the ring may stand on it. */
static inline void list_unlink(LIST_ENTRY *entry)
{
    entry->Blink->Flink = entry->Flink;
    entry->Flink->Blink = entry->Blink;
}

#endif

/*
 * Named things, found by name at the same cost however many there are: exactly, or in any case
 * (storage/unicode.h), and then the oldest of those that differ in case only. Hardware-free. Any context;
 * never waits.
 */
#ifndef SCHED_NAMETABLE_H
#define SCHED_NAMETABLE_H

#include "sched/object/hashtable.h"

struct name_entry {
    struct hash_entry hash; /* hash_entry_start(): not in a table */
    const char *name;       /* NUL-terminated; the owner's, and not changed while it is in the table */
};

struct name_table { /* zeroed: empty */
    struct hash_table hashes;
};

/* `entry->name` is set. The same name may be there already: the older one is found. */
void name_add(struct name_table *table, struct name_entry *entry);
void name_remove(struct name_table *table, struct name_entry *entry);

/* The oldest entry of that name, or NULL. */
struct name_entry *name_find(struct name_table *table, const char *name);
struct name_entry *name_find_any_case(struct name_table *table, const char *name);

#endif

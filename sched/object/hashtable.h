/*
 * A table of entries by a 32-bit hash of theirs: chains in buckets, about one entry to each, however many
 * there are. Within a chain the oldest entry comes first, also after the table has grown or shrunk: so
 * whoever walks it finds the oldest of several that fit. The entries are part of what they stand for.
 *
 * A table that can get no memory goes on with the buckets it has. It holds none from the pool once all or
 * nearly all entries are gone. Hardware-free but for the pool. Any context; never waits.
 */
#ifndef SCHED_HASHTABLE_H
#define SCHED_HASHTABLE_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/dispatch/list.h"

#define HASH_FIRST_BUCKETS 32u
#define HASH_MOST_BUCKETS  (1u << 16)

struct hash_entry {
    struct link link; /* in its chain; a link of itself when it is in no table: hash_entry_start() */
    uint32_t hash;
};

struct hash_table {
    struct link *buckets; /* `size` of them, a power of two; NULL before the first entry */
    uint32_t size, count;
    struct link first[HASH_FIRST_BUCKETS]; /* the buckets of a small table */
};

/* It is in no table. */
static inline void hash_entry_start(struct hash_entry *entry)
{
    list_start(&entry->link);
}

static inline bool hash_entry_is_in(const struct hash_entry *entry)
{
    return !list_empty(&entry->link);
}

/* A table without entries is zeroed memory. `entry` is in none (asserted) and becomes the youngest. */
void hash_add(struct hash_table *table, struct hash_entry *entry, uint32_t hash);

/* `entry` is in this one. */
void hash_remove(struct hash_table *table, struct hash_entry *entry);

/* The chain that holds every entry of that hash, and maybe others: hash_entry.link. */
const struct link *hash_chain(struct hash_table *table, uint32_t hash);

#endif

#include "sched/object/hashtable.h"

#include "firmware/panic.h"
#include "mmu/pool.h"

#define TAG_BUCKETS POOL_TAG('H', 'a', 's', 'h')
#define SPREAD                                                                                               \
    0x9e3779b1u /* 2^32 by the golden ratio: neighbours go far from each other (Knuth, vol. 3, 6.4) */

static struct link *bucket_of(const struct hash_table *table, uint32_t hash)
{
    return &table->buckets[(hash * SPREAD >> 16) & (table->size - 1)];
}

static void use(struct hash_table *table, struct link *buckets, uint32_t size)
{
    table->buckets = buckets;
    table->size = size;
    for (uint32_t i = 0; i < size; i++)
        list_start(&buckets[i]);
}

/* Each new chain gets its entries from one old chain, or whole old chains that have nothing in common: the
 * order of age is kept where it matters, among entries of one hash. */
static void move_chain(struct hash_table *table, struct link *from)
{
    while (!list_empty(from)) {
        struct link *link = from->next;
        list_remove(link);
        list_append(bucket_of(table, list_member(link, struct hash_entry, link)->hash), link);
    }
}

static void resize(struct hash_table *table, uint32_t size)
{
    struct link *old = table->buckets, *new = table->first;
    uint32_t old_size = table->size;
    if (size > HASH_FIRST_BUCKETS)
        new = pool_alloc(size * sizeof *new, TAG_BUCKETS);
    if (!new)
        return;
    use(table, new, size);
    for (uint32_t i = 0; i < old_size; i++)
        move_chain(table, &old[i]);
    if (old != table->first)
        pool_free(old);
}

void hash_add(struct hash_table *table, struct hash_entry *entry, uint32_t hash)
{
    ASSERT(!hash_entry_is_in(entry));
    if (table->size == 0)
        use(table, table->first, HASH_FIRST_BUCKETS);
    entry->hash = hash;
    list_append(bucket_of(table, hash), &entry->link);
    table->count++;
    if (table->count > table->size && table->size < HASH_MOST_BUCKETS)
        resize(table, table->size * 2);
}

/* It shrinks late, so that an entry that comes and goes at the limit does not make it do both. */
void hash_remove(struct hash_table *table, struct hash_entry *entry)
{
    ASSERT(hash_entry_is_in(entry) && table->count > 0);
    list_remove(&entry->link);
    table->count--;
    if (table->size > HASH_FIRST_BUCKETS && table->count < table->size / 4)
        resize(table, table->size / 2);
}

const struct link *hash_chain(struct hash_table *table, uint32_t hash)
{
    if (table->size == 0)
        use(table, table->first, HASH_FIRST_BUCKETS);
    return bucket_of(table, hash);
}

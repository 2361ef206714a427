#include "sched/object/nametable.h"

#include <string.h>
#include "firmware/panic.h"
#include "storage/unicode.h"

/* Of the upper case, so that one chain answers both questions (FNV-1a, by characters). What is no UTF-8 is
 * hashed as it is. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u, left = (uint32_t)strlen(name);
    while (left > 0) {
        uint32_t code = 0, bytes = unicode_get(name, left, &code);
        if (bytes == 0)
            code = (uint8_t)*name, bytes = 1;
        else if (code < 0x10000)
            code = unicode_upper((uint16_t)code);
        hash = (hash ^ code) * 16777619u;
        name += bytes;
        left -= bytes;
    }
    return hash;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_in_any_case(const char *a, const char *b)
{
    return unicode_equal(a, (uint32_t)strlen(a), b, (uint32_t)strlen(b));
}

static struct name_entry *find(struct name_table *table, const char *name,
                               bool (*are_same)(const char *, const char *))
{
    uint32_t hash = hash_of(name);
    const struct link *chain = hash_chain(&table->hashes, hash);
    list_each (link, chain) {
        struct name_entry *entry = list_member(link, struct name_entry, hash.link);
        if (entry->hash.hash == hash && are_same(entry->name, name))
            return entry;
    }
    return NULL;
}

struct name_entry *name_find(struct name_table *table, const char *name)
{
    return find(table, name, same);
}

struct name_entry *name_find_any_case(struct name_table *table, const char *name)
{
    return find(table, name, same_in_any_case);
}

void name_add(struct name_table *table, struct name_entry *entry)
{
    ASSERT(entry->name);
    hash_add(&table->hashes, &entry->hash, hash_of(entry->name));
}

void name_remove(struct name_table *table, struct name_entry *entry)
{
    hash_remove(&table->hashes, &entry->hash);
}

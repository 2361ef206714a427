#include "map.h"

#include <stdio.h>
#include <stdlib.h>

static char gone;

void *zeroed(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        fputs("read: no memory\n", stderr);
        exit(2);
    }
    return memory;
}

/* The entry of this key, or the one that is never used behind which it is not. */
static struct map_entry *entry_of(const struct map *map, uint64_t key)
{
    size_t i = key * 0x9e3779b97f4a7c15 >> 32 & (map->size - 1);
    while (map->entries[i].thing && (map->entries[i].thing == &gone || map->entries[i].key != key))
        i = (i + 1) & (map->size - 1);
    return &map->entries[i];
}

static void map_grow(struct map *map)
{
    struct map larger = {.size = map->count < 16 ? 64 : map->count * 4};
    while (larger.size & (larger.size - 1))
        larger.size += larger.size & -larger.size;
    larger.entries = zeroed(larger.size * sizeof *larger.entries);
    size_t position = 0;
    for (void *thing; (thing = map_next(map, &position));)
        map_put(&larger, map->entries[position - 1].key, thing);
    free(map->entries);
    *map = larger;
}

void *map_find(const struct map *map, uint64_t key)
{
    return map->size ? entry_of(map, key)->thing : NULL;
}

void map_put(struct map *map, uint64_t key, void *thing)
{
    if (map->used * 2 >= map->size)
        map_grow(map);
    struct map_entry *entry = entry_of(map, key);
    if (!entry->thing) {
        map->used++;
        map->count++;
    }
    *entry = (struct map_entry){key, thing};
}

void map_remove(struct map *map, uint64_t key)
{
    if (!map_find(map, key))
        return;
    entry_of(map, key)->thing = &gone;
    map->count--;
}

void *map_next(const struct map *map, size_t *position)
{
    while (*position < map->size) {
        void *thing = map->entries[(*position)++].thing;
        if (thing && thing != &gone)
            return thing;
    }
    return NULL;
}

/* A table from numbers to things. A thing stays where it is; the table never frees it. */
#ifndef READER_MAP_H
#define READER_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map {
    struct map_entry {
        uint64_t key;
        void *thing; /* NULL: never used; map_gone: taken out */
    } * entries;
    size_t size, used; /* used counts the ones taken out, too */
    size_t count;
};

void *map_find(const struct map *map, uint64_t key);
void map_put(struct map *map, uint64_t key, void *thing); /* in the place of another of this key */
void map_remove(struct map *map, uint64_t key);

/* Visits all: `position` begins at 0; NULL at the end. Nothing may be put in meanwhile. */
void *map_next(const struct map *map, size_t *position);

/* Memory that is zeros; the program ends when there is none. */
void *zeroed(size_t size);

#endif

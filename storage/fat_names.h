/*
 * Where in a directory an entry of some name may stand: a hash table from the hash of a name, unicode_hash(),
 * to the position of an entry. Two names may have one hash: whoever asks compares the names. Hardware-free;
 * memory from the pool, 10 bytes a name and twice that while it grows; any context that may take from the
 * pool, never waits. Write half.
 */
#ifndef STORAGE_FAT_NAMES_H
#define STORAGE_FAT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define FAT_NAMES_MOST  65535u /* names in one table; positions are below 65536 */
#define FAT_NO_POSITION 0xffffffffu

struct fat_names { /* zeroed: an empty one */
    struct fat_names_node *nodes;
    uint16_t *heads; /* one a node, behind the nodes: the node that a list begins with */
    uint32_t room;   /* how many nodes there are */
    uint32_t used;   /* nodes that were ever used; the rest is in no list */
    uint16_t unused; /* list of those that are not used any more */
};

/* Notes that an entry with such a name stands at `position`; a pair may be noted once. False: no memory, or
 * full; then nothing has changed. */
bool fat_names_add(struct fat_names *names, uint32_t hash, uint32_t position);

/* Forgets a pair. False: it was not there. */
bool fat_names_remove(struct fat_names *names, uint32_t hash, uint32_t position);

/* The lowest position, `from` or above, that was noted with `hash`; FAT_NO_POSITION: there is none. */
uint32_t fat_names_next(const struct fat_names *names, uint32_t hash, uint32_t from);

/* Gives all memory back; the table is empty then. */
void fat_names_drop(struct fat_names *names);

#endif

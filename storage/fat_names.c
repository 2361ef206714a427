#include "storage/fat_names.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/pool.h"

#define NAMES_TAG  POOL_TAG('F', 'a', 't', 'N')
#define FIRST_ROOM 64u
#define NOBODY     0xffffu /* ends a list */

struct fat_names_node {
    uint32_t hash;
    uint16_t position;
    uint16_t next;
};

static uint16_t *head_of(const struct fat_names *names, uint32_t hash)
{
    ASSERT(names->room > 0);
    return &names->heads[hash % names->room];
}

static void put(struct fat_names *names, uint32_t index)
{
    struct fat_names_node *node = &names->nodes[index];
    uint16_t *head = head_of(names, node->hash);
    node->next = *head;
    *head = (uint16_t)index;
}

/* Moves to a block of `room` nodes; nothing is in the list of unused ones, because the table is full. */
static bool move_to(struct fat_names *names, uint32_t room)
{
    struct fat_names_node *nodes = pool_alloc(room * (sizeof *nodes + sizeof *names->heads), NAMES_TAG);
    if (nodes == NULL)
        return false;
    for (uint32_t i = 0; i < names->used; i++)
        nodes[i] = names->nodes[i];
    pool_free(names->nodes);
    names->nodes = nodes;
    names->heads = (uint16_t *)(nodes + room);
    names->room = room;
    for (uint32_t i = 0; i < room; i++)
        names->heads[i] = NOBODY;
    for (uint32_t i = 0; i < names->used; i++)
        put(names, i);
    return true;
}

static bool grow(struct fat_names *names)
{
    uint32_t room = names->room == 0 ? FIRST_ROOM : names->room * 2;
    if (names->room == 0)
        names->unused = NOBODY;
    if (names->room == FAT_NAMES_MOST)
        return false;
    return move_to(names, room < FAT_NAMES_MOST ? room : FAT_NAMES_MOST);
}

bool fat_names_add(struct fat_names *names, uint32_t hash, uint32_t position)
{
    ASSERT(position <= 0xffff);
    bool again = names->room != 0 && names->unused != NOBODY;
    if (!again && names->used == names->room && !grow(names))
        return false;
    uint32_t index = again ? names->unused : names->used++;
    struct fat_names_node *node = &names->nodes[index];
    if (again)
        names->unused = node->next;
    node->hash = hash;
    node->position = (uint16_t)position;
    put(names, index);
    return true;
}

bool fat_names_remove(struct fat_names *names, uint32_t hash, uint32_t position)
{
    if (names->room == 0)
        return false;
    uint16_t *link = head_of(names, hash);
    while (*link != NOBODY && (names->nodes[*link].hash != hash || names->nodes[*link].position != position))
        link = &names->nodes[*link].next;
    if (*link == NOBODY)
        return false;
    uint16_t index = *link;
    *link = names->nodes[index].next;
    names->nodes[index].next = names->unused;
    names->unused = index;
    return true;
}

uint32_t fat_names_next(const struct fat_names *names, uint32_t hash, uint32_t from)
{
    uint32_t lowest = FAT_NO_POSITION;
    if (names->room == 0)
        return lowest;
    for (uint32_t index = *head_of(names, hash); index != NOBODY; index = names->nodes[index].next) {
        const struct fat_names_node *node = &names->nodes[index];
        if (node->hash == hash && node->position >= from && node->position < lowest)
            lowest = node->position;
    }
    return lowest;
}

void fat_names_drop(struct fat_names *names)
{
    pool_free(names->nodes);
    *names = (struct fat_names){0};
}

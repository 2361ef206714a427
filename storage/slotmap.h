/*
 * Which slots of the page file are in use: a bitmap with a rover. Hardware-free; any context, never waits.
 * A slot is one page of the page file. Slot 0 is never given out: a PTE with slot 0 has no page-file home.
 */
#ifndef STORAGE_SLOTMAP_H
#define STORAGE_SLOTMAP_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t number; /* 0 = none */
} slot_t;

#define SLOT_NONE ((slot_t){0})

static inline bool slot_is_none(slot_t slot)
{
    return slot.number == 0;
}

struct slotmap {
    uint32_t *words; /* one bit a slot, 1 = in use */
    uint32_t slots;  /* slots 1 .. slots exist */
    uint32_t most;   /* that can come to exist */
    uint32_t in_use;
    uint32_t rover; /* where the next search begins */
};

/* Bytes that slotmap_init() needs for `slots` slots. */
uint32_t slotmap_bytes(uint32_t slots);
/* `slots` exist, of the `most` that the memory is for. */
void slotmap_init(struct slotmap *map, void *memory, uint32_t slots, uint32_t most);

/* So many more slots exist from now on, behind the others and free; the memory was made for them, too. */
void slotmap_grow(struct slotmap *map, uint32_t more);

/* Takes a run of up to `wanted` slots that lie side by side: the first run of that length at or behind the
 * rover, else the longest run there is. *taken tells its length; SLOT_NONE and 0 when the page file is full.
 */
slot_t slotmap_reserve(struct slotmap *map, uint32_t wanted, uint32_t *taken);

/* Gives one slot back; it must be in use (asserted). */
void slotmap_release(struct slotmap *map, slot_t slot);

/* Is the slot in use? It must exist (asserted). */
bool slotmap_taken(const struct slotmap *map, slot_t slot);
/* How many are, counted bit by bit. */
uint32_t slotmap_counted(const struct slotmap *map);

#endif

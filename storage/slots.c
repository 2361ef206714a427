#include "storage/slots.h"

#include "firmware/panic.h"

static struct slotmap map;

void slots_start(void *memory, uint32_t slots)
{
    ASSERT(map.slots == 0);
    slotmap_init(&map, memory, slots);
}

void slots_stop(void)
{
    ASSERT(map.in_use == 0);
    map = (struct slotmap){0};
}

slot_t slots_reserve(uint32_t wanted, uint32_t *taken)
{
    return slotmap_reserve(&map, wanted, taken);
}

void slots_release(slot_t slot)
{
    slotmap_release(&map, slot);
}

uint32_t slots_total(void)
{
    return map.slots;
}

uint32_t slots_in_use(void)
{
    return map.in_use;
}

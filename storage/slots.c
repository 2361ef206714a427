#include "storage/slots.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"

static struct slotmap map;
static void (*on_taken)(slot_t first, uint32_t count);
static void (*on_released)(slot_t slot);

INIT_CODE void slots_start(void *memory, uint32_t slots, uint32_t most)
{
    ASSERT(map.most == 0);
    slotmap_init(&map, memory, slots, most);
}

void slots_grow(uint32_t more)
{
    slotmap_grow(&map, more);
}

void slots_stop(void)
{
    ASSERT(map.in_use == 0);
    map = (struct slotmap){0};
}

INIT_CODE void slots_on_change(void (*taken)(slot_t first, uint32_t count), void (*released)(slot_t slot))
{
    ASSERT(!on_taken && !on_released);
    on_taken = taken;
    on_released = released;
}

slot_t slots_reserve(uint32_t wanted, uint32_t *taken)
{
    slot_t first = slotmap_reserve(&map, wanted, taken);
    if (*taken > 0 && on_taken)
        on_taken(first, *taken);
    return first;
}

void slots_release(slot_t slot)
{
    slotmap_release(&map, slot);
    if (on_released)
        on_released(slot);
}

uint32_t slots_total(void)
{
    return map.slots;
}

uint32_t slots_most(void)
{
    return map.most;
}

uint32_t slots_in_use(void)
{
    return map.in_use;
}

bool slot_is_taken(slot_t slot)
{
    return slotmap_taken(&map, slot);
}

uint32_t slots_counted(void)
{
    return slotmap_counted(&map);
}

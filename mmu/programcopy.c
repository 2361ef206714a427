#include "mmu/programcopy.h"

#include <stdbool.h>
#include <string.h>
#include "mmu/address.h"
#include "mmu/fault.h"
#include "mmu/layout.h"
#include "mmu/mapping.h"
#include "mmu/pagetable.h"
#include "mmu/usercopy.h"
#include "mmu/window.h"
#include "sched/dispatch/dispatcher.h"

/* What the processor lets the kernel do by a PTE: to read what is there, whoever may touch it (SDM vol.
 * 3A, 4.6; CR0.WP is set). */
static bool allows(page_t page, bool write)
{
    return pagetable_maps(page) && (!write || pte_writable(*pagetable_entry(page)));
}

/* A fault may wait, and the page may be gone again when it comes back. False: it was refused. */
static bool touch(uint32_t address, bool write, uint32_t pc)
{
    page_t page = page_of(address);
    while (!allows(page, write))
        if (!fault_touch(address, write, pc))
            return false;
    mapping_touched(page, write);
    return true;
}

static bool is_paged(const void *place)
{
    return (uint32_t)place - layout.paged_pool < LAYOUT_PAGED_POOL_BYTES;
}

/* The kernel's side may lie in the paged pool, and a fault there may wait: then others use the window, and
 * the program's page may go. True: it was there, or came without a wait. */
static bool stays_put(const void *place)
{
    uint32_t before = dispatcher_switches();
    if (!is_paged(place))
        return true;
    (void)*(const volatile uint8_t *)place;
    return dispatcher_switches() == before;
}

/* Both sides are there until something waits. False: the program's was refused. */
static bool touch_both(uint32_t address, bool write, uint32_t pc, const void *place)
{
    bool there;
    do
        there = touch(address, write, pc);
    while (there && !stays_put(place));
    return there;
}

/* Until the next window_map(). */
static uint8_t *bytes_at(uint32_t address)
{
    uint8_t *frame = window_map(pte_pfn(*pagetable_entry(page_of(address))));
    return frame + address % PAGE_SIZE;
}

/* One page of the program's, and one of the paged pool. */
static uint32_t step_of(uint32_t address, const void *place, uint32_t bytes)
{
    uint32_t step = bytes_in_page(address, bytes);
    return is_paged(place) ? bytes_in_page((uint32_t)place, step) : step;
}

bool program_read(void *to, uint32_t address, uint32_t bytes, uint32_t pc)
{
    uint8_t *place = to;
    while (bytes > 0) {
        uint32_t step = step_of(address, place, bytes);
        if (!touch_both(address, false, pc, place))
            return false;
        memcpy(place, bytes_at(address), step);
        place += step;
        address += step;
        bytes -= step;
    }
    return true;
}

int program_copy_in(void *to, const void *from, uint32_t bytes, uint32_t *recovery)
{
    (void)recovery;
    return !program_read(to, (uint32_t)from, bytes, (uint32_t)user_copy);
}

int program_copy_out(void *to, const void *from, uint32_t bytes, uint32_t *recovery)
{
    uint32_t address = (uint32_t)to;
    const uint8_t *place = from;
    (void)recovery;
    while (bytes > 0) {
        uint32_t step = step_of(address, place, bytes);
        if (!touch_both(address, true, (uint32_t)user_copy, place))
            return 1;
        memcpy(bytes_at(address), place, step);
        place += step;
        address += step;
        bytes -= step;
    }
    return 0;
}

/* It is read before it is written. */
int program_copy_onto(void *to, const void *from, uint32_t bytes, uint32_t *recovery)
{
    uint32_t address = (uint32_t)to, pc = (uint32_t)user_copy;
    (void)from;
    (void)bytes;
    (void)recovery;
    return !(touch(address, false, pc) && touch(address, true, pc));
}

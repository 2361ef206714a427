#include "mmu/walk.h"

#include <stddef.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pagelog.h"
#include "mmu/pagetable.h"
#include "mmu/space.h"

#define ADDRESS_DIGITS 8u

static uint32_t chosen[WALK_MOST];
static uint32_t chosen_count;

void walk_log(uint32_t address)
{
    const struct space *space = space_current();
    page_t page = page_of(address);
    ASSERT(space != NULL);
    bool exists = pagetable_exists(page), away = pagetable_away(page);
    if (!log_detail(LOG_ALWAYS, "walk"))
        return;
    log_number(NULL, space->owner);
    log_address(NULL, address);
    log_frame("dir", space->directory.frame);
    if (exists)
        log_frame("table", pagetable_frame(page).number);
    if (away)
        log_pte_state("away", *pagetable_directory_entry(page));
    log_address("at", (uint32_t)(uintptr_t)pagetable_entry(page));
    if (!away)
        log_pte_state("pte", exists ? *pagetable_entry(page) : pte_none());
    log_end();
}

static int digit_value(char digit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *found = digit ? strchr(digits, digit) : NULL;
    int value = found ? (int)(found - digits) : -1;
    return value < 16 ? value : value - 6;
}

/* Reads one address; what follows it, or NULL when there is none. */
static const char *read_address(const char *text, uint32_t *address)
{
    uint32_t count = 0;
    for (*address = 0; digit_value(text[count]) >= 0; count++)
        *address = *address << 4 | (uint32_t)digit_value(text[count]);
    return count > 0 && count <= ADDRESS_DIGITS ? text + count : NULL;
}

INIT_CODE bool walk_choose(const char *addresses)
{
    uint32_t count = 0;
    chosen_count = 0;
    for (const char *at = addresses; count < WALK_MOST; at++) {
        at = read_address(at, &chosen[count]);
        if (!at || (*at && *at != ','))
            return false;
        count++;
        if (!*at) {
            chosen_count = count;
            return true;
        }
    }
    return false;
}

void walk_log_chosen(void)
{
    for (uint32_t i = 0; i < chosen_count; i++)
        walk_log(chosen[i]);
}

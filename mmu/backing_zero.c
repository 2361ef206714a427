/*
 * Pages that begin as zeros: private memory, the .bss of images, sections of the page file. Once modified
 * they live in the page file.
 */
#include "mmu/backing.h"

#include "firmware/log.h"

static void zero_log_home(pte_t home)
{
    (void)home;
    log_word("home=zero");
}

/* The pages themselves were charged when the section was made; copies are the view's own. */
static uint32_t zero_view_charge(const struct section *section, uint32_t pages, enum protection protection)
{
    (void)section;
    return protection_copies(protection) ? pages : 0;
}

const struct backing backing_zero = {.log_home = zero_log_home, .view_charge = zero_view_charge};

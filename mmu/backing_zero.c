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

const struct backing backing_zero = {.log_home = zero_log_home, .view_charge = backing_charge_copies};

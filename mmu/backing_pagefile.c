/*
 * Pages whose home is a slot of the page file. No section begins with this backing: its pages come to it.
 */
#include "mmu/backing.h"

#include "firmware/log.h"
#include "storage/pagefile.h"

static ntstatus page_file_read(const struct page_home *home, void *memory)
{
    return pagefile_read(pte_slot(home->pte), memory);
}

static ntstatus page_file_write(const struct page_home *home, const void *memory)
{
    return pagefile_write(pte_slot(home->pte), memory);
}

static void page_file_log_home(pte_t home)
{
    log_frame("slot", pte_slot(home).number);
}

static void page_file_log_origin(const struct page_home *home)
{
    page_file_log_home(home->pte);
}

const struct backing backing_page_file = {
    .read = page_file_read,
    .write = page_file_write,
    .log_origin = page_file_log_origin,
    .log_home = page_file_log_home,
    .log_target = page_file_log_origin,
};

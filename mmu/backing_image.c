/*
 * Pages of images: text, constants and the first state of data. They are read from the file as often as
 * needed; one that all processes write together (a section marked shared) moves to the page file when it is
 * written.
 */
#include "mmu/backing.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"

/* The last page of a subsection may end in the middle: zeros follow, whatever the file has there. */
static ntstatus image_read(const struct page_home *home, void *memory)
{
    const struct subsection *part = section_subsection(home->section, home->page);
    ASSERT(part != NULL);
    uint32_t offset = (home->page - part->first_page) * PAGE_SIZE, done = 0;
    ASSERT(offset < part->file_bytes);
    uint32_t bytes = part->file_bytes - offset < PAGE_SIZE ? part->file_bytes - offset : PAGE_SIZE;
    ntstatus status = file_read(home->section->file, part->file_offset + offset, memory, bytes, &done);
    if (!status_ok(status))
        return status;
    if (done != bytes)
        return STATUS_END_OF_FILE;
    memset((uint8_t *)memory + bytes, 0, PAGE_SIZE - bytes);
    return STATUS_SUCCESS;
}

static void image_log_origin(const struct page_home *home)
{
    log_name("from", "", file_name_text(home->section->file));
    log_raw(":");
    log_raw_number(home->page);
}

static void image_log_home(pte_t home)
{
    (void)home;
    log_word("home=image");
}

/* Whoever maps it may come to copy its data pages, however the view is protected. */
static uint32_t image_view_charge(const struct section *section, uint32_t pages, enum protection protection)
{
    (void)pages;
    (void)protection;
    return section_copied_pages(section);
}

const struct backing backing_image = {
    .read = image_read,
    .log_origin = image_log_origin,
    .log_home = image_log_home,
    .view_charge = image_view_charge,
};

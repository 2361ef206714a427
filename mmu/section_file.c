/*
 * Data sections: files that are mapped as they are. A file has one, whoever maps it and however much of it;
 * it begins with the first section object and ends when nobody uses it any more and the file has all that was
 * written. While it lives the file keeps at least its size.
 *
 * Reading and writing the file as a file and through memory agree at every byte: with the volume's lock held,
 * what is read comes from the frames that hold it, and what is written goes to them, too. A page that is on
 * its way from or to the disk waits for that lock, so that it meets what was written whole.
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/frame.h"
#include "mmu/pagewriter.h"
#include "mmu/regionlog.h"
#include "mmu/sectionparts.h"
#include "mmu/window.h"
#include "sched/dispatch/wait.h"
#include "storage/volumelock.h"

#define RETRY_AFTER (10 * CLOCK_UNITS_PER_MS)
#define MOST_TRIES  100u

/* ---- made, found, grown ---- */

void section_file_fill(struct section *section, uint32_t first, uint32_t end)
{
    pte_t *prototype = section_prototype(section, first);
    while (first < end)
        *prototype++ = pte_file(first++, PROT_READWRITE);
}

static ntstatus make(struct file *file, uint32_t pages)
{
    struct section *section = section_allocate(pages, 0);
    if (!section)
        return STATUS_INSUFFICIENT_RESOURCES;
    section->kind = SECTION_FILE;
    section->backing = &backing_file;
    section->file = file;
    file_reference(file);
    file->data_section = section;
    log_section_made(section);
    return STATUS_SUCCESS;
}

static ntstatus cover(struct section *section, uint32_t pages)
{
    uint32_t before = section->pages;
    if (pages <= before)
        return STATUS_SUCCESS;
    if (!section_grow(section, pages - before))
        return STATUS_INSUFFICIENT_RESOURCES;
    log_section_grown(section);
    return STATUS_SUCCESS;
}

ntstatus section_of_file(struct file *file, uint32_t bytes, struct section **out)
{
    uint32_t pages = pages_of(bytes);
    volume_lock();
    ASSERT(bytes > 0 && bytes <= file->size);
    ntstatus status = file->data_section ? cover(file->data_section, pages) : make(file, pages);
    if (status_ok(status)) {
        *out = file->data_section;
        section_reference(*out);
    }
    volume_unlock();
    return status;
}

bool section_lets_file_shrink(const struct file *file, uint32_t size)
{
    const struct section *section = file->data_section;
    return !section || pages_of(size) >= section->pages;
}

bool section_lets_file_go(struct file *file)
{
    return !file->data_section && section_purge(file);
}

ntstatus section_flush_file(struct file *file)
{
    volume_lock();
    struct section *section = file->data_section;
    if (section)
        section_reference(section);
    volume_unlock();
    if (!section)
        return STATUS_SUCCESS;
    ntstatus status = pagewriter_flush(section, 0, section->pages);
    section_dereference(section);
    return status;
}

/* ---- the end ---- */

static bool is_on_its_way(const struct frame *frame)
{
    return frame->writing;
}

static bool is_unwritten(const struct frame *frame)
{
    return frame->modified || frame->writing;
}

/* Is any page, none of which is mapped, in a frame that is so? Prototype PTEs that are away name none. */
static bool has_page(const struct section *section, bool (*is_so)(const struct frame *))
{
    for (uint32_t i = 0; i < section->filled; i++) {
        pte_t prototype = section_look(section, i);
        if (pte_kind(prototype) == PTE_TRANSITION && is_so(frame_record(pte_pfn(prototype))))
            return true;
    }
    return false;
}

/* True: nobody uses or finds it any more, and all of it was written if it ever can be. */
static bool take_from_file(struct section *section, bool given_up)
{
    volume_lock();
    bool last = section->references == 1 && !has_page(section, given_up ? is_on_its_way : is_unwritten);
    if (last)
        section->file->data_section = NULL;
    volume_unlock();
    return last;
}

/* Who maps the file meanwhile uses it on, and is the one who ends it. A disk that refuses is asked again for
 * a while. */
void section_file_unused(struct section *section)
{
    uint32_t tries = 1;
    section->references = 1; /* ours, while it is written */
    do {
        if (!status_ok(pagewriter_flush(section, 0, section->pages))) {
            tries++;
            wait_delay(clock_after(RETRY_AFTER), WAIT_EXECUTIVE);
        }
        if (section->references > 1) {
            section->references--;
            return;
        }
    } while (!take_from_file(section, tries > MOST_TRIES));
    section_delete(section);
}

/* ---- bytes of a file that are in memory ---- */

/* The bytes at that offset of the file, as far as the page goes, until a window shows something else; NULL if
 * no frame holds them. */
static uint8_t *in_memory(const struct section *section, uint32_t offset)
{
    pfn_t pfn = section_frame(section, offset / PAGE_SIZE);
    return pfn_is_none(pfn) ? NULL : (uint8_t *)window_map(pfn) + offset % PAGE_SIZE;
}

static bool covers(const struct section *section, uint32_t offset)
{
    return offset / PAGE_SIZE < section->pages;
}

static void file_was_read(struct file *file, uint32_t offset, void *buffer, uint32_t bytes)
{
    const struct section *section = file->data_section;
    uint8_t *to = buffer;
    for (uint32_t part; bytes > 0 && covers(section, offset); bytes -= part, offset += part, to += part) {
        const uint8_t *there = in_memory(section, offset);
        part = bytes_in_page(offset, bytes);
        if (there)
            memcpy(to, there, part);
    }
}

static void file_was_written(struct file *file, uint32_t offset, const void *buffer, uint32_t bytes)
{
    const struct section *section = file->data_section;
    const uint8_t *from = buffer;
    for (uint32_t part; bytes > 0 && covers(section, offset); bytes -= part, offset += part, from += part) {
        uint8_t *there = in_memory(section, offset);
        part = bytes_in_page(offset, bytes);
        if (there)
            memcpy(there, from, part);
    }
}

static void file_was_zeroed(struct file *file, uint32_t offset, uint32_t bytes)
{
    const struct section *section = file->data_section;
    for (uint32_t part; bytes > 0 && covers(section, offset); bytes -= part, offset += part) {
        uint8_t *there = in_memory(section, offset);
        part = bytes_in_page(offset, bytes);
        if (there)
            memset(there, 0, part);
    }
}

INIT_CODE void section_file_start(void)
{
    static const struct file_memory memory = {file_was_read, file_was_written, file_was_zeroed};
    file_on_transfer(&memory);
}

/*
 * Pages of files that are mapped as data. They are read from the file and written back to it; what the last
 * page holds behind the file's end is zeros when it is read, and is not written.
 */
#include "mmu/backing.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "storage/volumelock.h"

static uint32_t offset_of(const struct page_home *home)
{
    return home->page * PAGE_SIZE;
}

static ntstatus file_page_read(const struct page_home *home, void *memory)
{
    uint32_t done = 0;
    ntstatus status = file_read(home->section->file, offset_of(home), memory, PAGE_SIZE, &done);
    if (status_ok(status))
        memset((uint8_t *)memory + done, 0, PAGE_SIZE - done);
    return status;
}

/* The size is asked with the lock: a file that is cut in its last page while this waits must not grow again.
 */
static ntstatus file_page_write(const struct page_home *home, const void *memory)
{
    struct file *file = home->section->file;
    volume_lock();
    uint32_t left = file->size - offset_of(home), done;
    ASSERT(offset_of(home) < file->size);
    ntstatus status = file_write(file, offset_of(home), memory, left < PAGE_SIZE ? left : PAGE_SIZE, &done);
    volume_unlock();
    return status;
}

static void log_place(const char *key, const struct page_home *home)
{
    log_name(key, "", file_name_text(home->section->file));
    log_raw(":");
    log_raw_number(home->page);
}

static void file_page_log_origin(const struct page_home *home)
{
    log_place("from", home);
}

static void file_page_log_target(const struct page_home *home)
{
    log_place("to", home);
}

static void file_page_log_home(pte_t home)
{
    (void)home;
    log_word("home=file");
}

const struct backing backing_file = {
    .read = file_page_read,
    .write = file_page_write,
    .log_origin = file_page_log_origin,
    .log_target = file_page_log_target,
    .log_home = file_page_log_home,
    .view_charge = backing_charge_copies,
};

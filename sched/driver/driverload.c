#include "sched/driver/driverload.h"

#include <string.h>
#include "mmu/driverspace.h"
#include "mmu/pechecksum.h"
#include "sched/driver/exports.h"
#include "storage/bytes.h"
#include "storage/file.h"
#include "storage/volumelock.h"

#define FOLDER "\\WINDOWS\\SYSTEM32\\DRIVERS\\"

ntstatus driver_refuse(struct loading *loading, const char *reason, ntstatus status)
{
    loading->refusal.reason = reason;
    return status;
}

void *driver_image_at(const struct loading *loading, uint32_t rva)
{
    return (void *)(loading->driver->image.address + rva);
}

/* ---- reading ---- */

static ntstatus open_file(struct loading *loading)
{
    char path[sizeof FOLDER + DRIVER_NAME_BYTES] = FOLDER;
    enum file_action action;
    strcat(path, loading->driver->name);
    ntstatus status = file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &loading->file, &action);
    return status_ok(status) ? status : driver_refuse(loading, "not-found", status);
}

static ntstatus read_exactly(struct loading *loading, uint32_t offset, void *to, uint32_t bytes)
{
    uint32_t done = 0;
    ntstatus status = bytes ? file_read(loading->file, offset, to, bytes, &done) : STATUS_SUCCESS;
    if (status_ok(status) && done == bytes)
        return STATUS_SUCCESS;
    return driver_refuse(loading, "unreadable", status_ok(status) ? STATUS_END_OF_FILE : status);
}

static ntstatus read_header(struct loading *loading)
{
    uint32_t size = loading->file->size;
    loading->header_bytes = size < PE_PAGE ? size : PE_PAGE;
    ntstatus status = read_exactly(loading, 0, loading->header, loading->header_bytes);
    if (!status_ok(status))
        return status;
    return driver_image_parse(loading->header, loading->header_bytes, size, &loading->image,
                              &loading->refusal);
}

static ntstatus read_sections(struct loading *loading)
{
    ntstatus status = STATUS_SUCCESS;
    struct pe_section section;
    memcpy(driver_image_at(loading, 0), loading->header, loading->image.headers_size);
    for (uint32_t i = 0; status_ok(status) && i < loading->image.sections; i++) {
        pe_section(&loading->image, loading->header, i, &section);
        status = read_exactly(loading, section.file_offset, driver_image_at(loading, section.rva),
                              section.file_bytes);
    }
    return status;
}

static ntstatus take_pages(struct loading *loading)
{
    uint32_t pages = loading->image.size / PAGE_SIZE;
    ntstatus status = driverspace_take(pages, &loading->driver->image);
    if (!status_ok(status))
        return driver_refuse(loading, driverspace_holds(pages) ? "no-memory" : "too-large", status);
    loading->driver->pages = pages;
    return STATUS_SUCCESS;
}

static ntstatus read_opened(struct loading *loading)
{
    ntstatus status = read_header(loading);
    if (status_ok(status))
        status = take_pages(loading);
    return status_ok(status) ? read_sections(loading) : status;
}

static ntstatus fit(struct loading *loading)
{
    void *memory = driver_image_at(loading, 0);
    ntstatus status = pe_relocate(memory, &loading->image, loading->driver->image.address);
    if (!status_ok(status))
        return driver_refuse(loading, "malformed-relocations", status);
    return driver_image_bind(memory, &loading->image, export_of_kernel, &loading->refusal);
}

static ntstatus add_up(struct loading *loading, uint32_t place, uint32_t *sum)
{
    ntstatus status = STATUS_SUCCESS;
    uint32_t size = loading->file->size;
    for (uint32_t at = 0; status_ok(status) && at < size; at += PE_PAGE) {
        uint32_t count = size - at < PE_PAGE ? size - at : PE_PAGE;
        status = read_exactly(loading, at, loading->piece, count);
        if (at == 0)
            bytes_put32(loading->piece + place, 0);
        *sum = pe_checksum_add(*sum, loading->piece, count);
    }
    *sum += size;
    return status;
}

/* NT asks it of drivers only. Last, so that what else is wrong has its own words. */
static ntstatus check_sum(struct loading *loading)
{
    uint32_t sum = 0, place = pe_checksum_place(loading->header), said = bytes_get32(loading->header + place);
    ntstatus status = said ? add_up(loading, place, &sum) : STATUS_SUCCESS;
    if (!status_ok(status) || sum == said)
        return status;
    return driver_refuse(loading, "bad-checksum", STATUS_IMAGE_CHECKSUM_MISMATCH);
}

ntstatus driver_image_load(struct loading *loading)
{
    volume_lock(); /* what opening does to the volume's records is many steps */
    ntstatus status = open_file(loading);
    volume_unlock();
    if (!status_ok(status))
        return status;
    status = read_opened(loading);
    if (status_ok(status))
        status = fit(loading);
    if (status_ok(status))
        status = check_sum(loading);
    file_close(loading->file);
    return status;
}

/* ---- its sections ---- */

static void for_sections(struct loading *loading, void (*todo)(page_t page, const struct pe_section *section))
{
    struct pe_section section;
    for (uint32_t i = 0; i < loading->image.sections; i++) {
        pe_section(&loading->image, loading->header, i, &section);
        todo(page_of((uint32_t)driver_image_at(loading, section.rva)), &section);
    }
}

static void protect(page_t page, const struct pe_section *section)
{
    driverspace_protect(page, section->pages, driver_section_protection(section));
}

static void let_page(page_t page, const struct pe_section *section)
{
    if (driver_section_pages(section) && !driver_section_goes(section))
        driverspace_let_page(page, section->pages, driver_section_protection(section));
}

static void discard(page_t page, const struct pe_section *section)
{
    if (driver_section_goes(section))
        driverspace_discard(page, section->pages);
}

void driver_image_protect(struct loading *loading)
{
    for_sections(loading, protect);
    for_sections(loading, let_page);
}

void driver_image_discard(struct loading *loading)
{
    for_sections(loading, discard);
}

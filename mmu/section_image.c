/*
 * Image sections, one for each file that is run, and the cache that keeps them.
 */
#include <string.h>
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/commit.h"
#include "mmu/pool.h"
#include "mmu/regionlog.h"
#include "mmu/sectionparts.h"
#include "sched/dispatch/list.h"
#include "storage/volumelock.h"

#define TAG_CACHED POOL_TAG('S', 'e', 'c', 'C')
#define TAG_HEADER POOL_TAG('P', 'e', 'H', 'd')

struct cached {
    struct link link;
    struct section *section;
};

static struct link cache = {&cache, &cache}; /* image sections, in the order they were made */

/* NT's rule: what a section header says is what its pages allow; writable means a copy for each process
 * unless the section is marked shared. */
static enum protection image_protection(uint32_t characteristics)
{
    bool execute = (characteristics & (PE_SECTION_EXECUTE | PE_SECTION_CODE)) != 0;
    bool shared = (characteristics & PE_SECTION_SHARED) != 0;
    if (characteristics & PE_SECTION_WRITE) {
        enum protection copy = shared ? PROT_READWRITE : PROT_WRITECOPY;
        return execute ? (enum protection)(copy | PROT_EXECUTE) : copy;
    }
    return execute ? PROT_EXECUTE_READ : PROT_READONLY;
}

/* Pages that hold bytes of the file start as image pages, the others as zeros. */
static void fill_part(const struct section *section, const struct subsection *part, uint32_t first,
                      uint32_t end)
{
    uint32_t behind_file = part->first_page + pages_of(part->file_bytes);
    if (first < part->first_page)
        first = part->first_page;
    if (end > part->first_page + part->pages)
        end = part->first_page + part->pages;
    for (uint32_t page = first; page < end; page++)
        section->prototypes[page] =
            page < behind_file ? pte_file(page, part->protection) : pte_demand_zero(part->protection);
}

/* What lies between parts is nothing. */
void section_image_fill(struct section *section, uint32_t first, uint32_t end)
{
    memset(&section->prototypes[first], 0, (end - first) * sizeof section->prototypes[0]);
    for (uint32_t i = 0; i < section->subsection_count; i++)
        fill_part(section, &section->subsections[i], first, end);
}

/* The headers, then one for each section; of a flat image all in one. */
static uint32_t parts_of(const struct pe_image *image)
{
    return image->flat ? 1 : image->sections + 1u;
}

/* NT's way with such an image: whatever its sections say, all of it may run and be changed. */
static void flatten(struct subsection *part, const struct pe_image *image)
{
    part->pages = image->size / PAGE_SIZE;
    part->protection = PROT_EXECUTE_WRITECOPY;
}

static void fill_subsections(struct section *section, const void *header)
{
    const struct pe_image *image = &section->image;
    struct subsection *part = section->subsections;
    section->subsection_count = parts_of(image);
    *part = (struct subsection){.name = "header",
                                .pages = pages_of(image->headers_size),
                                .file_bytes = image->headers_size,
                                .protection = PROT_READONLY};
    if (image->flat)
        flatten(part, image);
    part++;
    for (uint32_t i = 0; i + 1 < section->subsection_count; i++, part++) {
        struct pe_section from;
        pe_section(image, header, i, &from);
        *part = (struct subsection){.first_page = from.rva / PAGE_SIZE,
                                    .pages = from.pages,
                                    .file_offset = from.file_offset,
                                    .file_bytes = from.file_bytes,
                                    .protection = image_protection(from.characteristics)};
        memcpy(part->name, from.name, sizeof part->name);
    }
}

/* Pages that all processes write together: they live in the page file, charged to the section. */
static uint32_t written_together(const struct section *section)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < section->subsection_count; i++) {
        enum protection protection = section->subsections[i].protection;
        if (protection_in_place(protection))
            count += section->subsections[i].pages;
    }
    return count;
}

/* Gives up what was allocated for a section that comes to nothing. */
static ntstatus discard(struct section *section, struct cached *cached, ntstatus status)
{
    if (section)
        section_free(section);
    pool_free(cached);
    return status;
}

static ntstatus make_image(struct file *file, const void *header, const struct pe_image *image)
{
    struct section *section = section_allocate(image->size / PAGE_SIZE, parts_of(image));
    struct cached *cached = pool_alloc(sizeof *cached, TAG_CACHED);
    if (!section || !cached)
        return discard(section, cached, STATUS_INSUFFICIENT_RESOURCES);
    section->kind = SECTION_IMAGE;
    section->backing = &backing_image;
    section->image = *image;
    fill_subsections(section, header);
    if (!commit_charge(0, written_together(section), COMMIT_SECTION))
        return discard(section, cached, STATUS_COMMITMENT_LIMIT);
    section->charge = written_together(section);
    section->file = file;
    file_reference(file);
    file->image_section = section;
    cached->section = section;
    list_append(&cache, &cached->link);
    log_section_made(section);
    return STATUS_SUCCESS;
}

static ntstatus read_headers(struct file *file, void *header, struct pe_image *image)
{
    uint32_t done = 0;
    ntstatus status = file_read(file, 0, header, PE_PAGE, &done);
    if (status == STATUS_END_OF_FILE)
        return STATUS_INVALID_IMAGE_NOT_MZ;
    if (!status_ok(status))
        return status;
    return pe_parse(header, done, file->size, image);
}

static ntstatus new_image(struct file *file)
{
    struct pe_image image;
    void *header = pool_alloc(PE_PAGE, TAG_HEADER);
    if (!header)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = read_headers(file, header, &image);
    if (status_ok(status))
        status = make_image(file, header, &image);
    pool_free(header);
    return status;
}

/* Two that run a program for the first time must not each make one while the headers are read. */
ntstatus section_of_image(struct file *file, struct section **out)
{
    ntstatus status = STATUS_SUCCESS;
    volume_lock();
    if (!file->image_section)
        status = new_image(file);
    if (status_ok(status)) {
        *out = file->image_section;
        section_reference(*out);
    }
    volume_unlock();
    return status;
}

static void drop_cached(struct cached *cached)
{
    list_remove(&cached->link);
    cached->section->file->image_section = NULL;
    section_delete(cached->section);
    pool_free(cached);
}

static struct cached *find_cached(const struct section *section)
{
    list_each (link, &cache) {
        struct cached *cached = list_member(link, struct cached, link);
        if (cached->section == section)
            return cached;
    }
    bugcheck(BUGCHECK_ASSERTION, 0, 0, 0, 0, "image section that is not in the cache");
}

/* It stays in the cache, but one with pages that all write together starts afresh. */
void section_image_unused(struct section *section)
{
    if (section->charge)
        drop_cached(find_cached(section));
}

bool section_purge(struct file *file)
{
    struct section *section = file->image_section;
    if (!section)
        return true;
    if (section->references > 0)
        return false;
    drop_cached(find_cached(section));
    return true;
}

static bool is_unused(const struct section *section, const struct file *directory)
{
    return section->references == 0 && (!directory || file_is_below(section->file, directory));
}

static struct cached *find_unused(const struct file *directory)
{
    list_each (link, &cache) {
        struct cached *cached = list_member(link, struct cached, link);
        if (is_unused(cached->section, directory))
            return cached;
    }
    return NULL;
}

/* Letting one go may wait, and meanwhile others may go, too: it is looked again from the beginning. */
static void drop_unused(const struct file *directory)
{
    struct cached *cached;
    while ((cached = find_unused(directory)))
        drop_cached(cached);
}

void section_purge_below(const struct file *directory)
{
    ASSERT(directory->directory);
    drop_unused(directory);
}

void section_purge_all(void)
{
    drop_unused(NULL);
}

static bool holds(const struct subsection *part, uint32_t page)
{
    return part && page - part->first_page < part->pages;
}

const struct subsection *section_subsection(struct section *section, uint32_t page)
{
    for (uint32_t i = 0; !holds(section->found, page); i++) {
        if (i == section->subsection_count)
            return NULL;
        section->found = &section->subsections[i];
    }
    return section->found;
}

enum protection section_protection(struct section *section, uint32_t page)
{
    const struct subsection *part = section_subsection(section, page);
    return part ? part->protection : PROT_NOACCESS;
}

uint32_t section_copied_pages(const struct section *section)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < section->subsection_count; i++)
        if (protection_copies(section->subsections[i].protection))
            count += section->subsections[i].pages;
    return count;
}

#include "mmu/section.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagedpool.h"
#include "mmu/prototype.h"
#include "mmu/regionlog.h"
#include "mmu/sectionid.h"
#include "mmu/sectionparts.h"
#include "storage/slots.h"

#define TAG_SECTION    POOL_TAG('S', 'e', 'c', 't')
#define TAG_PROTOTYPES POOL_TAG('P', 'r', 'o', 't')
/* What a program's half can show. */
#define MOST_PAGES ((LAYOUT_LEAST_SYSTEM - LAYOUT_GRANULARITY) / PAGE_SIZE)

/* ---- prototype PTEs ---- */

struct prototype_run {
    struct prototype_run *next;
    uint32_t first, pages; /* of the section */
    pte_t *prototypes;
};

_Static_assert(MOST_PAGES * sizeof(pte_t) <= POOL_MOST_BYTES, "a run is one block");

/* The newest runs are asked first: they are the last ones. */
static const struct prototype_run *run_of(const struct section *section, uint32_t page)
{
    const struct prototype_run *run = section->grown;
    ASSERT(page < section->pages);
    while (page < run->first)
        run = run->next;
    return run;
}

pte_t *section_grown_prototype(const struct section *section, uint32_t page)
{
    const struct prototype_run *run = run_of(section, page);
    return &run->prototypes[page - run->first];
}

/* Of [page, end), not empty, up to where prototype PTEs lie side by side, and come and go together. */
static uint32_t row_end(const struct section *section, uint32_t page, uint32_t end)
{
    const struct prototype_run *run = page < section->first_pages ? NULL : run_of(section, page);
    uint32_t last = run ? run->first + run->pages : section->first_pages;
    return page + prototype_row(section_prototype(section, page), (end < last ? end : last) - page);
}

pte_t section_look(const struct section *section, uint32_t page)
{
    if (page >= section->filled)
        return pte_none();
    const pte_t *prototype = section_prototype(section, page);
    return prototype_is_there(prototype) ? *prototype : pte_none();
}

pfn_t section_frame(const struct section *section, uint32_t page)
{
    pte_t prototype = section_look(section, page);
    if (pte_kind(prototype) != PTE_VALID && pte_kind(prototype) != PTE_TRANSITION)
        return PFN_NONE;
    return frame_is_being_read(pte_pfn(prototype)) ? PFN_NONE : pte_pfn(prototype);
}

bool section_grow(struct section *section, uint32_t pages)
{
    if (pages > MOST_PAGES - section->pages)
        return false;
    struct prototype_run *run = pool_alloc(sizeof *run, TAG_SECTION);
    pte_t *prototypes = run ? paged_alloc_promised(pages * sizeof *prototypes, TAG_PROTOTYPES) : NULL;
    if (!prototypes) {
        pool_free(run);
        return false;
    }
    run->prototypes = prototypes;
    run->next = section->grown;
    run->first = section->pages;
    run->pages = pages;
    section->grown = run;
    section->pages += pages;
    return true;
}

static void free_grown(struct section *section)
{
    while (section->grown) {
        struct prototype_run *next = section->grown->next;
        paged_free(section->grown->prototypes);
        pool_free(section->grown);
        section->grown = next;
    }
}

/* ---- filled ---- */

static void fill_zeros(const struct section *section, uint32_t first, uint32_t end)
{
    pte_t zeros = section->reserved ? pte_none() : pte_demand_zero(PROT_READWRITE);
    while (first < end)
        section->prototypes[first++] = zeros;
}

static void fill(struct section *section, uint32_t first, uint32_t end)
{
    switch (section->kind) {
    case SECTION_PAGE_FILE:
        fill_zeros(section, first, end);
        return;
    case SECTION_IMAGE:
        section_image_fill(section, first, end);
        return;
    case SECTION_FILE:
        section_file_fill(section, first, end);
        return;
    }
}

/* Another thread may have come as far, or further, while they were brought. */
void section_fill(struct section *section)
{
    while (section->filled < section->pages) {
        uint32_t first = section->filled, end = row_end(section, first, section->pages);
        prototype_bring(section_prototype(section, first));
        if (section->filled != first)
            continue;
        fill(section, first, end);
        section->filled = end;
    }
}

/* ---- made and gone ---- */

struct section *section_allocate(uint32_t pages, uint32_t subsections)
{
    struct section *section =
        pages > MOST_PAGES
            ? NULL
            : pool_alloc(sizeof *section + subsections * sizeof section->subsections[0], TAG_SECTION);
    if (!section)
        return NULL;
    section->pages = section->first_pages = pages;
    section->prototypes = paged_alloc_promised(pages * sizeof(pte_t), TAG_PROTOTYPES);
    section->id = section->prototypes ? section_id_take(section) : 0;
    if (section->id)
        return section;
    paged_free(section->prototypes);
    pool_free(section);
    return NULL;
}

void section_free(struct section *section)
{
    section_id_release(section->id);
    free_grown(section);
    paged_free(section->prototypes);
    pool_free(section);
}

ntstatus section_of_page_file(uint32_t bytes, enum protection protection, bool reserved, struct section **out)
{
    uint32_t pages = pages_of(bytes), charge = reserved ? 0 : pages;
    if (!commit_charge(0, charge, COMMIT_SECTION))
        return STATUS_COMMITMENT_LIMIT;
    struct section *section = section_allocate(pages, 0);
    if (!section) {
        commit_release(0, charge, COMMIT_SECTION);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    section->kind = SECTION_PAGE_FILE;
    section->backing = &backing_zero;
    section->reserved = reserved;
    section->charge = charge;
    section->protection = protection;
    section->references = 1;
    log_section_made(section);
    *out = section;
    return STATUS_SUCCESS;
}

bool section_is_committed(const struct section *section, uint32_t page)
{
    ASSERT(page < section->filled);
    const pte_t *prototype = section_prototype(section, page);
    prototype_bring(prototype);
    return pte_kind(*prototype) != PTE_NONE;
}

/* Pages of [page, end) that are alike from the first on. */
static uint32_t run_end(const struct section *section, uint32_t page, uint32_t end)
{
    bool committed = section_is_committed(section, page);
    while (page < end && section_is_committed(section, page) == committed)
        page++;
    return page;
}

static uint32_t count_reserved(const struct section *section, uint32_t first, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t page = first; page < end; page++)
        count += !section_is_committed(section, page);
    return count;
}

/* A row, which the first question brings; how many there were to commit. */
static uint32_t commit_row(struct section *section, uint32_t first, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t page = first, next; page < end; page = next) {
        next = run_end(section, page, end);
        if (section_is_committed(section, page))
            continue;
        log_section_committed(section, page, next);
        for (uint32_t i = page; i < next; i++)
            *section_prototype(section, i) = pte_demand_zero(PROT_READWRITE);
        count += next - page;
    }
    return count;
}

/* All is charged before any page is committed. What another thread commits while prototype PTEs are brought
 * is its own charge. */
ntstatus section_commit(struct section *section, uint32_t first, uint32_t pages)
{
    uint32_t end = first + pages, charge = count_reserved(section, first, end), unused = charge;
    ASSERT(section->reserved && end <= section->filled);
    if (!commit_charge(0, charge, COMMIT_SECTION))
        return STATUS_COMMITMENT_LIMIT;
    section->charge += charge;
    for (uint32_t page = first, next; page < end; page = next) {
        next = row_end(section, page, end);
        unused -= commit_row(section, page, next);
    }
    section->charge -= unused;
    commit_release(0, unused, COMMIT_SECTION);
    return STATUS_SUCCESS;
}

void section_reference(struct section *section)
{
    section->references++;
}

/* Nothing maps it any more: its pages are on lists, in slots or in the file. */
static void delete_page(pte_t prototype)
{
    switch (pte_kind(prototype)) {
    case PTE_TRANSITION:
        frame_free(pte_pfn(prototype));
        return;
    case PTE_PAGE_FILE:
        slots_release(pte_slot(prototype));
        return;
    case PTE_FILE:
    case PTE_DEMAND_ZERO:
    case PTE_NONE: /* between the sections of an image, or reserved */
        return;
    case PTE_VALID:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    ASSERT(!"prototype PTE of a section without views");
}

/* Those of a row that is there. Each says nothing any more before the next ones are brought. */
static void delete_row(pte_t *prototype, uint32_t count)
{
    for (; count > 0; count--, prototype++) {
        pte_t was = *prototype;
        prototype_set(prototype, pte_none());
        delete_page(was);
    }
}

/* Its pages and its charge, which are counted as long as it has a number. Only pages that it is charged for
 * have slots, and a prototype PTE that is away names no frame. So an image that is purged under the volume's
 * lock, and is charged for none, need not bring them. */
static void delete_pages(struct section *section)
{
    for (uint32_t page = 0, next; page < section->filled; page = next) {
        pte_t *prototype = section_prototype(section, page);
        next = row_end(section, page, section->filled);
        if (section->charge > 0)
            prototype_bring(prototype);
        if (prototype_is_there(prototype))
            delete_row(prototype, next - page);
    }
    commit_release(0, section->charge, COMMIT_SECTION);
    section->pages = section->filled = section->charge = 0;
}

/* Closing the file may wait: by then nobody can find the section any more. */
void section_delete(struct section *section)
{
    delete_pages(section);
    log_section_gone(section->id);
    if (section->file)
        file_close(section->file);
    section_free(section);
}

void section_dereference(struct section *section)
{
    ASSERT(section->references > 0);
    if (--section->references > 0)
        return;
    switch (section->kind) {
    case SECTION_PAGE_FILE:
        section_delete(section);
        return;
    case SECTION_IMAGE:
        section_image_unused(section);
        return;
    case SECTION_FILE:
        section_file_unused(section);
        return;
    }
}

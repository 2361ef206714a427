#include "mmu/section.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pool.h"
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
    pte_t prototypes[];
};

_Static_assert(sizeof(struct prototype_run) + MOST_PAGES * sizeof(pte_t) <= POOL_MOST_BYTES,
               "a run is one block");

/* The newest runs are asked first: they are the last ones. */
pte_t *section_grown_prototype(const struct section *section, uint32_t page)
{
    struct prototype_run *run = section->grown;
    ASSERT(page < section->pages);
    while (page < run->first)
        run = run->next;
    return &run->prototypes[page - run->first];
}

pfn_t section_frame(const struct section *section, uint32_t page)
{
    pte_t prototype = *section_prototype(section, page);
    if (pte_kind(prototype) != PTE_VALID && pte_kind(prototype) != PTE_TRANSITION)
        return PFN_NONE;
    return frame_is_being_read(pte_pfn(prototype)) ? PFN_NONE : pte_pfn(prototype);
}

bool section_grow(struct section *section, uint32_t pages)
{
    struct prototype_run *run =
        pages > MOST_PAGES - section->pages
            ? NULL
            : pool_alloc(sizeof *run + pages * sizeof run->prototypes[0], TAG_PROTOTYPES);
    if (!run)
        return false;
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
        pool_free(section->grown);
        section->grown = next;
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
    section->prototypes = pool_alloc(pages * sizeof(pte_t), TAG_PROTOTYPES);
    section->id = section->prototypes ? section_id_take(section) : 0;
    if (section->id)
        return section;
    pool_free(section->prototypes);
    pool_free(section);
    return NULL;
}

void section_free(struct section *section)
{
    section_id_release(section->id);
    free_grown(section);
    pool_free(section->prototypes);
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
    for (uint32_t i = 0; i < charge; i++)
        section->prototypes[i] = pte_demand_zero(PROT_READWRITE);
    log_section_made(section);
    *out = section;
    return STATUS_SUCCESS;
}

static bool is_reserved(const struct section *section, uint32_t page)
{
    return pte_kind(*section_prototype(section, page)) == PTE_NONE;
}

/* Pages of [page, end) that are alike from the first on. */
static uint32_t run_end(const struct section *section, uint32_t page, uint32_t end)
{
    bool reserved = is_reserved(section, page);
    while (page < end && is_reserved(section, page) == reserved)
        page++;
    return page;
}

static uint32_t count_reserved(const struct section *section, uint32_t first, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t page = first; page < end; page++)
        count += is_reserved(section, page);
    return count;
}

ntstatus section_commit(struct section *section, uint32_t first, uint32_t pages)
{
    uint32_t end = first + pages, charge = count_reserved(section, first, end);
    ASSERT(section->reserved);
    if (!commit_charge(0, charge, COMMIT_SECTION))
        return STATUS_COMMITMENT_LIMIT;
    section->charge += charge;
    for (uint32_t page = first, next; page < end; page = next) {
        next = run_end(section, page, end);
        if (!is_reserved(section, page))
            continue;
        log_section_committed(section, page, next);
        for (uint32_t i = page; i < next; i++)
            *section_prototype(section, i) = pte_demand_zero(PROT_READWRITE);
    }
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

/* Its pages and its charge, which are counted as long as it has a number. */
static void delete_pages(struct section *section)
{
    for (uint32_t i = 0; i < section->pages; i++)
        delete_page(*section_prototype(section, i));
    commit_release(0, section->charge, COMMIT_SECTION);
    section->pages = section->charge = 0;
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

#include "mmu/view.h"

#include <string.h>
#include "firmware/log.h"
#include "mmu/backing.h"
#include "mmu/mapping.h"
#include "mmu/pagewriter.h"

static ntstatus place_view(const struct space *space, const struct section *section, uint32_t bytes,
                           uint32_t *base)
{
    uint32_t wanted = *base, end;
    if (wanted == 0 && section->kind == SECTION_IMAGE)
        wanted = section->image.base;
    end = wanted + bytes;
    if (wanted >= LAYOUT_USER_LOW && end > wanted && end <= space->user_end &&
        vad_free_range(&space->vads, wanted, end)) {
        *base = wanted;
        return section->kind == SECTION_IMAGE && wanted != section->image.base ? STATUS_IMAGE_NOT_AT_BASE
                                                                               : STATUS_SUCCESS;
    }
    if (*base != 0)
        return STATUS_CONFLICTING_ADDRESSES;
    if (!space_find_gap(space, space->user_end, bytes, false, base))
        return STATUS_NO_MEMORY;
    return section->kind == SECTION_IMAGE ? STATUS_IMAGE_NOT_AT_BASE : STATUS_SUCCESS;
}

static void log_image(const char *event, const struct space *space, const struct vad *vad)
{
    const struct section *section = vad->section;
    if (section->kind != SECTION_IMAGE || !log_begin(LOG_IMAGE, event))
        return;
    log_number(NULL, space->owner);
    log_range(NULL, vad->start.address, vad->end.address);
    log_name(NULL, "C:", file_path_text(section->file));
    log_end();
}

ntstatus view_map(struct space *space, struct section *section, uint32_t first, uint32_t pages,
                  enum protection protection, enum protection most, uint32_t *base)
{
    section_fill(section);
    ntstatus status = place_view(space, section, pages * PAGE_SIZE, base);
    if (!status_ok(status))
        return status;
    const struct vad region = {.start = {*base},
                               .end = {*base + pages * PAGE_SIZE},
                               .kind = section->kind == SECTION_IMAGE ? VAD_IMAGE : VAD_VIEW,
                               .protection = protection,
                               .section = section,
                               .first_page = first,
                               .most = most};
    struct vad *vad;
    ntstatus added =
        space_add_region(space, &region, section->backing->view_charge(section, pages, protection), &vad);
    if (!status_ok(added))
        return added;
    section_reference(section);
    log_image("image+", space, vad);
    return status;
}

ntstatus view_unmap(struct space *space, uint32_t address)
{
    struct vad *vad = vad_find(&space->vads, address);
    if (!vad || !vad->section)
        return STATUS_NOT_MAPPED_VIEW;
    log_image("image-", space, vad);
    space_delete_region(space, vad);
    return STATUS_SUCCESS;
}

/* ---- flush ---- */

/* In whole pages of one view of a file. */
static ntstatus flush_range(struct vad *vad, uint32_t *start, uint32_t *bytes)
{
    if (!vad || !vad->section)
        return STATUS_NOT_MAPPED_VIEW;
    if (vad->section->kind != SECTION_FILE)
        return STATUS_NOT_MAPPED_DATA;
    if (*bytes > vad->end.address - *start)
        return STATUS_INVALID_PARAMETER_2;
    uint32_t end = *bytes ? *start + *bytes : vad->end.address;
    *start &= ~(PAGE_SIZE - 1);
    *bytes = pages_of(end - *start) * PAGE_SIZE;
    return STATUS_SUCCESS;
}

static void hand_over(const struct space *space, uint32_t start, uint32_t end)
{
    for (page_t page = pagetable_valid((page_t){start}, end); page.address < end;
         page = pagetable_valid(page_next(page), end))
        if (pte_shared(*pagetable_entry(page)))
            mapping_hand_over(space, page);
}

/* The view stays, and with it the section: the caller holds the space's lock. */
ntstatus view_flush(struct space *space, uint32_t *start, uint32_t *bytes)
{
    if (*start >= space->user_end || *bytes > space->user_end - *start)
        return STATUS_INVALID_PARAMETER_2;
    struct vad *vad = vad_find(&space->vads, *start);
    ntstatus status = flush_range(vad, start, bytes);
    if (!status_ok(status))
        return status;
    hand_over(space, *start, *start + *bytes);
    return pagewriter_flush(vad->section, vad_section_page(vad, page_of(*start)), *bytes / PAGE_SIZE);
}

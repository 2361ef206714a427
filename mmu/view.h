/*
 * Views: sections mapped into an address space. They work on the current space, which is `space`. Thread
 * context.
 */
#ifndef MMU_VIEW_H
#define MMU_VIEW_H

#include "mmu/section.h"
#include "mmu/space.h"

/* Maps pages [first, first + pages) of the section, which was opened for `most` (no image's), at *base or, if
 * that is 0, where there is room (for an image: at its preferred base if that is free).
 * STATUS_IMAGE_NOT_AT_BASE is a success; STATUS_CONFLICTING_ADDRESSES, STATUS_COMMITMENT_LIMIT,
 * STATUS_NO_MEMORY. May wait, before it looks. */
ntstatus view_map(struct space *space, struct section *section, uint32_t first, uint32_t pages,
                  enum protection protection, enum protection most, uint32_t *base);

/* Unmaps the view that holds the address. STATUS_NOT_MAPPED_VIEW. */
ntstatus view_unmap(struct space *space, uint32_t address);

/* Writes what was changed in [*start, *start + *bytes) of one view to its file; *bytes 0: to the view's end.
 * Gives what was written, in whole pages. Only what was changed through this space, or what frames know
 * already: another space's views are its own to flush. STATUS_NOT_MAPPED_VIEW; STATUS_NOT_MAPPED_DATA: an
 * image, or no file; STATUS_INVALID_PARAMETER_2: beyond the view, or no address of a program; the disk's
 * errors. May wait. */
ntstatus view_flush(struct space *space, uint32_t *start, uint32_t *bytes);

#endif

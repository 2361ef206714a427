/*
 * What the kinds of sections (section.c, section_image.c, section_file.c) share. For them alone.
 */
#ifndef MMU_SECTIONPARTS_H
#define MMU_SECTIONPARTS_H

#include "mmu/section.h"

/* With its id, none of its prototype PTEs filled, and zeros else. NULL: no memory, no id, or more pages than
 * fit. Touches none of them. */
struct section *section_allocate(uint32_t pages, uint32_t subsections);
void section_free(struct section *section);

/* A page of the program's data became more: further prototype PTEs, behind those that there are, not filled.
 * False: no memory. Touches none of them. */
bool section_grow(struct section *section, uint32_t pages);

/* What section_fill() does with pages [first, end), by kind: their prototype PTEs are there, side by side,
 * and hold anything. Does not wait. */
void section_image_fill(struct section *section, uint32_t first, uint32_t end);
void section_file_fill(struct section *section, uint32_t first, uint32_t end);

/* What section_dereference() does with the last reference, by kind. May wait. */
void section_image_unused(struct section *section);
void section_file_unused(struct section *section);

/* Nobody refers to it or can find it: its pages, its charge and its file go. May wait. */
void section_delete(struct section *section);

#endif

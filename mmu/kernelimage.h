/*
 * The kernel's own image, as it lies in memory (layout.kernel): an image like any other, with sections that
 * are treated each in its way.
 */
#ifndef MMU_KERNELIMAGE_H
#define MMU_KERNELIMAGE_H

#include "mmu/address.h"
#include "mmu/pe.h"

/* How many sections it has, and section `index`, counted from 0. What the loader mapped is the image as it
 * lies in memory, so of a section only the places in memory count, not those in the file. */
uint32_t kernel_sections(void);
void kernel_section(uint32_t index, struct pe_section *section);

/* The first page of a section. */
page_t kernel_section_page(const struct pe_section *section);

/* Its pages, without INIT (firmware/initcode.h). */
uint32_t kernel_pages(void);

#endif

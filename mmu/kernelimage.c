#include "mmu/kernelimage.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/layout.h"

static const void *header(void)
{
    return (const void *)layout.kernel;
}

/* The size of the image stands in for the file's. */
static void parse(struct pe_image *image)
{
    if (!status_ok(pe_parse(header(), PE_PAGE, 0xffffffffu, image)))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "the kernel's own headers");
}

uint32_t kernel_sections(void)
{
    struct pe_image image;
    parse(&image);
    return image.sections;
}

void kernel_section(uint32_t index, struct pe_section *section)
{
    struct pe_image image;
    parse(&image);
    ASSERT(index < image.sections);
    pe_section(&image, header(), index, section);
}

page_t kernel_section_page(const struct pe_section *section)
{
    return (page_t){layout.kernel + section->rva};
}

uint32_t kernel_pages(void)
{
    struct pe_section section;
    uint32_t pages = 1; /* the headers */
    for (uint32_t i = 0; i < kernel_sections(); i++) {
        kernel_section(i, &section);
        pages += strcmp(section.name, INIT_SECTION) == 0 ? 0 : section.pages;
    }
    return pages;
}

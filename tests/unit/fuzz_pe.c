// sources: mmu/pe.c
#include <string.h>
#include "tests/unit/fuzz.h"
#include "tests/unit/image.h"

#define MAX_MAPPED (1u << 20)

/* Mostly in the headers, where each word means something. */
static void spoil(uint8_t *file)
{
    for (uint32_t i = 1 + fuzz_below(6); i != 0; i--) {
        uint32_t where = fuzz_below(4);
        uint32_t at = where == 0   ? fuzz_below(IMAGE_FILE_BYTES - 4)
                      : where == 1 ? IMAGE_COFF + fuzz_below(24 + 96)
                      : where == 2 ? IMAGE_OPTIONAL + 96 + fuzz_below(128)
                                   : IMAGE_SECTIONS + fuzz_below(160);
        switch (fuzz_below(4)) {
        case 0:
            file[at] ^= (uint8_t)(1u << fuzz_below(8));
            break;
        case 1:
            bytes_put32(file + (at & ~3u), fuzz_number());
            break;
        case 2:
            bytes_put32(file + (at & ~3u), bytes_get32(file + (at & ~3u)) + fuzz_below(0x3000));
            break;
        default:
            bytes_put16(file + (at & ~1u), fuzz_number());
        }
    }
}

static void spoil_tables(uint8_t *memory, const struct pe_image *image)
{
    for (uint32_t i = fuzz_below(8); i != 0; i--) {
        uint32_t table = image->directories[fuzz_below(2) ? PE_RELOCATION : PE_EXPORT].rva + fuzz_below(200);
        if (table < image->size - 4)
            bytes_put32(memory + table, fuzz_number());
    }
}

/* What pe.h promises of every image that is accepted. */
static void check_sections(const struct pe_image *image, const uint8_t *header, uint32_t file_bytes)
{
    uint32_t end = 0;
    FUZZ_HOLDS(image->size % PE_PAGE == 0 && image->size != 0 && image->sections != 0);
    FUZZ_HOLDS(image->entry < image->size && image->headers_size <= image->size);
    for (uint32_t i = 0; i < image->sections; i++) {
        struct pe_section section;
        pe_section(image, header, i, &section);
        FUZZ_HOLDS(strlen(section.name) <= 8 && section.pages != 0 && section.rva % PE_PAGE == 0);
        FUZZ_HOLDS(i == 0 ? section.rva >= image->headers_size : section.rva == end);
        FUZZ_HOLDS(section.file_bytes <= (uint64_t)section.pages * PE_PAGE);
        FUZZ_HOLDS((uint64_t)section.file_offset + section.file_bytes <= file_bytes);
        end = section.rva + section.pages * PE_PAGE;
    }
    FUZZ_HOLDS(end == image->size);
}

/* All of it in one piece. */
static void check_flat(const struct pe_image *image, uint32_t file_bytes)
{
    FUZZ_HOLDS(image->size % PE_PAGE == 0 && image->size != 0 && image->sections != 0);
    FUZZ_HOLDS(image->headers_size <= image->size && image->headers_size <= file_bytes);
    FUZZ_HOLDS(image->entry < image->size);
    for (uint32_t i = 0; i < 2; i++) {
        const struct pe_directory *directory = &image->directories[i ? PE_EXPORT : PE_RELOCATION];
        FUZZ_HOLDS((uint64_t)directory->rva + directory->size <= image->size);
    }
}

/* Tables for the reader, which mean what they say no more once they are spoilt. */
static void make(uint8_t *file)
{
    if (fuzz_below(3)) {
        image_make(file);
        return;
    }
    image_make_flat(file);
    bytes_put32(file + IMAGE_OPTIONAL + 96, 0x600 + fuzz_below(0x1c0));
    bytes_put32(file + IMAGE_OPTIONAL + 100, 0x40 + fuzz_below(0x400));
    bytes_put32(file + IMAGE_OPTIONAL + 96 + 8 * PE_RELOCATION, 0x800);
    bytes_put32(file + IMAGE_OPTIONAL + 100 + 8 * PE_RELOCATION, 24);
}

static void use(const struct pe_image *image, const uint8_t *file)
{
    uint8_t *memory = malloc(image->size);
    image_map(image, file, memory);
    spoil_tables(memory, image);
    static const char *const names[] = {"alpha", "beta", "gamma", ""};
    for (size_t i = 0; i < 4; i++)
        FUZZ_HOLDS(pe_export(memory, image, names[i]) < image->size);
    pe_relocate(memory, image, fuzz_number() & ~0xffffu);
    pe_export(memory, image, "alpha");
    free(memory);
}

static void round_run(void)
{
    static uint8_t whole[IMAGE_FILE_BYTES];
    struct pe_image image;
    uint32_t bytes = fuzz_below(10) ? IMAGE_FILE_BYTES : fuzz_below(IMAGE_FILE_BYTES + 1);
    make(whole);
    if (fuzz_below(20))
        spoil(whole);
    uint8_t *file = malloc(bytes != 0 ? bytes : 1);
    memcpy(file, whole, bytes);
    ntstatus status = pe_parse(file, bytes, bytes, &image);
    if (status_ok(status)) {
        if (image.flat)
            check_flat(&image, bytes);
        else
            check_sections(&image, file, bytes);
        if (image.size <= MAX_MAPPED)
            use(&image, file);
    } else {
        FUZZ_HOLDS(status == STATUS_INVALID_IMAGE_FORMAT || status == STATUS_INVALID_IMAGE_NOT_MZ);
    }
    free(file);
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "fuzz_pe", 150000, round_run);
}

#include "mmu/pe.h"

#include <stddef.h>
#include <string.h>
#include "storage/bytes.h"

/* PE/COFF specification: "MS-DOS Stub", "COFF File Header", "Optional Header", "Section Table". */
enum {
    DOS_NEW_HEADER = 0x3c,
    DOS_BYTES = 0x40,

    COFF_MACHINE = 4, /* from the "PE\0\0" on */
    COFF_SECTIONS = 6,
    COFF_SYMBOLS_OFFSET = 12,
    COFF_SYMBOLS = 16,
    COFF_OPTIONAL_BYTES = 20,
    COFF_CHARACTERISTICS = 22,
    COFF_BYTES = 24,

    OPTIONAL_MAGIC = 0,
    OPTIONAL_ENTRY = 16,
    OPTIONAL_BASE = 28,
    OPTIONAL_SECTION_ALIGNMENT = 32,
    OPTIONAL_FILE_ALIGNMENT = 36,
    OPTIONAL_IMAGE_BYTES = 56,
    OPTIONAL_HEADERS_BYTES = 60,
    OPTIONAL_SUBSYSTEM = 68,
    OPTIONAL_DLL_CHARACTERISTICS = 70,
    OPTIONAL_STACK_RESERVE = 72,
    OPTIONAL_STACK_COMMIT = 76,
    OPTIONAL_HEAP_RESERVE = 80,
    OPTIONAL_HEAP_COMMIT = 84,
    OPTIONAL_DIRECTORIES = 92,
    OPTIONAL_BYTES = 96, /* without the directories */

    SECTION_VIRTUAL_BYTES = 8,
    SECTION_RVA = 12,
    SECTION_RAW_BYTES = 16,
    SECTION_RAW_OFFSET = 20,
    SECTION_CHARACTERISTICS = 36,
    SECTION_BYTES = 40,
};

#define MAGIC_PE32           0x010bu
#define FILE_RELOCS_STRIPPED 0x0001u
#define FILE_EXECUTABLE      0x0002u
#define MAX_SECTIONS         96u
#define MAX_FILE_ALIGNMENT   0x10000u
#define MIN_FILE_ALIGNMENT   512u
#define MAX_IMAGE_BYTES      0x80000000u /* keeps every rounding below 4 GiB */
#define BASE_ALIGNMENT       0x10000u
#define IMAGE_DIRECTORIES    16u

static bool is_power_of_two(uint32_t value)
{
    return value != 0 && (value & (value - 1)) == 0;
}

/* `value` is at most MAX_IMAGE_BYTES and so is the alignment: no wrap. */
static uint32_t round_up(uint32_t value, uint32_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

/* Do `length` bytes at `offset` lie within `bytes`. */
static bool lies_within(uint32_t offset, uint32_t length, uint32_t bytes)
{
    return offset <= bytes && length <= bytes - offset;
}

/* What is in the headers and needed only while they are checked. */
struct pe_check {
    const uint8_t *header;
    uint32_t header_bytes, file_bytes;
    uint32_t coff;     /* offset of "PE\0\0" */
    uint32_t optional; /* offset of the optional header */
    uint32_t optional_bytes;
    uint32_t section_alignment;
    uint32_t image_bytes; /* SizeOfImage */
};

static ntstatus find_headers(struct pe_check *check)
{
    const uint8_t *header = check->header;
    if (check->header_bytes < 2 || header[0] != 'M' || header[1] != 'Z')
        return STATUS_INVALID_IMAGE_NOT_MZ;
    if (check->header_bytes < DOS_BYTES)
        return STATUS_INVALID_IMAGE_FORMAT;
    check->coff = bytes_get32(header + DOS_NEW_HEADER);
    if (!lies_within(check->coff, COFF_BYTES + OPTIONAL_BYTES, check->header_bytes) ||
        memcmp(header + check->coff, "PE\0\0", 4) != 0)
        return STATUS_INVALID_IMAGE_FORMAT;
    check->optional = check->coff + COFF_BYTES;
    check->optional_bytes = bytes_get16(header + check->coff + COFF_OPTIONAL_BYTES);
    return STATUS_SUCCESS;
}

static bool read_coff_header(const struct pe_check *check, struct pe_image *image)
{
    const uint8_t *coff = check->header + check->coff;
    image->sections = bytes_get16(coff + COFF_SECTIONS);
    image->characteristics = bytes_get16(coff + COFF_CHARACTERISTICS);
    image->symbols_offset = bytes_get32(coff + COFF_SYMBOLS_OFFSET);
    image->symbols = bytes_get32(coff + COFF_SYMBOLS);
    image->section_table = check->optional + check->optional_bytes;
    return bytes_get16(coff + COFF_MACHINE) == PE_MACHINE_I386 && image->sections != 0 &&
           image->sections <= MAX_SECTIONS && (image->characteristics & FILE_EXECUTABLE) &&
           check->optional_bytes >= OPTIONAL_BYTES &&
           lies_within(image->section_table, image->sections * SECTION_BYTES, check->header_bytes);
}

/* Its sections do not begin at pages, so that no part of it can be mapped alone. */
static bool is_flat(const struct pe_check *check)
{
    return check->section_alignment < PE_PAGE;
}

static bool alignments_are_good(struct pe_check *check, const uint8_t *optional)
{
    uint32_t file_alignment = bytes_get32(optional + OPTIONAL_FILE_ALIGNMENT);
    check->section_alignment = bytes_get32(optional + OPTIONAL_SECTION_ALIGNMENT);
    if (is_flat(check))
        return is_power_of_two(file_alignment) && file_alignment == check->section_alignment;
    return is_power_of_two(file_alignment) && file_alignment >= MIN_FILE_ALIGNMENT &&
           file_alignment <= MAX_FILE_ALIGNMENT && is_power_of_two(check->section_alignment) &&
           check->section_alignment >= PE_PAGE && check->section_alignment >= file_alignment &&
           check->section_alignment <= MAX_IMAGE_BYTES / 2;
}

static bool read_optional_header(struct pe_check *check, struct pe_image *image)
{
    const uint8_t *optional = check->header + check->optional;
    image->base = bytes_get32(optional + OPTIONAL_BASE);
    image->entry = bytes_get32(optional + OPTIONAL_ENTRY);
    image->headers_size = bytes_get32(optional + OPTIONAL_HEADERS_BYTES);
    image->subsystem = bytes_get16(optional + OPTIONAL_SUBSYSTEM);
    image->dll_characteristics = bytes_get16(optional + OPTIONAL_DLL_CHARACTERISTICS);
    image->stack_reserve = bytes_get32(optional + OPTIONAL_STACK_RESERVE);
    image->stack_commit = bytes_get32(optional + OPTIONAL_STACK_COMMIT);
    image->heap_reserve = bytes_get32(optional + OPTIONAL_HEAP_RESERVE);
    image->heap_commit = bytes_get32(optional + OPTIONAL_HEAP_COMMIT);
    check->image_bytes = bytes_get32(optional + OPTIONAL_IMAGE_BYTES);
    return bytes_get16(optional + OPTIONAL_MAGIC) == MAGIC_PE32 && alignments_are_good(check, optional) &&
           image->base % BASE_ALIGNMENT == 0 && check->image_bytes <= MAX_IMAGE_BYTES &&
           image->headers_size <= check->header_bytes &&
           image->section_table + image->sections * SECTION_BYTES <= image->headers_size;
}

/* Directories that are not in the header are empty. */
static bool read_directories(const struct pe_check *check, struct pe_image *image)
{
    const uint8_t *optional = check->header + check->optional;
    uint32_t count = bytes_get32(optional + OPTIONAL_DIRECTORIES);
    if (count > IMAGE_DIRECTORIES)
        count = IMAGE_DIRECTORIES; /* as NT does: the rest means nothing */
    if (OPTIONAL_BYTES + count * 8 > check->optional_bytes)
        return false;
    memset(image->directories, 0, sizeof image->directories);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *at = optional + OPTIONAL_BYTES + i * 8;
        image->directories[i] = (struct pe_directory){bytes_get32(at), bytes_get32(at + 4)};
    }
    return true;
}

/* Sections lie one behind the other, each rounded up to the alignment, from the headers on (as NT demands
 * it). */
static bool section_is_good(const struct pe_check *check, const uint8_t *raw, uint32_t *end)
{
    uint32_t bytes = bytes_get32(raw + SECTION_VIRTUAL_BYTES);
    uint32_t raw_bytes = bytes_get32(raw + SECTION_RAW_BYTES);
    uint32_t raw_offset = bytes_get32(raw + SECTION_RAW_OFFSET);
    bytes = bytes != 0 ? bytes : raw_bytes;
    if (bytes == 0 || bytes > MAX_IMAGE_BYTES || bytes_get32(raw + SECTION_RVA) != *end)
        return false;
    bytes = round_up(bytes, check->section_alignment);
    if (!lies_within(*end, bytes, round_up(check->image_bytes, check->section_alignment)))
        return false;
    *end += bytes;
    return raw_offset == 0 || raw_bytes == 0 ||
           (raw_offset % MIN_FILE_ALIGNMENT == 0 && lies_within(raw_offset, raw_bytes, check->file_bytes));
}

/* All of it lies in the file, at the place that it has in memory. */
static bool flat_section_is_good(const struct pe_check *check, const uint8_t *raw, uint32_t *end)
{
    uint32_t bytes = bytes_get32(raw + SECTION_VIRTUAL_BYTES), rva = bytes_get32(raw + SECTION_RVA);
    uint32_t raw_bytes = bytes_get32(raw + SECTION_RAW_BYTES);
    if (rva < *end || bytes > raw_bytes || bytes_get32(raw + SECTION_RAW_OFFSET) != rva ||
        !lies_within(rva, raw_bytes, check->file_bytes) || !lies_within(rva, bytes, check->image_bytes))
        return false;
    *end = rva + bytes;
    return true;
}

static bool check_flat(const struct pe_check *check, struct pe_image *image)
{
    uint32_t end = image->headers_size;
    for (uint32_t i = 0; i < image->sections; i++)
        if (!flat_section_is_good(check, check->header + image->section_table + i * SECTION_BYTES, &end))
            return false;
    image->flat = true;
    image->size = round_up(check->image_bytes, PE_PAGE);
    image->headers_size = check->file_bytes < check->image_bytes ? check->file_bytes : check->image_bytes;
    return image->entry < end && image->base <= 0u - image->size;
}

static bool check_sections(const struct pe_check *check, struct pe_image *image)
{
    if (is_flat(check))
        return check_flat(check, image);
    uint32_t end = round_up(image->headers_size, check->section_alignment);
    for (uint32_t i = 0; i < image->sections; i++)
        if (!section_is_good(check, check->header + image->section_table + i * SECTION_BYTES, &end))
            return false;
    image->size = end;
    return image->entry < end && image->base <= 0u - end;
}

/* Those that are read by RVA here or by the loader; the certificate table, for one, is a file offset. */
static bool directories_lie_within(const struct pe_image *image)
{
    static const uint8_t used[] = {PE_EXPORT, PE_IMPORT, PE_RESOURCE, PE_RELOCATION, PE_TLS, PE_IAT};
    for (size_t i = 0; i < sizeof used; i++) {
        const struct pe_directory *directory = &image->directories[used[i]];
        if (!lies_within(directory->rva, directory->size, image->size))
            return false;
    }
    return true;
}

uint16_t pe_machine(const void *header, uint32_t header_bytes)
{
    struct pe_check check = {.header = header, .header_bytes = header_bytes};
    return status_ok(find_headers(&check)) ? bytes_get16(check.header + check.coff + COFF_MACHINE) : 0;
}

ntstatus pe_parse(const void *header, uint32_t header_bytes, uint32_t file_bytes, struct pe_image *image)
{
    struct pe_check check = {.header = header, .header_bytes = header_bytes, .file_bytes = file_bytes};
    memset(image, 0, sizeof *image);
    ntstatus status = find_headers(&check);
    if (!status_ok(status))
        return status;
    if (!read_coff_header(&check, image) || !read_optional_header(&check, image) ||
        !read_directories(&check, image) || !check_sections(&check, image) || !directories_lie_within(image))
        return STATUS_INVALID_IMAGE_FORMAT;
    return STATUS_SUCCESS;
}

/* The next section begins where this one's pages end, so the pages need no alignment from the headers. */
static uint32_t section_end(const struct pe_image *image, const uint8_t *raw, uint32_t index)
{
    return index + 1 < image->sections ? bytes_get32(raw + SECTION_BYTES + SECTION_RVA) : image->size;
}

void pe_section(const struct pe_image *image, const void *header, uint32_t index, struct pe_section *section)
{
    const uint8_t *raw = (const uint8_t *)header + image->section_table + index * SECTION_BYTES;
    memcpy(section->name, raw, 8);
    section->name[8] = 0;
    section->rva = bytes_get32(raw + SECTION_RVA);
    section->pages = (section_end(image, raw, index) - section->rva) / PE_PAGE;
    section->file_offset = bytes_get32(raw + SECTION_RAW_OFFSET);
    section->file_bytes = bytes_get32(raw + SECTION_RAW_BYTES);
    if (section->file_offset == 0 || section->file_bytes == 0)
        section->file_offset = section->file_bytes = 0;
    if (section->file_bytes > section->pages * PE_PAGE)
        section->file_bytes = section->pages * PE_PAGE;
    section->characteristics = bytes_get32(raw + SECTION_CHARACTERISTICS);
}

/*
 * Base relocations (PE/COFF specification, "The .reloc Section"): blocks of a page's RVA, the block's length,
 * and 16-bit entries of a type and an offset in the page.
 */
#define BLOCK_HEADER     8u
#define RELOCATE_NOTHING 0u /* padding */
#define RELOCATE_HIGHLOW 3u /* a 32-bit address; i386 compilers make no other kind */

static bool relocate_entry(uint8_t *memory, uint32_t size, uint32_t page, uint32_t entry, uint32_t delta)
{
    uint32_t type = entry >> 12;
    uint32_t offset = entry & 0xfff;
    if (type == RELOCATE_NOTHING)
        return true;
    if (type != RELOCATE_HIGHLOW || !lies_within(page, offset + 4, size))
        return false;
    uint8_t *at = memory + page + offset;
    bytes_put32(at, bytes_get32(at) + delta);
    return true;
}

static bool relocate_block(uint8_t *memory, uint32_t size, uint32_t block, uint32_t bytes, uint32_t delta)
{
    uint32_t page = bytes_get32(memory + block);
    for (uint32_t at = BLOCK_HEADER; at < bytes; at += 2)
        if (!relocate_entry(memory, size, page, bytes_get16(memory + block + at), delta))
            return false;
    return true;
}

ntstatus pe_relocate(void *memory, const struct pe_image *image, uint32_t address)
{
    uint8_t *bytes = memory;
    uint32_t block = image->directories[PE_RELOCATION].rva;
    uint32_t left = image->directories[PE_RELOCATION].size;
    if (address == image->base)
        return STATUS_SUCCESS;
    if (image->characteristics & FILE_RELOCS_STRIPPED)
        return STATUS_CONFLICTING_ADDRESSES;
    while (left != 0) {
        uint32_t length = left < BLOCK_HEADER ? 0 : bytes_get32(bytes + block + 4);
        if (length < BLOCK_HEADER || length > left || length % 2 != 0 ||
            !relocate_block(bytes, image->size, block, length, address - image->base))
            return STATUS_INVALID_IMAGE_FORMAT;
        block += length;
        left -= length;
    }
    return STATUS_SUCCESS;
}

/*
 * Exports (PE/COFF specification, "The .edata Section"). Names are sorted, so the search touches few pages.
 */
struct export_table {
    const uint8_t *memory;
    uint32_t size;
    uint32_t functions, function_count;
    uint32_t names, ordinals, name_count;
};

static bool export_table_read(struct export_table *table, const void *memory, const struct pe_image *image)
{
    struct pe_directory directory = image->directories[PE_EXPORT];
    if (directory.size < 40)
        return false;
    const uint8_t *at = (const uint8_t *)memory + directory.rva;
    table->memory = memory;
    table->size = image->size;
    table->function_count = bytes_get32(at + 20);
    table->name_count = bytes_get32(at + 24);
    table->functions = bytes_get32(at + 28);
    table->names = bytes_get32(at + 32);
    table->ordinals = bytes_get32(at + 36);
    return table->function_count <= 0x10000 && table->name_count <= 0x10000 &&
           lies_within(table->functions, table->function_count * 4, table->size) &&
           lies_within(table->names, table->name_count * 4, table->size) &&
           lies_within(table->ordinals, table->name_count * 2, table->size);
}

/* As strcmp(name, name of export `index`); a name that runs out of the image ends there. */
static int export_compare(const struct export_table *table, uint32_t index, const char *name)
{
    uint32_t rva = bytes_get32(table->memory + table->names + index * 4);
    for (;; name++, rva++) {
        int theirs = rva < table->size ? table->memory[rva] : 0;
        int difference = (uint8_t)*name - theirs;
        if (difference != 0 || theirs == 0)
            return difference;
    }
}

static bool export_find(const struct export_table *table, const char *name, uint32_t *index)
{
    uint32_t low = 0, high = table->name_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = export_compare(table, middle, name);
        if (order == 0) {
            *index = middle;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

uint32_t pe_export(const void *memory, const struct pe_image *image, const char *name)
{
    struct pe_directory directory = image->directories[PE_EXPORT];
    struct export_table table;
    uint32_t index;
    if (!export_table_read(&table, memory, image) || !export_find(&table, name, &index))
        return 0;
    uint32_t function = bytes_get16(table.memory + table.ordinals + index * 2);
    if (function >= table.function_count)
        return 0;
    uint32_t rva = bytes_get32(table.memory + table.functions + function * 4);
    bool forwarded = rva - directory.rva < directory.size;
    return forwarded || rva >= image->size ? 0 : rva;
}

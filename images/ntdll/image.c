#include "images/ntdll/image.h"
#include "images/ntdll/nt_memory.h"

#define READABLE (IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_WRITE)

static uint32_t page_up(uint32_t bytes)
{
    return (bytes + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

/* How much of the address space a section takes. */
static uint32_t section_bytes(const IMAGE_SECTION_HEADER *section)
{
    return page_up(section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData);
}

static const IMAGE_SECTION_HEADER *section_at(const struct image *image, uint32_t rva)
{
    for (uint32_t i = 0; i < image->section_count; i++) {
        const IMAGE_SECTION_HEADER *section = &image->sections[i];
        if (rva >= section->VirtualAddress && rva - section->VirtualAddress < section_bytes(section))
            return section;
    }
    return NULL;
}

/* One whose sections do not begin at pages lies in memory as in the file, and all of it can be read. */
static bool is_flat(const IMAGE_NT_HEADERS32 *headers)
{
    return headers->OptionalHeader.SectionAlignment < PAGE_BYTES;
}

NTSTATUS image_open(void *base, SIZE_T view_size, struct image *out)
{
    const IMAGE_DOS_HEADER *dos = base;
    uint32_t limit = PAGE_BYTES; /* the kernel accepts no image whose headers are longer */
    if (dos->e_magic != IMAGE_DOS_SIGNATURE || (uint32_t)dos->e_lfanew > limit - sizeof(IMAGE_NT_HEADERS32))
        return STATUS_INVALID_IMAGE_FORMAT;
    IMAGE_NT_HEADERS32 *headers = (IMAGE_NT_HEADERS32 *)((uint8_t *)base + dos->e_lfanew);
    uint32_t table = (uint32_t)dos->e_lfanew + offsetof(IMAGE_NT_HEADERS32, OptionalHeader) +
                     headers->FileHeader.SizeOfOptionalHeader;
    uint32_t count = headers->FileHeader.NumberOfSections;
    if (headers->Signature != IMAGE_NT_SIGNATURE || headers->FileHeader.Machine != IMAGE_FILE_MACHINE_I386 ||
        headers->OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR32_MAGIC || count > 96 ||
        table + count * sizeof(IMAGE_SECTION_HEADER) > limit)
        return STATUS_INVALID_IMAGE_FORMAT;
    *out = (struct image){.base = base,
                          .size = page_up(headers->OptionalHeader.SizeOfImage),
                          .headers = headers,
                          .sections = (const IMAGE_SECTION_HEADER *)((uint8_t *)base + table),
                          .section_count = is_flat(headers) ? 0 : count};
    if (view_size && out->size > view_size)
        return STATUS_INVALID_IMAGE_FORMAT;
    uint32_t entry = headers->OptionalHeader.AddressOfEntryPoint;
    if (entry && !image_readable(out, entry)) /* none, or a place that there is */
        return STATUS_INVALID_IMAGE_FORMAT;
    return STATUS_SUCCESS;
}

static struct image_run run_of_section(const struct image *image, const IMAGE_SECTION_HEADER *section)
{
    return (struct image_run){image->base + section->VirtualAddress, section->VirtualAddress,
                              section->Characteristics & READABLE ? section_bytes(section) : 0};
}

/* Where no section is: the headers, or a flat image. */
static struct image_run run_of_others(const struct image *image)
{
    bool flat = image->section_count == 0;
    return (struct image_run){image->base, 0,
                              flat ? image->size : page_up(image->headers->OptionalHeader.SizeOfHeaders)};
}

struct image_run image_run_at(const struct image *image, uint32_t rva)
{
    const IMAGE_SECTION_HEADER *section = section_at(image, rva);
    struct image_run run = section ? run_of_section(image, section) : run_of_others(image);
    if (rva - run.rva >= run.bytes || rva >= image->size)
        return (struct image_run){image->base + rva, rva, 0};
    if (run.bytes > image->size - run.rva)
        run.bytes = image->size - run.rva;
    return run;
}

uint32_t image_readable(const struct image *image, uint32_t rva)
{
    struct image_run run = image_run_at(image, rva);
    return run.bytes - (rva - run.rva);
}

void *image_at(const struct image *image, uint32_t rva, uint32_t bytes)
{
    return image_readable(image, rva) >= bytes && rva < image->size ? image->base + rva : NULL;
}

void *image_at_address(const struct image *image, uint32_t address, uint32_t bytes)
{
    return image_at(image, address - (uint32_t)image->base, bytes);
}

const char *image_string(const struct image *image, uint32_t rva)
{
    struct image_run run = {0};
    return text_whole(image_text_at(image, &run, rva)).start;
}

IMAGE_DATA_DIRECTORY image_directory(const struct image *image, uint32_t index)
{
    IMAGE_DATA_DIRECTORY none = {0, 0};
    if (index >= image->headers->OptionalHeader.NumberOfRvaAndSizes ||
        index >= IMAGE_NUMBEROF_DIRECTORY_ENTRIES)
        return none;
    IMAGE_DATA_DIRECTORY directory = image->headers->OptionalHeader.DataDirectory[index];
    return directory.VirtualAddress && directory.Size ? directory : none;
}

NTSTATUS image_unseal(const struct image *image, uint32_t rva, uint32_t bytes, ULONG *old)
{
    const IMAGE_SECTION_HEADER *section = section_at(image, rva);
    void *base = image->base + rva;
    SIZE_T size = bytes;
    *old = 0;
    if (!bytes || (section && section->Characteristics & IMAGE_SCN_MEM_WRITE))
        return STATUS_SUCCESS;
    return NtProtectVirtualMemory(CURRENT_PROCESS, &base, &size, PAGE_READWRITE, old);
}

void image_seal(const struct image *image, uint32_t rva, uint32_t bytes, ULONG old)
{
    void *base = image->base + rva;
    SIZE_T size = bytes;
    if (old)
        NtProtectVirtualMemory(CURRENT_PROCESS, &base, &size, old, &old);
}

/* One relocation at `at`. Only what i386 linkers make: whole addresses, and halves of them. */
static bool relocate_one(uint8_t *at, unsigned type, uint32_t delta)
{
    switch (type) {
    case IMAGE_REL_BASED_ABSOLUTE: /* padding */
        return true;
    case IMAGE_REL_BASED_HIGHLOW:
        *(uint32_t *)at += delta;
        return true;
    case IMAGE_REL_BASED_HIGH:
        *(uint16_t *)at += (uint16_t)(delta >> 16);
        return true;
    case IMAGE_REL_BASED_LOW:
        *(uint16_t *)at += (uint16_t)delta;
        return true;
    }
    return false;
}

/* The relocations of one page. The last one may reach 3 bytes into the next page, which is then made writable
 * too. */
static NTSTATUS relocate_page(const struct image *image, const IMAGE_BASE_RELOCATION *block, uint32_t delta)
{
    const WORD *entries = (const WORD *)(block + 1);
    uint32_t count = (block->SizeOfBlock - sizeof *block) / sizeof *entries;
    uint32_t room = image_readable(image, block->VirtualAddress);
    uint32_t bytes = room < PAGE_BYTES + 4 ? room : PAGE_BYTES + 4;
    ULONG old, seal_bytes = bytes;
    if (block->VirtualAddress % PAGE_BYTES)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (!count)
        return STATUS_SUCCESS;
    bool spills = (entries[count - 1] & 0xfff) > PAGE_BYTES - 4;
    if (!spills && seal_bytes > PAGE_BYTES)
        seal_bytes = PAGE_BYTES;
    NTSTATUS status = image_unseal(image, block->VirtualAddress, seal_bytes, &old);
    for (uint32_t i = 0; NT_SUCCESS(status) && i < count; i++) {
        uint32_t offset = entries[i] & 0xfff;
        unsigned type = entries[i] >> 12;
        if (type != IMAGE_REL_BASED_ABSOLUTE && offset + 4 > seal_bytes)
            status = STATUS_INVALID_IMAGE_FORMAT;
        else if (!relocate_one(image->base + block->VirtualAddress + offset, type, delta))
            status = STATUS_INVALID_IMAGE_FORMAT;
    }
    image_seal(image, block->VirtualAddress, seal_bytes, old);
    return status;
}

NTSTATUS image_relocate(const struct image *image)
{
    uint32_t delta = (uint32_t)image->base - image->headers->OptionalHeader.ImageBase;
    IMAGE_DATA_DIRECTORY directory = image_directory(image, IMAGE_DIRECTORY_ENTRY_BASERELOC);
    if (delta == 0)
        return STATUS_SUCCESS;
    if (image->headers->FileHeader.Characteristics & IMAGE_FILE_RELOCS_STRIPPED)
        return STATUS_CONFLICTING_ADDRESSES;
    uint32_t rva = directory.VirtualAddress, left = directory.Size;
    while (left >= sizeof(IMAGE_BASE_RELOCATION)) {
        const IMAGE_BASE_RELOCATION *block = image_at(image, rva, sizeof *block);
        if (!block || block->SizeOfBlock < sizeof *block || block->SizeOfBlock > left ||
            !image_at(image, rva, block->SizeOfBlock))
            return STATUS_INVALID_IMAGE_FORMAT;
        NTSTATUS status = relocate_page(image, block, delta);
        if (!NT_SUCCESS(status))
            return status;
        rva += block->SizeOfBlock;
        left -= block->SizeOfBlock;
    }
    return STATUS_SUCCESS;
}

#include "images/ntdll/ldr_export.h"

static NTSTATUS table_open(const struct image *image, struct exports *table)
{
    table->directory = image_directory(image, IMAGE_DIRECTORY_ENTRY_EXPORT);
    if (!table->directory.VirtualAddress)
        return STATUS_ENTRYPOINT_NOT_FOUND;
    const IMAGE_EXPORT_DIRECTORY *header = image_at(image, table->directory.VirtualAddress, sizeof *header);
    if (!header || header->NumberOfFunctions > 0x10000 || header->NumberOfNames > 0x10000)
        return STATUS_INVALID_IMAGE_FORMAT;
    table->base = header->Base;
    table->function_count = header->NumberOfFunctions;
    table->name_count = header->NumberOfNames;
    table->functions = image_at(image, header->AddressOfFunctions, table->function_count * sizeof(DWORD));
    table->names = image_at(image, header->AddressOfNames, table->name_count * sizeof(DWORD));
    table->indices = image_at(image, header->AddressOfNameOrdinals, table->name_count * sizeof(WORD));
    if ((table->function_count && !table->functions) ||
        (table->name_count && (!table->names || !table->indices)))
        return STATUS_INVALID_IMAGE_FORMAT;
    return STATUS_SUCCESS;
}

struct exports exports_open(const struct image *image)
{
    struct exports table = {0};
    table.status = table_open(image, &table);
    return table;
}

/* Function number `index`; an address inside the export directory itself is the text of a forwarder. */
static NTSTATUS export_at(const struct image *image, struct exports *table, uint32_t index,
                          struct export *out)
{
    if (index >= table->function_count || !table->functions[index])
        return STATUS_ORDINAL_NOT_FOUND;
    uint32_t rva = table->functions[index];
    *out = (struct export){0};
    if (rva - table->directory.VirtualAddress < table->directory.Size) {
        out->forwarder = text_whole(image_text_at(image, &table->run, rva));
        return out->forwarder.start ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
    }
    if (rva >= image->size)
        return STATUS_INVALID_IMAGE_FORMAT;
    out->address = image->base + rva;
    return STATUS_SUCCESS;
}

/* The first name looked at is the one before the hint, because GNU's dlltool counts from 1; the next, if it
 * comes later, the one at the hint; then the rest is halved. */
static NTSTATUS name_search(const struct image *image, struct exports *table, const struct text *name,
                            uint32_t hint, uint32_t *found)
{
    int order;
    uint32_t low = 0, high = table->name_count, first = hint - 1 < high ? hint - 1 : high / 2, at = first;
    while (low < high) {
        struct text candidate = image_text_at(image, &table->run, table->names[at]);
        *found = at;
        if (!text_compare(name, &candidate, &order))
            return STATUS_INVALID_IMAGE_FORMAT;
        if (order == 0)
            return STATUS_SUCCESS;
        if (order < 0)
            high = at;
        else
            low = at + 1;
        at = order > 0 && at == first ? low : low + (high - low) / 2;
    }
    return STATUS_ENTRYPOINT_NOT_FOUND;
}

NTSTATUS export_by_name(const struct image *image, struct exports *exports, const struct text *name,
                        uint32_t hint, struct export *out)
{
    uint32_t found;
    NTSTATUS status = exports->status;
    if (NT_SUCCESS(status))
        status = name_search(image, exports, name, hint, &found);
    if (NT_SUCCESS(status))
        status = export_at(image, exports, exports->indices[found], out);
    return status == STATUS_ORDINAL_NOT_FOUND ? STATUS_ENTRYPOINT_NOT_FOUND : status;
}

NTSTATUS export_by_ordinal(const struct image *image, struct exports *exports, uint32_t ordinal,
                           struct export *out)
{
    NTSTATUS status = exports->status;
    if (NT_SUCCESS(status))
        status = export_at(image, exports, ordinal - exports->base, out);
    return status == STATUS_ENTRYPOINT_NOT_FOUND ? STATUS_ORDINAL_NOT_FOUND : status;
}

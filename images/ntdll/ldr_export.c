#include "images/ntdll/ldr_export.h"
#include "images/ntdll/memory.h"

struct export_table {
    IMAGE_DATA_DIRECTORY directory;
    const IMAGE_EXPORT_DIRECTORY *header;
    const DWORD *functions; /* RVAs, by ordinal less Base */
    const DWORD *names;     /* RVAs, sorted by strcmp */
    const WORD *indices;    /* for each name its place in `functions` */
};

static NTSTATUS table_open(const struct image *image, struct export_table *table)
{
    table->directory = image_directory(image, IMAGE_DIRECTORY_ENTRY_EXPORT);
    if (!table->directory.VirtualAddress)
        return STATUS_ENTRYPOINT_NOT_FOUND;
    const IMAGE_EXPORT_DIRECTORY *header = image_at(image, table->directory.VirtualAddress, sizeof *header);
    if (!header || header->NumberOfFunctions > 0x10000 || header->NumberOfNames > 0x10000)
        return STATUS_INVALID_IMAGE_FORMAT;
    table->header = header;
    table->functions = image_at(image, header->AddressOfFunctions, header->NumberOfFunctions * sizeof(DWORD));
    table->names = image_at(image, header->AddressOfNames, header->NumberOfNames * sizeof(DWORD));
    table->indices = image_at(image, header->AddressOfNameOrdinals, header->NumberOfNames * sizeof(WORD));
    if ((header->NumberOfFunctions && !table->functions) ||
        (header->NumberOfNames && (!table->names || !table->indices)))
        return STATUS_INVALID_IMAGE_FORMAT;
    return STATUS_SUCCESS;
}

/* Function number `index`; an address inside the export directory itself is the text of a forwarder. */
static NTSTATUS export_at(const struct image *image, const struct export_table *table, uint32_t index,
                          struct export *out)
{
    if (index >= table->header->NumberOfFunctions || !table->functions[index])
        return STATUS_ORDINAL_NOT_FOUND;
    uint32_t rva = table->functions[index];
    *out = (struct export){0};
    if (rva - table->directory.VirtualAddress < table->directory.Size) {
        out->forwarder = image_string(image, rva);
        return out->forwarder ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
    }
    if (rva >= image->size)
        return STATUS_INVALID_IMAGE_FORMAT;
    out->address = image->base + rva;
    return STATUS_SUCCESS;
}

/* <0, 0, >0 as `name` sorts against name number `i`; a bad entry sets *status. */
static int name_compare(const struct image *image, const struct export_table *table, uint32_t i,
                        const char *name, NTSTATUS *status)
{
    const char *candidate = image_string(image, table->names[i]);
    if (!candidate) {
        *status = STATUS_INVALID_IMAGE_FORMAT;
        return 0;
    }
    return strcmp(name, candidate);
}

static NTSTATUS name_search(const struct image *image, const struct export_table *table, const char *name,
                            uint32_t hint, uint32_t *found)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint32_t low = 0, high = table->header->NumberOfNames;
    *found = hint;
    if (hint < high && name_compare(image, table, hint, name, &status) == 0)
        return status;
    while (low < high) {
        *found = low + (high - low) / 2;
        int order = name_compare(image, table, *found, name, &status);
        if (order == 0)
            return status;
        if (order < 0)
            high = *found;
        else
            low = *found + 1;
    }
    return STATUS_ENTRYPOINT_NOT_FOUND;
}

NTSTATUS export_by_name(const struct image *image, const char *name, uint32_t hint, struct export *out)
{
    struct export_table table;
    uint32_t found;
    NTSTATUS status = table_open(image, &table);
    if (NT_SUCCESS(status))
        status = name_search(image, &table, name, hint, &found);
    if (NT_SUCCESS(status))
        status = export_at(image, &table, table.indices[found], out);
    return status == STATUS_ORDINAL_NOT_FOUND ? STATUS_ENTRYPOINT_NOT_FOUND : status;
}

NTSTATUS export_by_ordinal(const struct image *image, uint32_t ordinal, struct export *out)
{
    struct export_table table;
    NTSTATUS status = table_open(image, &table);
    if (NT_SUCCESS(status))
        status = export_at(image, &table, ordinal - table.header->Base, out);
    return status == STATUS_ENTRYPOINT_NOT_FOUND ? STATUS_ORDINAL_NOT_FOUND : status;
}

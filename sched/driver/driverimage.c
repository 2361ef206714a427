#include "sched/driver/driverimage.h"

#include <string.h>
#include "storage/bytes.h"

#define SUBSYSTEM_NATIVE     1u
#define FILE_RELOCS_STRIPPED 0x0001u
#define BY_ORDINAL           0x80000000u
#define INIT_SECTION         "INIT"
#define PAGEABLE             "PAGE"

/* PE/COFF specification, "The .idata Section": an import directory entry, the end is one of zeros. */
enum { IMPORT_NAMES = 0, IMPORT_MODULE = 12, IMPORT_ADDRESSES = 16, IMPORT_BYTES = 20 };

#define THUNK_BYTES 4u
#define HINT_BYTES  2u

static ntstatus refuse(struct driver_refusal *refusal, const char *reason, ntstatus status)
{
    refusal->reason = reason;
    return status;
}

static bool entry_is_code(const void *header, const struct pe_image *image)
{
    struct pe_section section;
    for (uint32_t i = 0; i < image->sections; i++) {
        pe_section(image, header, i, &section);
        if (image->entry >= section.rva && image->entry - section.rva < section.pages * PE_PAGE)
            return (section.characteristics & PE_SECTION_EXECUTE) != 0;
    }
    return false;
}

/* The linker has made the section, but no directory leads there: what it says would not be done. */
static bool lacks(const void *header, const struct pe_image *image, const char *name,
                  enum pe_directory_index directory)
{
    struct pe_section section;
    if (image->directories[directory].rva != 0 && image->directories[directory].size != 0)
        return false;
    for (uint32_t i = 0; i < image->sections; i++) {
        pe_section(image, header, i, &section);
        if (strcmp(section.name, name) == 0)
            return true;
    }
    return false;
}

static const char *why_malformed(const void *header, uint32_t header_bytes)
{
    uint16_t machine = pe_machine(header, header_bytes);
    return machine == 0 || machine == PE_MACHINE_I386 ? "malformed" : "not-i386";
}

ntstatus driver_image_parse(const void *header, uint32_t header_bytes, uint32_t file_bytes,
                            struct pe_image *image, struct driver_refusal *refusal)
{
    ntstatus status = pe_parse(header, header_bytes, file_bytes, image);
    if (status == STATUS_INVALID_IMAGE_NOT_MZ)
        return refuse(refusal, "no-image", status);
    if (!status_ok(status))
        return refuse(refusal, why_malformed(header, header_bytes), status);
    if (image->subsystem != SUBSYSTEM_NATIVE)
        return refuse(refusal, "not-native", STATUS_INVALID_IMAGE_FORMAT);
    if (image->flat)
        return refuse(refusal, "unaligned", STATUS_INVALID_IMAGE_FORMAT);
    if ((image->characteristics & FILE_RELOCS_STRIPPED) || lacks(header, image, ".reloc", PE_RELOCATION))
        return refuse(refusal, "no-relocations", STATUS_CONFLICTING_ADDRESSES);
    if (!entry_is_code(header, image))
        return refuse(refusal, "entry-outside", STATUS_INVALID_IMAGE_FORMAT);
    if (lacks(header, image, ".idata", PE_IMPORT))
        return refuse(refusal, "malformed-imports", STATUS_INVALID_IMAGE_FORMAT);
    return STATUS_SUCCESS;
}

/* ---- imports ---- */

struct binder {
    uint8_t *memory;
    uint32_t size;
    uint32_t (*resolve)(const char *module, const char *name, bool *known);
    struct driver_refusal *refusal;
};

static ntstatus malformed(const struct binder *binder)
{
    return refuse(binder->refusal, "malformed-imports", STATUS_INVALID_IMAGE_FORMAT);
}

/* A text that ends within the image; NULL: it does not. */
static const char *text_at(const struct binder *binder, uint32_t rva)
{
    const char *text = (const char *)binder->memory + rva;
    return rva < binder->size && memchr(text, 0, binder->size - rva) ? text : NULL;
}

static void append(struct driver_refusal *refusal, const char *text)
{
    strncat(refusal->what, text, DRIVER_WHAT_BYTES - 1 - strlen(refusal->what));
}

static ntstatus missing(const struct binder *binder, const char *module, const char *name, bool known)
{
    append(binder->refusal, module);
    if (!known)
        return refuse(binder->refusal, "no-module", STATUS_DLL_NOT_FOUND);
    append(binder->refusal, "!");
    append(binder->refusal, name);
    return refuse(binder->refusal, "no-export", STATUS_DRIVER_ENTRYPOINT_NOT_FOUND);
}

/* One word of an import address table. */
static ntstatus bind_one(const struct binder *binder, const char *module, uint32_t thunk, uint32_t place)
{
    bool known = false;
    if (thunk & BY_ORDINAL) {
        append(binder->refusal, module);
        return refuse(binder->refusal, "by-ordinal", STATUS_DRIVER_ORDINAL_NOT_FOUND);
    }
    const char *name = thunk < binder->size ? text_at(binder, thunk + HINT_BYTES) : NULL;
    if (!name || !*name)
        return malformed(binder);
    uint32_t address = binder->resolve(module, name, &known);
    if (address == 0)
        return missing(binder, module, name, known);
    bytes_put32(binder->memory + place, address);
    return STATUS_SUCCESS;
}

static bool has_word(const struct binder *binder, uint32_t rva)
{
    return rva < binder->size && binder->size - rva >= THUNK_BYTES;
}

/* The names of one module; they are read from where the addresses go if they have no table of their own. */
static ntstatus bind_module(const struct binder *binder, const uint8_t *entry)
{
    uint32_t places = bytes_get32(entry + IMPORT_ADDRESSES), names = bytes_get32(entry + IMPORT_NAMES);
    const char *module = text_at(binder, bytes_get32(entry + IMPORT_MODULE));
    names = names ? names : places;
    if (!module || !*module)
        return malformed(binder);
    for (;; names += THUNK_BYTES, places += THUNK_BYTES) {
        if (!has_word(binder, names) || !has_word(binder, places))
            return malformed(binder);
        uint32_t thunk = bytes_get32(binder->memory + names);
        if (thunk == 0)
            return STATUS_SUCCESS;
        ntstatus status = bind_one(binder, module, thunk, places);
        if (!status_ok(status))
            return status;
    }
}

/* NT takes an entry that has only one of the two for the end of the table. */
static ntstatus bind_modules(const struct binder *binder, uint32_t at)
{
    ntstatus status = STATUS_SUCCESS;
    for (; status_ok(status) && at != 0; at += IMPORT_BYTES) {
        uint8_t entry[IMPORT_BYTES];
        if (at > binder->size || binder->size - at < IMPORT_BYTES)
            return malformed(binder);
        memcpy(entry, binder->memory + at, IMPORT_BYTES); /* what is bound may lie over it */
        bool module = bytes_get32(entry + IMPORT_MODULE) != 0;
        bool places = bytes_get32(entry + IMPORT_ADDRESSES) != 0;
        if (module != places)
            return malformed(binder);
        if (!module)
            return STATUS_SUCCESS;
        status = bind_module(binder, entry);
    }
    return status;
}

/* A word there that is still the place of a name was in no table, and would be called. */
static bool leaves_unbound(const struct binder *binder, const struct pe_directory *places)
{
    for (uint32_t at = 0; at + THUNK_BYTES <= places->size; at += THUNK_BYTES) {
        uint32_t word = bytes_get32(binder->memory + places->rva + at);
        if (word != 0 && word < binder->size)
            return true;
    }
    return false;
}

ntstatus driver_image_bind(void *memory, const struct pe_image *image,
                           uint32_t (*resolve)(const char *module, const char *name, bool *known),
                           struct driver_refusal *refusal)
{
    const struct binder binder = {memory, image->size, resolve, refusal};
    ntstatus status = bind_modules(&binder, image->directories[PE_IMPORT].rva);
    if (status_ok(status) && leaves_unbound(&binder, &image->directories[PE_IAT]))
        return malformed(&binder);
    return status;
}

/* ---- sections ---- */

enum protection driver_section_protection(const struct pe_section *section)
{
    bool execute = section->characteristics & PE_SECTION_EXECUTE;
    bool write = section->characteristics & PE_SECTION_WRITE;
    if (execute)
        return write ? PROT_EXECUTE_READWRITE : PROT_EXECUTE_READ;
    return write ? PROT_READWRITE : PROT_READONLY;
}

bool driver_section_pages(const struct pe_section *section)
{
    return strncmp(section->name, PAGEABLE, sizeof PAGEABLE - 1) == 0;
}

bool driver_section_goes(const struct pe_section *section)
{
    return (section->characteristics & PE_SECTION_DISCARDABLE) || strcmp(section->name, INIT_SECTION) == 0;
}

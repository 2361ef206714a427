#include "images/ntdll/ldr_import.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/ldr_error.h"
#include "images/ntdll/ldr_export.h"
#include "images/ntdll/ldr_map.h"
#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/string.h"

#define FORWARDER_CHAIN 16 /* longer ones are taken for circles */

static struct module *dll_loaded(const UNICODE_STRING *name)
{
    WCHAR buffer[MAX_PATH + 1] = {0};
    UNICODE_STRING path = {0, MAX_PATH * sizeof(WCHAR), buffer};
    if (!dll_name_has_path(name))
        return module_by_name(name);
    return dll_path_complete(name->Buffer, &path) ? module_by_path(&path) : NULL;
}

/* Maps a DLL that is not loaded yet and everything it needs. */
static NTSTATUS dll_load(const UNICODE_STRING *name, const WCHAR *search_path, struct module *importer,
                         struct module **out)
{
    NTSTATUS status = dll_map(name, search_path, out);
    if (!NT_SUCCESS(status)) {
        loader_report_dll(status, name, importer ? &importer->entry.FullDllName : NULL);
        return status;
    }
    status = tls_register(*out);
    return NT_SUCCESS(status) ? import_resolve(*out) : status;
}

NTSTATUS import_dll(const UNICODE_STRING *name, const WCHAR *search_path, struct module *importer,
                    struct module **out)
{
    WCHAR buffer[MAX_PATH + 1] = {0};
    UNICODE_STRING complete = {0, MAX_PATH * sizeof(WCHAR), buffer};
    NTSTATUS status = dll_name_complete(name, &complete);
    if (!NT_SUCCESS(status))
        return status;
    *out = dll_loaded(&complete);
    return *out ? STATUS_SUCCESS : dll_load(&complete, search_path, importer, out);
}

/* A DLL by its name in an image: characters of the ANSI code page. */
static NTSTATUS import_dll_ansi(const char *name, size_t length, struct module *importer, struct module **out)
{
    WCHAR buffer[MAX_PATH + 1] = {0};
    UNICODE_STRING wide = {0, MAX_PATH * sizeof(WCHAR), buffer};
    if (length == 0 || length >= MAX_PATH)
        return STATUS_INVALID_IMAGE_FORMAT;
    RtlMultiByteToUnicodeN(buffer, wide.MaximumLength, NULL, name, length);
    wide.Length = (USHORT)(length * sizeof(WCHAR));
    return import_dll(&wide, NULL, importer, out);
}

static uint32_t ordinal_value(const char *digits)
{
    uint32_t value = 0;
    for (; *digits >= '0' && *digits <= '9' && value < 0x10000; digits++)
        value = value * 10 + (uint32_t)(*digits - '0');
    return value;
}

static NTSTATUS export_find(struct module *module, const struct import *import, struct export *out)
{
    return import->name.start
               ? export_by_name(&module->image, module_exports(module), &import->name, import->hint, out)
               : export_by_ordinal(&module->image, module_exports(module), import->ordinal, out);
}

/* The DLL that the first `length` characters of a forwarder's text name. */
static NTSTATUS forwarder_dll(struct module *module, const char *text, size_t length, struct module **target)
{
    if (module->forward.module && module->forward.length == length &&
        memcmp(module->forward.text, text, length) == 0) {
        *target = module->forward.module;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = import_dll_ansi(text, length, module, target);
    if (NT_SUCCESS(status))
        status = module_needs(module, *target);
    if (!NT_SUCCESS(status))
        return status;
    module->forward.text = text;
    module->forward.length = length;
    module->forward.module = *target;
    return STATUS_SUCCESS;
}

/* Goes from a forwarder's text to the module and the function that it names. A dot may stand in the DLL's
 * name: the last one counts. */
static NTSTATUS forwarder_follow(struct module *importer, struct module **module, const struct text *text,
                                 struct import *import)
{
    struct module *target;
    const char *dot = strrchr(text->start, '.');
    if (!dot)
        return STATUS_INVALID_IMAGE_FORMAT;
    NTSTATUS status = forwarder_dll(*module, text->start, (size_t)(dot - text->start), &target);
    if (NT_SUCCESS(status))
        status = module_needs(importer, target);
    *module = target;
    uint32_t before = (uint32_t)(dot + 1 - text->start);
    *import = (struct import){{dot + 1, text->room - before}, 0, 0};
    if (dot[1] == '#')
        *import = (struct import){{NULL, 0}, ordinal_value(dot + 2), 0};
    return status;
}

NTSTATUS import_procedure(struct module *importer, struct module *module, const struct import *import,
                          void **address)
{
    struct export found;
    struct import next;
    for (int links = 0; links < FORWARDER_CHAIN; links++) {
        NTSTATUS status = export_find(module, import, &found);
        if (NT_SUCCESS(status) && found.forwarder.start)
            status = forwarder_follow(importer, &module, &found.forwarder, &next);
        *address = found.address;
        if (!NT_SUCCESS(status) || !found.forwarder.start)
            return status;
        import = &next;
    }
    return STATUS_INVALID_IMAGE_FORMAT;
}

/* What a thunk asks for. *run: see image_text_at(). */
static NTSTATUS thunk_read(const struct image *image, struct image_run *run, uint32_t thunk,
                           struct import *out)
{
    *out = (struct import){{NULL, 0}, thunk & 0xffff, 0};
    if (thunk & IMAGE_ORDINAL_FLAG32)
        return STATUS_SUCCESS;
    struct text text = image_text_at(image, run, thunk);
    if (text.room <= sizeof(WORD))
        return STATUS_INVALID_IMAGE_FORMAT;
    out->hint = *(const WORD *)text.start;
    out->name = (struct text){text.start + sizeof(WORD), text.room - sizeof(WORD)};
    return STATUS_SUCCESS;
}

/* Nobody has looked yet whether the name ends. A DLL that a forwarder wants has been told of. */
static NTSTATUS import_report(NTSTATUS status, const struct import *import, const struct module *from)
{
    const char *name = import->name.start;
    if (name && !memchr(name, 0, import->name.room))
        return STATUS_INVALID_IMAGE_FORMAT;
    if (status != STATUS_DLL_NOT_FOUND)
        loader_report_procedure(status, name, import->ordinal, &from->entry.BaseDllName);
    return status;
}

/* One import: `thunk` says what, *slot takes the address. */
static NTSTATUS thunk_resolve(struct module *module, struct module *from, struct image_run *run,
                              uint32_t thunk, void **slot)
{
    struct import import;
    NTSTATUS status = thunk_read(&module->image, run, thunk, &import);
    if (!NT_SUCCESS(status))
        return status;
    status = import_procedure(module, from, &import, slot);
    return NT_SUCCESS(status) ? status : import_report(status, &import, from);
}

/* How many thunks an array holds before the 0 that ends it; ~0 if it does not end inside its section. */
static uint32_t thunk_count(const struct image *image, uint32_t rva)
{
    const uint32_t *thunks = image_at(image, rva, sizeof *thunks);
    uint32_t limit = thunks ? image_readable(image, rva) / sizeof *thunks : 0;
    for (uint32_t i = 0; i < limit; i++)
        if (!thunks[i])
            return i;
    return ~0u;
}

static bool may_go_on(NTSTATUS status)
{
    return NT_SUCCESS(status) || loader_goes_on(status);
}

/* Of what is missing the first counts; what ends the search counts before that. */
static NTSTATUS first_failure(NTSTATUS before, NTSTATUS now)
{
    return NT_SUCCESS(before) || !may_go_on(now) ? now : before;
}

/* All imports from one DLL. The name table stays as it is and the address table is filled in; an image
 * without a name table has the names where the addresses go. */
static NTSTATUS descriptor_resolve(struct module *module, const IMAGE_IMPORT_DESCRIPTOR *descriptor)
{
    const struct image *image = &module->image;
    uint32_t names = descriptor->OriginalFirstThunk ? descriptor->OriginalFirstThunk : descriptor->FirstThunk;
    const char *dll = image_string(image, descriptor->Name);
    uint32_t count = thunk_count(image, names), bytes = count * sizeof(void *);
    struct module *from;
    struct image_run run = {0};
    ULONG seal;
    if (!dll || count == ~0u || !image_at(image, descriptor->FirstThunk, bytes))
        return STATUS_INVALID_IMAGE_FORMAT;
    NTSTATUS status = import_dll_ansi(dll, strlen(dll), module, &from);
    if (NT_SUCCESS(status))
        status = module_needs(module, from);
    if (NT_SUCCESS(status))
        status = image_unseal(image, descriptor->FirstThunk, bytes, &seal);
    if (!NT_SUCCESS(status))
        return status;
    const uint32_t *thunks = (const uint32_t *)(image->base + names);
    void **slots = (void **)(image->base + descriptor->FirstThunk);
    for (uint32_t i = 0; i < count && may_go_on(status); i++)
        status = first_failure(status, thunk_resolve(module, from, &run, thunks[i], &slots[i]));
    image_seal(image, descriptor->FirstThunk, bytes, seal);
    return status;
}

NTSTATUS import_resolve(struct module *module)
{
    IMAGE_DATA_DIRECTORY directory = image_directory(&module->image, IMAGE_DIRECTORY_ENTRY_IMPORT);
    uint32_t rva = directory.VirtualAddress;
    NTSTATUS status = STATUS_SUCCESS;
    if (!rva)
        return STATUS_SUCCESS;
    for (;; rva += sizeof(IMAGE_IMPORT_DESCRIPTOR)) {
        const IMAGE_IMPORT_DESCRIPTOR *descriptor = image_at(&module->image, rva, sizeof *descriptor);
        if (!descriptor)
            return STATUS_INVALID_IMAGE_FORMAT;
        if (!descriptor->Name || !descriptor->FirstThunk)
            return status;
        status = first_failure(status, descriptor_resolve(module, descriptor));
        if (!may_go_on(status)) {
            loader_report_image(status, &module->entry.BaseDllName);
            return status;
        }
    }
}

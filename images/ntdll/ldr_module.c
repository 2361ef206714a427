#include "images/ntdll/ldr_module.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/string.h"

RTL_CRITICAL_SECTION loader_lock = CRITICAL_SECTION_FREE;

static PEB_LDR_DATA loader_data;

static void unlink_member(LIST_ENTRY *entry)
{
    if (entry->Flink) /* else never put in */
        list_unlink(entry);
}

void modules_start(void)
{
    loader_data.Length = sizeof loader_data;
    list_start(&loader_data.InLoadOrderModuleList);
    list_start(&loader_data.InMemoryOrderModuleList);
    list_start(&loader_data.InInitializationOrderModuleList);
    peb()->Ldr = &loader_data;
    peb()->LoaderLock = &loader_lock;
}

/* The part of a path behind its last backslash; it shares the buffer. */
static UNICODE_STRING base_name_of(const UNICODE_STRING *path)
{
    USHORT start = path->Length / sizeof(WCHAR);
    while (start && path->Buffer[start - 1] != '\\')
        start--;
    UNICODE_STRING name = {path->Length - start * sizeof(WCHAR), path->MaximumLength - start * sizeof(WCHAR),
                           path->Buffer + start};
    return name;
}

static bool path_copy(UNICODE_STRING *out, const UNICODE_STRING *path)
{
    out->Buffer = RtlAllocateHeap(peb()->ProcessHeap, 0, path->Length + sizeof(WCHAR));
    if (!out->Buffer)
        return false;
    out->Length = 0;
    out->MaximumLength = path->Length + sizeof(WCHAR);
    RtlCopyUnicodeString(out, path);
    return true;
}

struct module *module_add(const struct image *image, const UNICODE_STRING *path)
{
    struct module *module = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *module);
    if (!module || !path_copy(&module->entry.FullDllName, path)) {
        RtlFreeHeap(peb()->ProcessHeap, 0, module);
        return NULL;
    }
    LDR_DATA_TABLE_ENTRY *entry = &module->entry;
    const IMAGE_OPTIONAL_HEADER32 *optional = &image->headers->OptionalHeader;
    module->image = *image;
    module->tls_index = TLS_NONE;
    entry->BaseDllName = base_name_of(&entry->FullDllName);
    entry->DllBase = image->base;
    entry->EntryPoint = optional->AddressOfEntryPoint ? image->base + optional->AddressOfEntryPoint : NULL;
    entry->SizeOfImage = image->size;
    entry->TimeDateStamp = image->headers->FileHeader.TimeDateStamp;
    entry->OriginalBase = optional->ImageBase;
    if (image->headers->FileHeader.Characteristics & IMAGE_FILE_DLL)
        entry->Flags |= LDRP_IMAGE_DLL;
    list_start(&entry->HashLinks);
    list_start(&entry->ForwarderLinks);
    list_start(&entry->ServiceTagLinks);
    list_start(&entry->StaticLinks);
    list_append(&loader_data.InLoadOrderModuleList, &entry->InLoadOrderLinks);
    list_append(&loader_data.InMemoryOrderModuleList, &entry->InMemoryOrderLinks);
    return module;
}

void module_remove(struct module *module)
{
    unlink_member(&module->entry.InLoadOrderLinks);
    unlink_member(&module->entry.InMemoryOrderLinks);
    unlink_member(&module->entry.InInitializationOrderLinks);
    RtlFreeUnicodeString(&module->entry.FullDllName);
    RtlFreeHeap(peb()->ProcessHeap, 0, module->needs);
    RtlFreeHeap(peb()->ProcessHeap, 0, module);
}

struct exports *module_exports(struct module *module)
{
    if (!module->exports_known) {
        module->exports = exports_open(&module->image);
        module->exports_known = true;
    }
    return &module->exports;
}

NTSTATUS module_needs(struct module *module, struct module *need)
{
    for (uint32_t i = 0; i < module->needs_count; i++)
        if (module->needs[i] == need)
            return STATUS_SUCCESS;
    if (module->needs_count == module->needs_room) {
        uint32_t room = module->needs_room + 8;
        SIZE_T bytes = room * sizeof *module->needs;
        void *grown = module->needs ? RtlReAllocateHeap(peb()->ProcessHeap, 0, module->needs, bytes)
                                    : RtlAllocateHeap(peb()->ProcessHeap, 0, bytes);
        if (!grown)
            return STATUS_NO_MEMORY;
        module->needs = grown;
        module->needs_room = room;
    }
    module->needs[module->needs_count++] = need;
    return STATUS_SUCCESS;
}

struct module *module_next(struct module *module)
{
    LIST_ENTRY *head = &loader_data.InLoadOrderModuleList;
    LIST_ENTRY *next = module ? module->entry.InLoadOrderLinks.Flink : head->Flink;
    return next == head ? NULL : CONTAINING_RECORD(next, struct module, entry.InLoadOrderLinks);
}

struct module *module_by_name(const UNICODE_STRING *base_name)
{
    struct module *module = module_next(NULL);
    while (module && !RtlEqualUnicodeString(&module->entry.BaseDllName, base_name, TRUE))
        module = module_next(module);
    return module;
}

struct module *module_by_path(const UNICODE_STRING *path)
{
    struct module *module = module_next(NULL);
    while (module && !RtlEqualUnicodeString(&module->entry.FullDllName, path, TRUE))
        module = module_next(module);
    return module;
}

struct module *module_by_base(const void *base)
{
    struct module *module = module_next(NULL);
    while (module && module->entry.DllBase != base)
        module = module_next(module);
    return module;
}

struct module *module_by_address(const void *address)
{
    struct module *module = module_next(NULL);
    while (module && (uintptr_t)address - (uintptr_t)module->entry.DllBase >= module->image.size)
        module = module_next(module);
    return module;
}

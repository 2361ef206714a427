#include "images/ntdll/ldr_api.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/ldr_import.h"
#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_map.h"
#include "images/ntdll/ldr_unload.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/string.h"

static NTSTATUS load(const WCHAR *search_path, const UNICODE_STRING *name, void **base)
{
    struct module *module;
    NTSTATUS status = import_dll(name, search_path, NULL, &module);
    if (NT_SUCCESS(status)) {
        if (module->entry.LoadCount < LOADS_PINNED)
            module->entry.LoadCount++;
        status = init_attach(module, NULL);
        *base = module->entry.DllBase;
        if (!NT_SUCCESS(status))
            module->entry.LoadCount--;
    }
    if (!NT_SUCCESS(status))
        unload_sweep();
    return status;
}

NTSTATUS NTAPI LdrLoadDll(const WCHAR *search_path, ULONG *flags, const UNICODE_STRING *name, void **base)
{
    RtlEnterCriticalSection(&loader_lock);
    NTSTATUS status = load(search_path, name, base);
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

NTSTATUS NTAPI LdrUnloadDll(void *base)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_by_base(base);
    if (!module || !module->entry.LoadCount)
        status = STATUS_DLL_NOT_FOUND;
    else if (module->entry.LoadCount < LOADS_PINNED && --module->entry.LoadCount == 0 &&
             !RtlDllShutdownInProgress())
        unload_sweep();
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

NTSTATUS NTAPI LdrAddRefDll(ULONG flags, void *base)
{
    enum { PIN = 1 };
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_by_base(base);
    if (module && (flags & PIN))
        module->entry.LoadCount = LOADS_PINNED;
    else if (module && module->entry.LoadCount < LOADS_PINNED)
        module->entry.LoadCount++;
    RtlLeaveCriticalSection(&loader_lock);
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

/* A forwarder may have loaded DLLs; they are attached before anybody calls into them. */
static NTSTATUS procedure_find(struct module *module, const char *name, ULONG ordinal, void **address)
{
    uint32_t room = name ? strlen(name) + 1 : 0;
    struct import import = {{name, room}, ordinal, ~0u};
    NTSTATUS status = import_procedure(module, module, &import, address);
    for (uint32_t i = 0; i < module->needs_count && NT_SUCCESS(status) && peb()->Ldr->Initialized; i++)
        status = init_attach(module->needs[i], NULL);
    if (!NT_SUCCESS(status))
        *address = NULL;
    return status;
}

NTSTATUS NTAPI LdrGetProcedureAddress(void *base, const ANSI_STRING *name, ULONG ordinal, void **address)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_by_base(base);
    if (module)
        status = procedure_find(module, name ? name->Buffer : NULL, ordinal, address);
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

static struct module *handle_find(const UNICODE_STRING *name)
{
    WCHAR buffer[MAX_PATH + 1] = {0}, full[MAX_PATH + 1];
    UNICODE_STRING complete = {0, MAX_PATH * sizeof(WCHAR), buffer}, path = {0, sizeof full, full};
    if (!NT_SUCCESS(dll_name_complete(name, &complete)))
        return NULL;
    if (!dll_name_has_path(&complete))
        return module_by_name(&complete);
    return dll_path_complete(buffer, &path) ? module_by_path(&path) : NULL;
}

NTSTATUS NTAPI LdrGetDllHandle(const WCHAR *search_path, ULONG *flags, const UNICODE_STRING *name,
                               void **base)
{
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = handle_find(name);
    *base = module ? module->entry.DllBase : NULL;
    RtlLeaveCriticalSection(&loader_lock);
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(void *base)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_by_base(base);
    if (!module)
        status = STATUS_DLL_NOT_FOUND;
    else if (module->tls_index != TLS_NONE)
        status = STATUS_UNSUCCESSFUL;
    else
        module->entry.Flags |= LDRP_DONT_CALL_FOR_THREADS;
    RtlLeaveCriticalSection(&loader_lock);
    return status;
}

NTSTATUS NTAPI LdrFindEntryForAddress(const void *address, LDR_DATA_TABLE_ENTRY **entry)
{
    RtlEnterCriticalSection(&loader_lock);
    struct module *module = module_by_address(address);
    *entry = module ? &module->entry : NULL;
    RtlLeaveCriticalSection(&loader_lock);
    return module ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

void *NTAPI RtlPcToFileHeader(void *address, void **base)
{
    LDR_DATA_TABLE_ENTRY *entry;
    *base = NT_SUCCESS(LdrFindEntryForAddress(address, &entry)) ? entry->DllBase : NULL;
    return *base;
}

IMAGE_NT_HEADERS32 *NTAPI RtlImageNtHeader(void *base)
{
    struct image image;
    return base && NT_SUCCESS(image_open(base, 0, &image)) ? image.headers : NULL;
}

/* Only for mapped images: `mapped` FALSE means a file read as it lies, which nobody here does. */
void *NTAPI RtlImageDirectoryEntryToData(void *base, BOOLEAN mapped, USHORT index, ULONG *size)
{
    struct image image;
    *size = 0;
    if (!mapped || !NT_SUCCESS(image_open(base, 0, &image)))
        return NULL;
    IMAGE_DATA_DIRECTORY directory = image_directory(&image, index);
    *size = directory.Size;
    return directory.VirtualAddress ? image_at(&image, directory.VirtualAddress, directory.Size) : NULL;
}

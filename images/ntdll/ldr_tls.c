#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_memory.h"

struct tls_template {
    const uint8_t *data;
    SIZE_T data_bytes, zero_bytes;
    bool used;
};

struct tls_array {             /* what ThreadLocalStoragePointer points behind */
    struct tls_array *retired; /* the one that this replaced; a thread may still hold its address */
    uint32_t count;
    void *slots[];
};

/* A thread's TEB names it (TlsLinks.Flink), so that a thread that ends is not looked for among all. */
struct tls_thread {
    LIST_ENTRY links;
    CLIENT_ID id; /* tells a running thread from a killed one whose TEB is gone or used again */
    TEB *teb;
    struct tls_array *array;
};

static struct tls_template *templates;
static uint32_t template_count;
static LIST_ENTRY threads = {&threads, &threads};

static const IMAGE_TLS_DIRECTORY32 *tls_directory(const struct module *module)
{
    IMAGE_DATA_DIRECTORY directory = image_directory(&module->image, IMAGE_DIRECTORY_ENTRY_TLS);
    if (!directory.VirtualAddress)
        return NULL;
    return image_at(&module->image, directory.VirtualAddress, sizeof(IMAGE_TLS_DIRECTORY32));
}

static NTSTATUS template_read(const struct module *module, const IMAGE_TLS_DIRECTORY32 *directory,
                              struct tls_template *out)
{
    out->used = true;
    out->data_bytes = directory->EndAddressOfRawData - directory->StartAddressOfRawData;
    out->zero_bytes = directory->SizeOfZeroFill;
    if (directory->EndAddressOfRawData < directory->StartAddressOfRawData || out->zero_bytes > 0x10000000)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (!out->data_bytes)
        return STATUS_SUCCESS;
    out->data = image_at_address(&module->image, directory->StartAddressOfRawData, out->data_bytes);
    return out->data ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
}

static void *template_copy(const struct tls_template *template)
{
    uint8_t *copy =
        RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, template->data_bytes + template->zero_bytes);
    if (copy && template->data_bytes)
        memcpy(copy, template->data, template->data_bytes);
    return copy;
}

/* A free index, for which `templates` has room. */
static NTSTATUS index_take(uint32_t *index)
{
    for (*index = 0; *index < template_count; ++*index)
        if (!templates[*index].used)
            return STATUS_SUCCESS;
    SIZE_T bytes = (template_count + 1) * sizeof *templates;
    void *grown = templates ? RtlReAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, templates, bytes)
                            : RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, bytes);
    if (!grown)
        return STATUS_NO_MEMORY;
    templates = grown;
    template_count++;
    return STATUS_SUCCESS;
}

static bool thread_alive(const struct tls_thread *thread)
{
    CLIENT_ID id;
    return NT_SUCCESS(NtReadVirtualMemory(CURRENT_PROCESS, &thread->teb->ClientId, &id, sizeof id, NULL)) &&
           id.UniqueThread == thread->id.UniqueThread;
}

/* A longer array with the same contents. */
static bool array_grow(struct tls_thread *thread)
{
    struct tls_array *old = thread->array;
    SIZE_T bytes = sizeof *old + template_count * sizeof(void *);
    struct tls_array *array = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, bytes);
    if (!array)
        return false;
    array->count = template_count;
    array->retired = old;
    if (old)
        memcpy(array->slots, old->slots, old->count * sizeof(void *));
    thread->array = array;
    return true;
}

static NTSTATUS slot_fill(struct tls_thread *thread, uint32_t index)
{
    if ((!thread->array || index >= thread->array->count) && !array_grow(thread))
        return STATUS_NO_MEMORY;
    void *copy = template_copy(&templates[index]);
    if (!copy)
        return STATUS_NO_MEMORY;
    thread->array->slots[index] = copy;
    thread->teb->ThreadLocalStoragePointer = thread->array->slots;
    return STATUS_SUCCESS;
}

static void thread_free(struct tls_thread *thread)
{
    struct tls_array *array = thread->array;
    for (uint32_t i = 0; array && i < array->count; i++)
        RtlFreeHeap(peb()->ProcessHeap, 0, array->slots[i]);
    while (array) {
        struct tls_array *older = array->retired;
        RtlFreeHeap(peb()->ProcessHeap, 0, array);
        array = older;
    }
    list_unlink(&thread->links);
    RtlFreeHeap(peb()->ProcessHeap, 0, thread);
}

/* Fills the new index in every running thread; what killed threads left is given back on the way. */
static NTSTATUS threads_fill(uint32_t index)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (LIST_ENTRY *link = threads.Flink; link != &threads && NT_SUCCESS(status);) {
        struct tls_thread *thread = CONTAINING_RECORD(link, struct tls_thread, links);
        link = link->Flink;
        if (thread_alive(thread))
            status = slot_fill(thread, index);
        else
            thread_free(thread);
    }
    return status;
}

/* Tells the module its index, in the variable that its code reads. */
static NTSTATUS index_tell(const struct module *module, const IMAGE_TLS_DIRECTORY32 *directory,
                           uint32_t index)
{
    uint32_t rva = directory->AddressOfIndex - (uint32_t)module->image.base;
    uint32_t *variable = image_at(&module->image, rva, sizeof *variable);
    ULONG seal;
    if (!variable)
        return STATUS_INVALID_IMAGE_FORMAT;
    NTSTATUS status = image_unseal(&module->image, rva, sizeof *variable, &seal);
    if (!NT_SUCCESS(status))
        return status;
    *variable = index;
    image_seal(&module->image, rva, sizeof *variable, seal);
    return STATUS_SUCCESS;
}

NTSTATUS tls_register(struct module *module)
{
    const IMAGE_TLS_DIRECTORY32 *directory = tls_directory(module);
    struct tls_template template = {0};
    uint32_t index;
    if (!directory)
        return STATUS_SUCCESS;
    NTSTATUS status = template_read(module, directory, &template);
    if (NT_SUCCESS(status))
        status = index_take(&index);
    if (NT_SUCCESS(status))
        status = index_tell(module, directory, index);
    if (!NT_SUCCESS(status))
        return status;
    templates[index] = template;
    module->tls_index = index;
    module->entry.TlsIndex = 0xffff;
    return threads_fill(index);
}

void tls_forget(struct module *module)
{
    uint32_t index = module->tls_index;
    if (index == TLS_NONE)
        return;
    for (LIST_ENTRY *link = threads.Flink; link != &threads; link = link->Flink) {
        struct tls_array *array = CONTAINING_RECORD(link, struct tls_thread, links)->array;
        if (!array || index >= array->count)
            continue;
        RtlFreeHeap(peb()->ProcessHeap, 0, array->slots[index]);
        array->slots[index] = NULL;
    }
    templates[index] = (struct tls_template){0};
    module->tls_index = TLS_NONE;
}

NTSTATUS tls_thread_begin(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct tls_thread *thread = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *thread);
    if (!thread)
        return STATUS_NO_MEMORY;
    thread->teb = teb();
    thread->id = teb()->ClientId;
    list_append(&threads, &thread->links);
    teb()->TlsLinks.Flink = &thread->links;
    for (uint32_t i = 0; i < template_count && NT_SUCCESS(status); i++)
        if (templates[i].used)
            status = slot_fill(thread, i);
    return status;
}

void tls_thread_end(void)
{
    LIST_ENTRY *links = teb()->TlsLinks.Flink;
    if (!links)
        return;
    teb()->TlsLinks.Flink = NULL;
    teb()->ThreadLocalStoragePointer = NULL;
    thread_free(CONTAINING_RECORD(links, struct tls_thread, links));
}

void tls_callbacks(const struct module *module, DWORD reason)
{
    const IMAGE_TLS_DIRECTORY32 *directory = tls_directory(module);
    uint32_t address = directory ? directory->AddressOfCallBacks : 0;
    for (; address; address += sizeof(void *)) {
        void **callback = image_at_address(&module->image, address, sizeof *callback);
        if (!callback || !*callback)
            return;
        entry_call(*callback, module->image.base, reason, NULL);
    }
}

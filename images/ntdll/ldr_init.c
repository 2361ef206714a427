#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_error.h"
#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/list.h"

static bool is_dll(const struct module *module)
{
    return module->entry.Flags & LDRP_IMAGE_DLL;
}

static BOOL module_call(const struct module *module, DWORD reason, void *reserved)
{
    tls_callbacks(module, reason);
    if (!is_dll(module) || !module->entry.EntryPoint)
        return TRUE;
    return entry_call(module->entry.EntryPoint, module->entry.DllBase, reason, reserved);
}

static void append_in_order(struct module *module)
{
    LIST_ENTRY *list = &peb()->Ldr->InInitializationOrderModuleList;
    LIST_ENTRY *links = &module->entry.InInitializationOrderLinks;
    if (links->Flink) /* it was attached before, and detached */
        return;
    list_append(list, links);
}

static NTSTATUS module_attach(struct module *module, void *reserved)
{
    if (!is_dll(module)) {
        tls_callbacks(module, DLL_PROCESS_ATTACH);
        return STATUS_SUCCESS;
    }
    append_in_order(module);
    module->entry.Flags |= LDRP_PROCESS_ATTACH_CALLED;
    if (module_call(module, DLL_PROCESS_ATTACH, reserved))
        return STATUS_SUCCESS;
    loader_report_image(STATUS_DLL_INIT_FAILED, &module->entry.BaseDllName);
    return STATUS_DLL_INIT_FAILED;
}

/* The mark is set before the needs are visited: in a circle of DLLs, the one that is reached again is left
 * out. */
NTSTATUS init_attach(struct module *root, void *reserved)
{
    if (root->entry.Flags & LDRP_ENTRY_PROCESSED)
        return STATUS_SUCCESS;
    root->entry.Flags |= LDRP_ENTRY_PROCESSED;
    for (uint32_t i = 0; i < root->needs_count; i++) {
        NTSTATUS status = init_attach(root->needs[i], reserved);
        if (!NT_SUCCESS(status))
            return status;
    }
    return module_attach(root, reserved);
}

void init_detach(struct module *module, void *reserved)
{
    if (!(module->entry.Flags & LDRP_PROCESS_ATTACH_CALLED))
        return;
    module->entry.Flags &= ~(LDRP_PROCESS_ATTACH_CALLED | LDRP_ENTRY_PROCESSED);
    module_call(module, DLL_PROCESS_DETACH, reserved);
}

static struct module *of_link(LIST_ENTRY *link)
{
    return CONTAINING_RECORD(link, struct module, entry.InInitializationOrderLinks);
}

void init_detach_all(void)
{
    LIST_ENTRY *list = &peb()->Ldr->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink)
        init_detach(of_link(link), (void *)1);
    tls_callbacks(module_next(NULL), DLL_PROCESS_DETACH);
}

static void thread_call(const struct module *module, DWORD reason)
{
    ULONG flags = module->entry.Flags;
    if ((flags & LDRP_PROCESS_ATTACH_CALLED) && !(flags & LDRP_DONT_CALL_FOR_THREADS))
        module_call(module, reason, NULL);
}

void init_thread_attach(void)
{
    LIST_ENTRY *list = &peb()->Ldr->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Flink; link != list; link = link->Flink)
        thread_call(of_link(link), DLL_THREAD_ATTACH);
    tls_callbacks(module_next(NULL), DLL_THREAD_ATTACH);
}

void init_thread_detach(void)
{
    LIST_ENTRY *list = &peb()->Ldr->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink)
        thread_call(of_link(link), DLL_THREAD_DETACH);
    tls_callbacks(module_next(NULL), DLL_THREAD_DETACH);
}

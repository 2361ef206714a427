#include "images/ntdll/ldr_unload.h"
#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_map.h"
#include "images/ntdll/ldr_tls.h"

static bool sweeping, again;

static void reach(struct module *module)
{
    if (module->reached)
        return;
    module->reached = true;
    for (uint32_t i = 0; i < module->needs_count; i++)
        reach(module->needs[i]);
}

static void mark(void)
{
    struct module *module = NULL;
    while ((module = module_next(module)))
        module->reached = false;
    while ((module = module_next(module)))
        if (module->entry.LoadCount)
            reach(module);
}

/* In reverse order of attachment, before any of them is unmapped. */
static void detach_unreached(void)
{
    LIST_ENTRY *list = &peb()->Ldr->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink) {
        struct module *module = CONTAINING_RECORD(link, struct module, entry.InInitializationOrderLinks);
        if (!module->reached)
            init_detach(module, NULL);
    }
}

static void unmap_unreached(void)
{
    struct module *module = module_next(NULL);
    while (module) {
        struct module *next = module_next(module);
        if (!module->reached) {
            tls_forget(module);
            dll_unmap(module);
        }
        module = next;
    }
}

/* A detached module may be loaded again by another's detach call, and detach calls may unload more: hence the
 * second mark, and the repetition. */
void unload_sweep(void)
{
    again = true;
    if (sweeping)
        return;
    sweeping = true;
    while (again) {
        again = false;
        mark();
        detach_unreached();
        if (again)
            continue;
        unmap_unreached();
    }
    sweeping = false;
}

#include "images/ntdll/vectored.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"

struct vectored {
    LIST_ENTRY links;
    PVECTORED_EXCEPTION_HANDLER handler;
    ULONG references; /* one for the list, one for each call under way: a handler may remove itself */
    bool removed;
};

static LIST_ENTRY handlers = {&handlers, &handlers};
static RTL_CRITICAL_SECTION handlers_lock = CRITICAL_SECTION_FREE;

void *NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    struct vectored *entry = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *entry);
    if (!entry)
        return NULL;
    entry->handler = handler;
    entry->references = 1;
    RtlEnterCriticalSection(&handlers_lock);
    LIST_ENTRY *before = first ? &handlers : handlers.Blink;
    entry->links = (LIST_ENTRY){before->Flink, before};
    before->Flink->Blink = &entry->links;
    before->Flink = &entry->links;
    RtlLeaveCriticalSection(&handlers_lock);
    return entry;
}

/* With the lock held. A removed entry keeps its place until the last call on it is over. */
static void vectored_drop(struct vectored *entry)
{
    if (--entry->references)
        return;
    entry->links.Blink->Flink = entry->links.Flink;
    entry->links.Flink->Blink = entry->links.Blink;
    RtlFreeHeap(peb()->ProcessHeap, 0, entry);
}

ULONG NTAPI RtlRemoveVectoredExceptionHandler(void *handle)
{
    ULONG found = 0;
    RtlEnterCriticalSection(&handlers_lock);
    for (LIST_ENTRY *link = handlers.Flink; link != &handlers && !found; link = link->Flink) {
        struct vectored *entry = CONTAINING_RECORD(link, struct vectored, links);
        if (entry == handle && !entry->removed) {
            entry->removed = true;
            found = 1;
            vectored_drop(entry);
            break;
        }
    }
    RtlLeaveCriticalSection(&handlers_lock);
    return found;
}

bool vectored_call(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = {record, context};
    LONG answer = EXCEPTION_CONTINUE_SEARCH;
    if (handlers.Flink == &handlers)
        return false;
    RtlEnterCriticalSection(&handlers_lock);
    for (LIST_ENTRY *link = handlers.Flink; link != &handlers && answer != EXCEPTION_CONTINUE_EXECUTION;) {
        struct vectored *entry = CONTAINING_RECORD(link, struct vectored, links);
        entry->references++;
        if (!entry->removed) {
            RtlLeaveCriticalSection(&handlers_lock);
            answer = entry->handler(&pointers);
            RtlEnterCriticalSection(&handlers_lock);
        }
        link = link->Flink;
        vectored_drop(entry);
    }
    RtlLeaveCriticalSection(&handlers_lock);
    return answer == EXCEPTION_CONTINUE_EXECUTION;
}

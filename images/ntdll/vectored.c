#include "images/ntdll/vectored.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"

struct vectored {
    LIST_ENTRY links;
    PVECTORED_EXCEPTION_HANDLER handler;
    ULONG references; /* one for the list, one for each call under way: a handler may remove itself */
    bool removed;
};

static LIST_ENTRY exception_handlers = {&exception_handlers, &exception_handlers};
static LIST_ENTRY continue_handlers = {&continue_handlers, &continue_handlers};
static RTL_CRITICAL_SECTION handlers_lock = CRITICAL_SECTION_FREE; /* of both */

static void *handler_add(LIST_ENTRY *list, ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    struct vectored *entry = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *entry);
    if (!entry)
        return NULL;
    entry->handler = handler;
    entry->references = 1;
    RtlEnterCriticalSection(&handlers_lock);
    LIST_ENTRY *before = first ? list : list->Blink;
    entry->links = (LIST_ENTRY){before->Flink, before};
    before->Flink->Blink = &entry->links;
    before->Flink = &entry->links;
    RtlLeaveCriticalSection(&handlers_lock);
    return entry;
}

void *NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return handler_add(&exception_handlers, first, handler);
}

void *NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return handler_add(&continue_handlers, first, handler);
}

/* With the lock held. A removed entry keeps its place until the last call on it is over. */
static void vectored_drop(struct vectored *entry)
{
    if (--entry->references)
        return;
    list_unlink(&entry->links);
    RtlFreeHeap(peb()->ProcessHeap, 0, entry);
}

static ULONG handler_remove(LIST_ENTRY *list, const void *handle)
{
    ULONG found = 0;
    RtlEnterCriticalSection(&handlers_lock);
    for (LIST_ENTRY *link = list->Flink; link != list; link = link->Flink) {
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

ULONG NTAPI RtlRemoveVectoredExceptionHandler(void *handle)
{
    return handler_remove(&exception_handlers, handle);
}

ULONG NTAPI RtlRemoveVectoredContinueHandler(void *handle)
{
    return handler_remove(&continue_handlers, handle);
}

/* True as soon as one says EXCEPTION_CONTINUE_EXECUTION. */
static bool handlers_ask(LIST_ENTRY *list, EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = {record, context};
    LONG answer = EXCEPTION_CONTINUE_SEARCH;
    if (list->Flink == list)
        return false;
    RtlEnterCriticalSection(&handlers_lock);
    for (LIST_ENTRY *link = list->Flink; link != list && answer != EXCEPTION_CONTINUE_EXECUTION;) {
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

bool vectored_call(EXCEPTION_RECORD *record, CONTEXT *context)
{
    return handlers_ask(&exception_handlers, record, context);
}

void vectored_continue(EXCEPTION_RECORD *record, CONTEXT *context)
{
    handlers_ask(&continue_handlers, record, context);
}

#include "images/ntdll/waiter.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/teb.h"
#include "images/ntdll/worker.h"

#define MOST (MAXIMUM_WAIT_OBJECTS - 1)

struct waiter {
    struct waiter *next;
    LIST_ENTRY awaited;
    ULONG count;
    HANDLE changed; /* an event: the list has */
};

/* What a thread waits for at the moment. */
struct view {
    HANDLE handles[1 + MOST]; /* `changed` is the last: what is awaited comes first if both are signalled */
    struct awaited *awaited[MOST];
    ULONG count;
};

static struct waiter *waiters;

/* ---- what is awaited ---- */

static void take_out(struct awaited *awaited)
{
    struct waiter *waiter = awaited->waiter;
    list_unlink(&awaited->link);
    awaited->waiter = NULL;
    waiter->count--;
    NtSetEvent(waiter->changed, NULL);
    alarm_cancel(&awaited->alarm);
}

void await_no_more(struct awaited *awaited)
{
    if (awaited->waiter)
        take_out(awaited);
}

/* At the end of its time it may be signalled. */
static void ring(struct alarm *alarm)
{
    struct awaited *awaited = CONTAINING_RECORD(alarm, struct awaited, alarm);
    BOOL late =
        NtWaitForSingleObject(awaited->object, FALSE, &(LARGE_INTEGER){.QuadPart = 0}) == STATUS_TIMEOUT;
    take_out(awaited);
    awaited->fire(awaited, late);
}

/* ---- the threads ---- */

static void look(const struct waiter *waiter, struct view *view)
{
    view->count = 0;
    for (LIST_ENTRY *link = waiter->awaited.Flink; link != &waiter->awaited; link = link->Flink) {
        struct awaited *awaited = CONTAINING_RECORD(link, struct awaited, link);
        view->awaited[view->count] = awaited;
        view->handles[view->count++] = awaited->object;
    }
    view->handles[view->count] = waiter->changed;
}

/* It may have been taken out, and its memory be another's. */
static BOOL still_waits(const struct waiter *waiter, const struct view *view, ULONG place)
{
    for (LIST_ENTRY *link = waiter->awaited.Flink; link != &waiter->awaited; link = link->Flink)
        if (link == &view->awaited[place]->link)
            return view->awaited[place]->object == view->handles[place];
    return FALSE;
}

static void fire(struct waiter *waiter, const struct view *view, ULONG place)
{
    if (place >= view->count || !still_waits(waiter, view, place))
        return;
    take_out(view->awaited[place]);
    view->awaited[place]->fire(view->awaited[place], FALSE);
}

/* One of the handles was closed: nobody waits for it any more. */
static void drop_closed(struct waiter *waiter, const struct view *view)
{
    for (ULONG i = 0; i < view->count; i++)
        if (still_waits(waiter, view, i) &&
            !NT_SUCCESS(NtQueryObject(view->handles[i], ObjectHandleFlags, &(BYTE[2]){0}, 2, NULL)))
            take_out(view->awaited[i]);
}

static __attribute__((noreturn)) void leave(struct waiter *waiter)
{
    struct waiter **place = &waiters;
    while (*place != waiter)
        place = &(*place)->next;
    *place = waiter->next;
    NtClose(waiter->changed);
    RtlFreeHeap(peb()->ProcessHeap, 0, waiter);
    pool_unlock();
    for (;;)
        RtlExitUserThread(STATUS_SUCCESS);
}

/* Alertable, so that a function that runs here may have itself called. */
static NTSTATUS wait(const struct view *view)
{
    static const LARGE_INTEGER minute = {.QuadPart = -60 * 10000000ll};
    NTSTATUS status;
    pool_unlock();
    status =
        NtWaitForMultipleObjects(view->count + 1, view->handles, WaitAny, TRUE, view->count ? NULL : &minute);
    pool_lock();
    return status;
}

static __attribute__((noreturn)) DWORD WINAPI waiter_thread(void *of)
{
    struct waiter *waiter = of;
    struct view view;
    pool_lock();
    for (;;) {
        look(waiter, &view);
        NTSTATUS status = wait(&view);
        if (status == STATUS_TIMEOUT && waiter->count == 0)
            leave(waiter);
        if (NT_ERROR(status))
            drop_closed(waiter, &view);
        else
            fire(waiter, &view, (ULONG)status % STATUS_ABANDONED_WAIT_0);
    }
}

static struct waiter *make(void)
{
    HANDLE thread;
    struct waiter *waiter = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *waiter);
    if (!waiter)
        return NULL;
    list_start(&waiter->awaited);
    if (NT_SUCCESS(NtCreateEvent(&waiter->changed, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE))) {
        if (NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, CURRENT_PROCESS, waiter_thread,
                                        waiter, 0, 0, 0, 0, NULL))) {
            NtClose(thread);
            waiter->next = waiters;
            return waiters = waiter;
        }
        NtClose(waiter->changed);
    }
    RtlFreeHeap(peb()->ProcessHeap, 0, waiter);
    return NULL;
}

static struct waiter *with_room(void)
{
    for (struct waiter *waiter = waiters; waiter; waiter = waiter->next)
        if (waiter->count < MOST)
            return waiter;
    return make();
}

NTSTATUS await(struct awaited *awaited, HANDLE object, uint64_t end)
{
    NTSTATUS status = end ? alarm_start() : STATUS_SUCCESS;
    struct waiter *waiter = NT_SUCCESS(status) ? with_room() : NULL;
    if (!waiter)
        return NT_SUCCESS(status) ? STATUS_NO_MEMORY : status;
    awaited->waiter = waiter;
    awaited->object = object;
    awaited->alarm.ring = ring;
    list_append(&waiter->awaited, &awaited->link);
    waiter->count++;
    NtSetEvent(waiter->changed, NULL);
    if (end)
        alarm_set(&awaited->alarm, end, 0);
    return STATUS_SUCCESS;
}

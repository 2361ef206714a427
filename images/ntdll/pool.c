#include "images/ntdll/pool.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/ldr_api.h"
#include "images/ntdll/list.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/teb.h"

/* ---- an object's life ---- */

static void leave_group(struct pool_object *object)
{
    list_unlink(&object->in_group);
    list_start(&object->in_group);
}

static void join_group(struct pool_object *object, TP_CLEANUP_GROUP *group)
{
    if (group)
        list_append(&group->members, &object->in_group);
    else
        list_start(&object->in_group);
}

static BOOL is_quiet(const struct pool_object *object)
{
    return object->work.times == 0 && object->running == 0 && object->expected == 0;
}

/* Who sleeps for it looks when it wakes. */
static void go_if_done(struct pool_object *object)
{
    if (!is_quiet(object))
        return;
    if (object->sleepers > 0) {
        RtlWakeAllConditionVariable(&object->quiet);
        return;
    }
    if (!object->released)
        return;
    leave_group(object);
    object->pool->files -= object->files;
    pool_release(object->pool);
    RtlFreeHeap(peb()->ProcessHeap, 0, object);
}

static void await_quiet(struct pool_object *object)
{
    object->sleepers++;
    while (!is_quiet(object))
        RtlSleepConditionVariableCS(&object->quiet, &pool_section, NULL);
    object->sleepers--;
    go_if_done(object);
}

void pool_object_await(struct pool_object *object, BOOL cancel)
{
    pool_lock();
    if (cancel)
        work_withdraw(&object->work);
    await_quiet(object);
    pool_unlock();
}

static void release(struct pool_object *object)
{
    object->released = TRUE;
    if (object->stop)
        object->stop(object);
}

void pool_object_release(struct pool_object *object)
{
    pool_lock();
    release(object);
    go_if_done(object);
    pool_unlock();
}

void pool_object_forget(struct pool_object *object)
{
    pool_lock();
    object->expected--;
    go_if_done(object);
    pool_unlock();
}

/* ---- calls ---- */

static void do_at_the_end(TP_CALLBACK_INSTANCE *instance)
{
    if (instance->section)
        RtlLeaveCriticalSection(instance->section);
    if (instance->mutex)
        NtReleaseMutant(instance->mutex, NULL);
    if (instance->semaphore)
        NtReleaseSemaphore(instance->semaphore, (LONG)instance->count, NULL);
    if (instance->event)
        NtSetEvent(instance->event, NULL);
    if (instance->dll)
        LdrUnloadDll(instance->dll);
}

void pool_object_call(struct pool_object *object, const FILE_IO_COMPLETION_INFORMATION *packet)
{
    TP_CALLBACK_INSTANCE instance = {.object = object, .packet = packet};
    PTP_SIMPLE_CALLBACK finished = object->finished;
    void *context = object->context;
    object->running++;
    pool_unlock();
    object->call(object, &instance);
    do_at_the_end(&instance);
    if (finished)
        finished(&instance, context);
    pool_lock();
    if (instance.dissociated)
        return;
    object->running--;
    go_if_done(object);
}

static void run(struct work *work)
{
    pool_object_call(CONTAINING_RECORD(work, struct pool_object, work), NULL);
}

void pool_object_post(struct pool_object *object)
{
    if (work_queue(object->pool, &object->work, object->priority))
        return;
    pool_unlock();
    RtlRaiseStatus(STATUS_NO_MEMORY);
}

/* ---- making ---- */

static void take_environment(struct pool_object *object, const TP_CALLBACK_ENVIRON *environment)
{
    object->cancelled = environment->CleanupGroupCancelCallback;
    object->finished = environment->FinalizationCallback;
    if (environment->Version >= 3 && environment->CallbackPriority < POOL_PRIORITIES)
        object->priority = environment->CallbackPriority;
    if (environment->Pool)
        object->pool = environment->Pool;
}

NTSTATUS pool_object_make(SIZE_T bytes, void *function, void *context, TP_CALLBACK_ENVIRON *environment,
                          struct pool_object **out)
{
    if (!function)
        return STATUS_INVALID_PARAMETER;
    struct pool_object *object = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, bytes);
    if (!object)
        return STATUS_NO_MEMORY;
    object->pool = &pool_own;
    object->priority = TP_CALLBACK_PRIORITY_NORMAL;
    object->function = function;
    object->context = context;
    object->work.run = run;
    if (environment)
        take_environment(object, environment);
    pool_lock();
    object->pool->references++;
    join_group(object, environment ? environment->CleanupGroup : NULL);
    pool_unlock();
    *out = object;
    return STATUS_SUCCESS;
}

/* ---- work ---- */

struct _TP_WORK {
    struct pool_object object;
};

static void call_work(struct pool_object *object, TP_CALLBACK_INSTANCE *instance)
{
    ((PTP_WORK_CALLBACK)object->function)(instance, object->context, (TP_WORK *)object);
}

NTSTATUS NTAPI TpAllocWork(TP_WORK **out, PTP_WORK_CALLBACK function, void *context,
                           TP_CALLBACK_ENVIRON *environment)
{
    struct pool_object *object;
    NTSTATUS status = pool_object_make(sizeof(TP_WORK), function, context, environment, &object);
    if (!NT_SUCCESS(status))
        return status;
    object->call = call_work;
    *out = (TP_WORK *)object;
    return STATUS_SUCCESS;
}

void NTAPI TpPostWork(TP_WORK *work)
{
    pool_lock();
    pool_object_post(&work->object);
    pool_unlock();
}

void NTAPI TpWaitForWork(TP_WORK *work, LONG cancel)
{
    pool_object_await(&work->object, cancel != 0);
}

void NTAPI TpReleaseWork(TP_WORK *work)
{
    pool_object_release(&work->object);
}

static void call_simple(struct pool_object *object, TP_CALLBACK_INSTANCE *instance)
{
    ((PTP_SIMPLE_CALLBACK)object->function)(instance, object->context);
}

NTSTATUS NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK function, void *context, TP_CALLBACK_ENVIRON *environment)
{
    struct pool_object *object;
    NTSTATUS status = pool_object_make(sizeof *object, function, context, environment, &object);
    if (!NT_SUCCESS(status))
        return status;
    object->call = call_simple;
    pool_lock();
    if (!work_queue(object->pool, &object->work, object->priority))
        status = STATUS_NO_MEMORY;
    object->released = TRUE;
    go_if_done(object);
    pool_unlock();
    return status;
}

/* ---- groups ---- */

NTSTATUS NTAPI TpAllocCleanupGroup(TP_CLEANUP_GROUP **out)
{
    TP_CLEANUP_GROUP *group = RtlAllocateHeap(peb()->ProcessHeap, 0, sizeof *group);
    if (!group)
        return STATUS_NO_MEMORY;
    list_start(&group->members);
    *out = group;
    return STATUS_SUCCESS;
}

/* The lock is held. Of one that was released before, only calls that never came are told of. */
static void stop_member(struct pool_object *object, BOOL cancel)
{
    BOOL was_released = object->released;
    if (!was_released)
        release(object);
    ULONG dropped = cancel ? work_withdraw(&object->work) : 0;
    object->told = cancel && object->cancelled && (!was_released || dropped > 0);
}

static void await_member(struct pool_object *object, void *context)
{
    leave_group(object);
    if (object->told) {
        object->running++; /* it stays */
        pool_unlock();
        object->cancelled(object->context, context);
        pool_lock();
        object->running--;
    }
    await_quiet(object);
}

/* All are stopped before one is waited for: none of them begins meanwhile. */
void NTAPI TpReleaseCleanupGroupMembers(TP_CLEANUP_GROUP *group, LONG cancel, void *context)
{
    LIST_ENTRY *members = &group->members;
    pool_lock();
    for (LIST_ENTRY *link = members->Flink; link != members; link = link->Flink)
        stop_member(CONTAINING_RECORD(link, struct pool_object, in_group), cancel != 0);
    while (members->Flink != members)
        await_member(CONTAINING_RECORD(members->Flink, struct pool_object, in_group), context);
    pool_unlock();
}

void NTAPI TpReleaseCleanupGroup(TP_CLEANUP_GROUP *group)
{
    RtlFreeHeap(peb()->ProcessHeap, 0, group);
}

/* ---- pools ---- */

NTSTATUS NTAPI TpAllocPool(TP_POOL **out, void *reserved)
{
    TP_POOL *pool = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *pool);
    if (!pool)
        return STATUS_NO_MEMORY;
    for (ULONG i = 0; i < POOL_PRIORITIES; i++)
        list_start(&pool->waiting[i]);
    pool->most = POOL_MOST_WORKERS;
    pool->references = 1;
    *out = pool;
    return STATUS_SUCCESS;
}

void NTAPI TpReleasePool(TP_POOL *pool)
{
    pool_lock();
    pool_release(pool);
    pool_unlock();
}

void NTAPI TpSetPoolMaxThreads(TP_POOL *pool, LONG most)
{
    pool_lock();
    pool->most = most > 0 ? (ULONG)most : 1;
    pool_unlock();
}

BOOL NTAPI TpSetPoolMinThreads(TP_POOL *pool, LONG least)
{
    pool_lock();
    BOOL done = pool_set_least(pool, (ULONG)least);
    pool_unlock();
    return done;
}

/* ---- for a function that is called ---- */

NTSTATUS NTAPI TpCallbackMayRunLong(TP_CALLBACK_INSTANCE *instance)
{
    pool_lock();
    BOOL another = !instance->dissociated && pool_has_another(instance->object->pool);
    pool_unlock();
    return another ? STATUS_SUCCESS : STATUS_TOO_MANY_THREADS;
}

void NTAPI TpDisassociateCallback(TP_CALLBACK_INSTANCE *instance)
{
    pool_lock();
    if (!instance->dissociated) {
        instance->dissociated = TRUE;
        instance->object->running--;
        go_if_done(instance->object);
    }
    pool_unlock();
}

void NTAPI TpCallbackLeaveCriticalSectionOnCompletion(TP_CALLBACK_INSTANCE *instance,
                                                      RTL_CRITICAL_SECTION *section)
{
    instance->section = section;
}

void NTAPI TpCallbackSetEventOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE event)
{
    instance->event = event;
}

void NTAPI TpCallbackReleaseSemaphoreOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE semaphore,
                                                  ULONG count)
{
    instance->semaphore = semaphore;
    instance->count = count;
}

void NTAPI TpCallbackReleaseMutexOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE mutex)
{
    instance->mutex = mutex;
}

void NTAPI TpCallbackUnloadDllOnCompletion(TP_CALLBACK_INSTANCE *instance, void *dll)
{
    instance->dll = dll;
}

#include "images/ntdll/heap.h"
#include "images/ntdll/pool.h"
#include "images/ntdll/pool_legacy.h"
#include "images/ntdll/teb.h"

/* ---- files of the pool's objects ---- */

struct _TP_IO {
    struct pool_object object;
    struct pool_file file;
};

static void call(struct pool_object *object, TP_CALLBACK_INSTANCE *instance)
{
    const FILE_IO_COMPLETION_INFORMATION *packet = instance->packet;
    ((PTP_IO_CALLBACK)object->function)(instance, object->context, packet->ApcContext, &packet->IoStatusBlock,
                                        (TP_IO *)object);
}

static void arrive(struct pool_file *bound, const FILE_IO_COMPLETION_INFORMATION *packet)
{
    TP_IO *file = CONTAINING_RECORD(bound, TP_IO, file);
    if (file->object.expected > 0)
        file->object.expected--;
    pool_object_call(&file->object, packet);
}

NTSTATUS NTAPI TpAllocIoCompletion(TP_IO **out, HANDLE file, PTP_IO_CALLBACK function, void *context,
                                   TP_CALLBACK_ENVIRON *environment)
{
    struct pool_object *object;
    NTSTATUS status = pool_object_make(sizeof(TP_IO), function, context, environment, &object);
    if (!NT_SUCCESS(status))
        return status;
    TP_IO *made = (TP_IO *)object;
    object->call = call;
    made->file.arrive = arrive;
    pool_lock();
    status = pool_bind(object->pool, file, &made->file);
    if (NT_SUCCESS(status)) {
        object->files = 1;
        object->pool->files++;
    }
    pool_unlock();
    if (NT_SUCCESS(status))
        *out = made;
    else
        pool_object_release(object);
    return status;
}

void NTAPI TpStartAsyncIoOperation(TP_IO *file)
{
    pool_lock();
    file->object.expected++;
    pool_unlock();
}

void NTAPI TpCancelAsyncIoOperation(TP_IO *file)
{
    pool_object_forget(&file->object);
}

void NTAPI TpWaitForIoCompletion(TP_IO *file, LONG cancel)
{
    pool_object_await(&file->object, cancel != 0);
}

void NTAPI TpReleaseIoCompletion(TP_IO *file)
{
    pool_object_release(&file->object);
}

/* ---- files whose packets call a routine ---- */

/* One for each routine, for good: a file may be bound as long as there is a handle to it. */
struct bound_routine {
    struct pool_file file;
    struct bound_routine *next;
    LPOVERLAPPED_COMPLETION_ROUTINE routine;
};

static struct bound_routine *routines;

static void call_routine(struct pool_file *file, const FILE_IO_COMPLETION_INFORMATION *packet)
{
    LPOVERLAPPED_COMPLETION_ROUTINE routine = CONTAINING_RECORD(file, struct bound_routine, file)->routine;
    pool_unlock();
    routine((DWORD)packet->IoStatusBlock.Status, packet->IoStatusBlock.Information, packet->ApcContext);
    pool_lock();
}

static struct bound_routine *bound(LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct bound_routine *at = routines;
    while (at && at->routine != routine)
        at = at->next;
    if (at)
        return at;
    at = RtlAllocateHeap(peb()->ProcessHeap, 0, sizeof *at);
    if (!at)
        return NULL;
    *at = (struct bound_routine){{call_routine}, routines, routine};
    routines = at;
    return at;
}

NTSTATUS NTAPI RtlSetIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE routine, ULONG flags)
{
    if (flags)
        return STATUS_INVALID_PARAMETER;
    pool_lock();
    struct bound_routine *to = bound(routine);
    NTSTATUS status = to ? pool_bind(&pool_own, file, &to->file) : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status))
        pool_own.files++;
    pool_unlock();
    return status;
}

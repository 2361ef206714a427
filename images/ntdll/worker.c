#include "images/ntdll/worker.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/teb.h"

#define IDLE_TIME (-60 * 10000000ll)

RTL_CRITICAL_SECTION pool_section = CRITICAL_SECTION_FREE;

#define EMPTY(priority)                                                                                      \
    {                                                                                                        \
        &pool_own.waiting[priority], &pool_own.waiting[priority]                                             \
    }
TP_POOL pool_own = {.waiting = {EMPTY(0), EMPTY(1), EMPTY(2)}, .most = POOL_MOST_WORKERS, .references = 1};

void pool_lock(void)
{
    RtlEnterCriticalSection(&pool_section);
}

void pool_unlock(void)
{
    RtlLeaveCriticalSection(&pool_section);
}

/* ---- work ---- */

static LIST_ENTRY *first_list(TP_POOL *pool)
{
    for (ULONG i = 0; i < POOL_PRIORITIES; i++)
        if (pool->waiting[i].Flink != &pool->waiting[i])
            return &pool->waiting[i];
    return NULL;
}

/* NULL: what it was handed over for was withdrawn. */
static struct work *take(TP_POOL *pool)
{
    LIST_ENTRY *list = first_list(pool);
    if (!list)
        return NULL;
    struct work *work = CONTAINING_RECORD(list->Flink, struct work, link);
    list_unlink(&work->link);
    if (--work->times > 0)
        list_append(list, &work->link);
    return work;
}

ULONG work_withdraw(struct work *work)
{
    ULONG times = work->times;
    if (times > 0)
        list_unlink(&work->link);
    work->times = 0;
    return times;
}

/* ---- threads ---- */

static DWORD WINAPI worker(void *of);

/* It is counted as idle from the start: it is on its way to the port. */
static BOOL hire(TP_POOL *pool)
{
    HANDLE thread;
    if (pool->workers >= pool->most ||
        !NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, CURRENT_PROCESS, worker, pool, 0, 0, 0,
                                     0, NULL)))
        return FALSE;
    NtClose(thread);
    pool->workers++;
    pool->idle++;
    return TRUE;
}

BOOL pool_has_another(TP_POOL *pool)
{
    return pool->idle > 0 || hire(pool);
}

/* Its thread is about to be busy. */
static void leave_somebody(TP_POOL *pool)
{
    pool->idle--;
    if (first_list(pool) || pool->files > 0)
        pool_has_another(pool);
}

static void run_next(TP_POOL *pool, const FILE_IO_COMPLETION_INFORMATION *packet)
{
    struct pool_file *file = packet->KeyContext;
    struct work *work = file ? NULL : take(pool);
    leave_somebody(pool);
    if (file)
        file->arrive(file, packet);
    else if (work)
        work->run(work);
    pool->idle++;
}

/* Work that the thread has begun ends with it. */
static BOOL has_work_under_way(void)
{
    ULONG pending = 0;
    NtQueryInformationThread(CURRENT_THREAD, ThreadIsIoPending, &pending, sizeof pending, NULL);
    return pending != 0;
}

static BOOL may_leave(TP_POOL *pool)
{
    if (first_list(pool) || has_work_under_way())
        return FALSE;
    return pool->references == 0 || (pool->files == 0 && pool->workers > pool->least);
}

static __attribute__((noreturn)) void leave(TP_POOL *pool)
{
    pool->idle--;
    if (--pool->workers == 0 && pool->references == 0) {
        NtClose(pool->port);
        RtlFreeHeap(peb()->ProcessHeap, 0, pool);
    }
    pool_unlock();
    for (;;)
        RtlExitUserThread(STATUS_SUCCESS);
}

static const LARGE_INTEGER *patience(const TP_POOL *pool)
{
    static const LARGE_INTEGER idle = {.QuadPart = IDLE_TIME};
    return pool->files > 0 || pool->workers <= pool->least ? NULL : &idle;
}

/* Alertable, so that work may have its thread called when work of its own has ended. */
static NTSTATUS next_packet(TP_POOL *pool, FILE_IO_COMPLETION_INFORMATION *packet, BOOL stays)
{
    NTSTATUS status;
    ULONG count;
    do
        status = NtRemoveIoCompletionEx(pool->port, packet, 1, &count, stays ? NULL : patience(pool), TRUE);
    while (status == STATUS_ALERTED);
    return status;
}

/* Who is called by a packet may find nothing to do any more, or that the pool is closed. Who has waited in
 * vain and may not leave waits on without an end: time shall not pass for that. */
static DWORD WINAPI worker(void *of)
{
    FILE_IO_COMPLETION_INFORMATION packet;
    NTSTATUS status = STATUS_SUCCESS;
    TP_POOL *pool = of;
    for (;;) {
        status = next_packet(pool, &packet, status == STATUS_TIMEOUT);
        pool_lock();
        if (status == STATUS_SUCCESS)
            run_next(pool, &packet);
        if ((status == STATUS_TIMEOUT || pool->references == 0) && may_leave(pool))
            leave(pool);
        pool_unlock();
    }
}

/* ---- pools ---- */

NTSTATUS pool_start(TP_POOL *pool)
{
    return pool->port ? STATUS_SUCCESS
                      : NtCreateIoCompletion(&pool->port, IO_COMPLETION_ALL_ACCESS, NULL, POOL_MOST_WORKERS);
}

static BOOL call_one(TP_POOL *pool)
{
    return NT_SUCCESS(NtSetIoCompletion(pool->port, NULL, NULL, STATUS_SUCCESS, 0));
}

/* Without a worker of its own the work is done by the next one that has finished. */
BOOL work_queue(TP_POOL *pool, struct work *work, ULONG priority)
{
    if (!NT_SUCCESS(pool_start(pool)) || (!pool_has_another(pool) && pool->workers == 0) || !call_one(pool))
        return FALSE;
    if (work->times++ == 0)
        list_append(&pool->waiting[priority], &work->link);
    return TRUE;
}

BOOL pool_set_least(TP_POOL *pool, ULONG least)
{
    if (!NT_SUCCESS(pool_start(pool)))
        return FALSE;
    while (pool->workers < least)
        if (!hire(pool))
            return FALSE;
    pool->least = least;
    return TRUE;
}

void pool_release(TP_POOL *pool)
{
    if (--pool->references > 0)
        return;
    for (ULONG i = 0; i < pool->workers; i++)
        call_one(pool);
    if (pool->workers > 0)
        return;
    if (pool->port)
        NtClose(pool->port);
    RtlFreeHeap(peb()->ProcessHeap, 0, pool);
}

/* Who takes the packets is there before the first can come. */
NTSTATUS pool_bind(TP_POOL *pool, HANDLE file, struct pool_file *to)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = pool_start(pool);
    if (!NT_SUCCESS(status))
        return status;
    FILE_COMPLETION_INFORMATION information = {pool->port, to};
    if (!pool_has_another(pool))
        return STATUS_NO_MEMORY;
    return NtSetInformationFile(file, &io, &information, sizeof information, FileCompletionInformation);
}

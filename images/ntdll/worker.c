#include "images/ntdll/worker.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

#define MOST_WORKERS 500 /* as many as NT has */

static RTL_CRITICAL_SECTION lock = CRITICAL_SECTION_FREE;
static LIST_ENTRY waiting = {&waiting, &waiting};
static HANDLE wanted;       /* a semaphore: so many of the idle ones shall look */
static ULONG workers, idle; /* idle: those that have not been asked to look yet */

static void append(struct work *work)
{
    work->link.Flink = &waiting;
    work->link.Blink = waiting.Blink;
    waiting.Blink->Flink = &work->link;
    waiting.Blink = &work->link;
}

static void drop(struct work *work)
{
    work->link.Flink->Blink = work->link.Blink;
    work->link.Blink->Flink = work->link.Flink;
}

/* The lock is held, and let go while there is nothing to do. */
static struct work *next_work(void)
{
    while (waiting.Flink == &waiting) {
        idle++;
        RtlLeaveCriticalSection(&lock);
        NtWaitForSingleObject(wanted, FALSE, NULL);
        RtlEnterCriticalSection(&lock);
    }
    struct work *work = CONTAINING_RECORD(waiting.Flink, struct work, link);
    drop(work);
    if (--work->times > 0)
        append(work);
    return work;
}

static __attribute__((noreturn)) DWORD WINAPI worker(void *unused)
{
    for (;;) {
        RtlEnterCriticalSection(&lock);
        struct work *work = next_work();
        RtlLeaveCriticalSection(&lock);
        work->run(work);
    }
}

static BOOL worker_start(void)
{
    HANDLE thread;
    if (!wanted && !NT_SUCCESS(NtCreateSemaphore(&wanted, SEMAPHORE_ALL_ACCESS, NULL, 0, MOST_WORKERS)))
        return FALSE;
    if (!NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, CURRENT_PROCESS, worker, NULL, 0, 0, 0,
                                     0, NULL)))
        return FALSE;
    NtClose(thread);
    workers++;
    return TRUE;
}

/* Without a worker of its own the work is done by the next one that has finished. */
static BOOL somebody_comes(void)
{
    if (idle > 0) {
        idle--;
        NtReleaseSemaphore(wanted, 1, NULL);
        return TRUE;
    }
    if (workers < MOST_WORKERS && worker_start())
        return TRUE;
    return workers > 0;
}

BOOL work_queue(struct work *work)
{
    RtlEnterCriticalSection(&lock);
    BOOL taken = somebody_comes();
    if (taken && work->times++ == 0)
        append(work);
    RtlLeaveCriticalSection(&lock);
    return taken;
}

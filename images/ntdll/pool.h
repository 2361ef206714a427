/*
 * What a thread pool is asked to run (Microsoft: Thread Pool API; NT: Tp...). Four kinds of objects have a
 * function that the pool's threads call: work when it is posted, timers (pool_timer.c), waits (pool_wait.c)
 * and the work of a file (pool_io.c). An object goes when it was released and no call of it is under way or
 * to come.
 *
 * Of an environment all is obeyed but the activation context, which there is none of, the DLL, which is not
 * held, and that a function runs long: another thread is made as soon as work waits, in any case (worker.h).
 */
#ifndef IMAGES_NTDLL_POOL_H
#define IMAGES_NTDLL_POOL_H

#include "images/ntdll/condition.h"
#include "images/ntdll/worker.h"

struct _TP_CLEANUP_GROUP {
    LIST_ENTRY members; /* pool_object.in_group */
};

/* The end of a call: what its function has asked to be done then. */
struct _TP_CALLBACK_INSTANCE {
    struct pool_object *object;
    const FILE_IO_COMPLETION_INFORMATION *packet; /* of pool_io.c's objects */
    BOOL dissociated;                             /* nobody waits for the rest of it */
    RTL_CRITICAL_SECTION *section;
    HANDLE event, semaphore, mutex;
    ULONG count;
    void *dll;
};

struct pool_object {
    void *of_win32; /* KERNEL32's: first */
    TP_POOL *pool;
    struct work work;
    ULONG priority;
    void *function, *context;
    void (*call)(struct pool_object *object, TP_CALLBACK_INSTANCE *instance); /* calls it */
    void (*stop)(struct pool_object *object); /* no more calls come; may be NULL */
    PTP_SIMPLE_CALLBACK finished;             /* called behind each call */
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled;
    LIST_ENTRY in_group; /* points at itself: in none */
    ULONG files;         /* 1: it is counted in pool->files */
    ULONG running, sleepers;
    ULONG expected; /* pool_io.c's: packets that are to come */
    BOOL released;
    BOOL told;                    /* its group is cancelled: `cancelled` is to be called */
    RTL_CONDITION_VARIABLE quiet; /* for who waits for its calls */
};

/* A new one of `bytes` bytes that begins with it. STATUS_NO_MEMORY, STATUS_INVALID_PARAMETER without a
 * function. */
NTSTATUS pool_object_make(SIZE_T bytes, void *function, void *context, TP_CALLBACK_ENVIRON *environment,
                          struct pool_object **out);

/* What is under way, or to come, ends; with `cancel` what has not begun does not. Not from a call of its own.
 */
void pool_object_await(struct pool_object *object, BOOL cancel);

/* Its maker has done with it. */
void pool_object_release(struct pool_object *object);

/* A packet that it expected does not come. */
void pool_object_forget(struct pool_object *object);

/* The lock is held: it is to be called once more. Raises STATUS_NO_MEMORY without a thread. */
void pool_object_post(struct pool_object *object);

/* The lock is held, and let go meanwhile: it is called now, by this thread; behind that it may be gone. */
void pool_object_call(struct pool_object *object, const FILE_IO_COMPLETION_INFORMATION *packet);

NTSTATUS NTAPI TpAllocPool(TP_POOL **out, void *reserved);
void NTAPI TpReleasePool(TP_POOL *pool);
void NTAPI TpSetPoolMaxThreads(TP_POOL *pool, LONG most);
BOOL NTAPI TpSetPoolMinThreads(TP_POOL *pool, LONG least);

NTSTATUS NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK function, void *context, TP_CALLBACK_ENVIRON *environment);
NTSTATUS NTAPI TpAllocWork(TP_WORK **out, PTP_WORK_CALLBACK function, void *context,
                           TP_CALLBACK_ENVIRON *environment);
void NTAPI TpPostWork(TP_WORK *work);
void NTAPI TpWaitForWork(TP_WORK *work, LONG cancel);
void NTAPI TpReleaseWork(TP_WORK *work);

NTSTATUS NTAPI TpAllocTimer(TP_TIMER **out, PTP_TIMER_CALLBACK function, void *context,
                            TP_CALLBACK_ENVIRON *environment);
/* `due` null: it rings no more; calls that are due go on. Negative: so much later. `period` and `window` are
 * milliseconds; the window is not used: each timer rings when it is due. */
void NTAPI TpSetTimer(TP_TIMER *timer, const LARGE_INTEGER *due, LONG period, LONG window);
LONG NTAPI TpIsTimerSet(TP_TIMER *timer); /* was it told when, and not since then that it shall not ring? */
void NTAPI TpWaitForTimer(TP_TIMER *timer, LONG cancel);
void NTAPI TpReleaseTimer(TP_TIMER *timer);

NTSTATUS NTAPI TpAllocWait(TP_WAIT **out, PTP_WAIT_CALLBACK function, void *context,
                           TP_CALLBACK_ENVIRON *environment);
/* One call for each time it is set. `object` null: it waits no more. `timeout` null: for ever. */
void NTAPI TpSetWait(TP_WAIT *wait, HANDLE object, const LARGE_INTEGER *timeout);
void NTAPI TpWaitForWait(TP_WAIT *wait, LONG cancel);
void NTAPI TpReleaseWait(TP_WAIT *wait);

typedef void(NTAPI *PTP_IO_CALLBACK)(TP_CALLBACK_INSTANCE *instance, void *context, void *of,
                                     const IO_STATUS_BLOCK *io, TP_IO *file);
/* The file is bound to the pool's port for good. */
NTSTATUS NTAPI TpAllocIoCompletion(TP_IO **out, HANDLE file, PTP_IO_CALLBACK function, void *context,
                                   TP_CALLBACK_ENVIRON *environment);
void NTAPI TpStartAsyncIoOperation(TP_IO *file);  /* a packet will come */
void NTAPI TpCancelAsyncIoOperation(TP_IO *file); /* it will not: the work did not begin */
/* Waits for all work that was begun. */
void NTAPI TpWaitForIoCompletion(TP_IO *file, LONG cancel);
void NTAPI TpReleaseIoCompletion(TP_IO *file);

NTSTATUS NTAPI TpAllocCleanupGroup(TP_CLEANUP_GROUP **out);
/* All its objects are released and have ended when it returns. With `cancel` calls that have not begun do
 * not, and the function that was given with the group is called for each object that nobody has released. */
void NTAPI TpReleaseCleanupGroupMembers(TP_CLEANUP_GROUP *group, LONG cancel, void *context);
void NTAPI TpReleaseCleanupGroup(TP_CLEANUP_GROUP *group);

/* For a function that is called: STATUS_TOO_MANY_THREADS when nobody else could run what comes. */
NTSTATUS NTAPI TpCallbackMayRunLong(TP_CALLBACK_INSTANCE *instance);
void NTAPI TpDisassociateCallback(TP_CALLBACK_INSTANCE *instance);
void NTAPI TpCallbackLeaveCriticalSectionOnCompletion(TP_CALLBACK_INSTANCE *instance,
                                                      RTL_CRITICAL_SECTION *section);
void NTAPI TpCallbackSetEventOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE event);
void NTAPI TpCallbackReleaseSemaphoreOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE semaphore,
                                                  ULONG count);
void NTAPI TpCallbackReleaseMutexOnCompletion(TP_CALLBACK_INSTANCE *instance, HANDLE mutex);
void NTAPI TpCallbackUnloadDllOnCompletion(TP_CALLBACK_INSTANCE *instance, void *dll);

#endif

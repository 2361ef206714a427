/*
 * Threads of drivers: kernel threads in System. What a driver waits for is an event that is set when its
 * thread has left the driver's code for good.
 */
#include "sched/driver/kernelcalls.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/waitobject.h"
#include "sched/process/process.h"

#define TAG_THREAD    POOL_TAG('D', 'r', 'T', 'h')
#define FIRST_HANDLE  0x80000004u /* NT's for the kernel have the upper bit set */
#define HANDLE_STRIDE 4u

struct driver_thread {
    struct nt_event ended; /* first: what the driver waits for */
    struct link link;
    uint32_t references; /* while it runs, while its handle is open, and the driver's own */
    uint32_t handle;     /* 0: closed */
    struct driver *driver;
    struct thread *thread;
    void(NTAPI *routine)(void *context);
    void *context;
};

static struct link threads = {&threads, &threads};

static struct driver_thread *find_handle(uint32_t handle)
{
    list_each (link, &threads) {
        struct driver_thread *found = list_member(link, struct driver_thread, link);
        if (handle != 0 && found->handle == handle)
            return found;
    }
    return NULL;
}

static struct driver_thread *find_current(void)
{
    list_each (link, &threads) {
        struct driver_thread *found = list_member(link, struct driver_thread, link);
        if (found->thread == thread_current())
            return found;
    }
    return NULL;
}

/* NT: the counts of an object are before it. */
static struct driver_thread *thread_of(void *object)
{
    list_each (link, &threads)
        if (list_member(link, struct driver_thread, link) == object)
            return object;
    driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)object, "a driver refers to what is no object");
}

static void release(struct driver_thread *thread)
{
    ASSERT(thread->references > 0);
    if (--thread->references > 0)
        return;
    list_remove(&thread->link);
    pool_free(thread);
}

static uint32_t free_handle(void)
{
    uint32_t handle = FIRST_HANDLE;
    while (find_handle(handle))
        handle += HANDLE_STRIDE;
    return handle;
}

static void check_mutexes(const struct driver_thread *thread)
{
    const struct nt_mutex *mutex;
    if (wait_mutexes_held(&mutex) > 0)
        driver_bug(thread->driver, BUGCHECK_HELD_MUTEX, (uint32_t)thread, (uint32_t)mutex, 0,
                   "a driver's thread has ended and holds a mutex");
}

/* Not within a wait: who has waited for the event may unload the driver. */
static _Noreturn void end(struct driver_thread *thread, ntstatus status)
{
    driver_check_level(thread->driver, (uint32_t)thread->routine, (uint32_t)thread);
    check_mutexes(thread);
    thread->driver->threads--;
    thread_current()->name = "Driver"; /* that of its file goes with it */
    thread->thread = NULL;
    ke_set_event(&thread->ended, 0, 0);
    release(thread);
    thread_exit(status);
}

static void run(void *argument)
{
    struct driver_thread *thread = argument;
    thread->thread = thread_current();
    thread->routine(thread->context);
    end(thread, STATUS_SUCCESS);
}

static struct driver_thread *make(void(NTAPI *routine)(void *context), void *context)
{
    struct driver_thread *thread = pool_alloc(sizeof *thread, TAG_THREAD);
    if (!thread)
        return NULL;
    ke_initialize_event(&thread->ended, 0, 0);
    thread->references = 2;
    thread->handle = free_handle();
    thread->driver = driver_at((uint32_t)routine);
    thread->routine = routine;
    thread->context = context;
    list_append(&threads, &thread->link);
    return thread;
}

static ntstatus start(struct driver_thread *thread)
{
    if (!thread->driver)
        return STATUS_INVALID_PARAMETER; /* its code is no driver's */
    ntstatus status = process_try_kernel_thread(thread->driver->name, PRIORITY_NORMAL,
                                                (uint32_t)thread->routine, run, thread);
    if (status_ok(status))
        thread->driver->threads++;
    return status;
}

int32_t NTAPI ps_create_system_thread(uint32_t *handle, uint32_t access, void *attributes, uint32_t process,
                                      void *client, void(NTAPI *routine)(void *context), void *context)
{
    (void)access, (void)attributes, (void)process, (void)client;
    driver_call_at_most(PASSIVE_LEVEL);
    struct driver_thread *thread = make(routine, context);
    if (!thread)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = start(thread);
    if (status_ok(status)) {
        *handle = thread->handle;
        return status;
    }
    thread->references = 1;
    release(thread);
    return status;
}

int32_t NTAPI ps_terminate_system_thread(int32_t status)
{
    struct driver_thread *thread = find_current();
    if (!thread)
        return STATUS_INVALID_PARAMETER; /* as NT says to a thread that is none of System's */
    end(thread, status);
}

int32_t NTAPI ob_reference_object_by_handle(uint32_t handle, uint32_t access, void *type, uint32_t mode,
                                            void **object, void *information)
{
    struct driver_thread *thread = find_handle(handle);
    (void)access, (void)type, (void)mode, (void)information;
    driver_call_at_most(PASSIVE_LEVEL);
    if (!thread)
        return STATUS_INVALID_HANDLE;
    thread->references++;
    *object = thread;
    return STATUS_SUCCESS;
}

int32_t NTAPI zw_close(uint32_t handle)
{
    driver_call_at_most(PASSIVE_LEVEL);
    struct driver_thread *thread = find_handle(handle);
    if (!thread)
        return STATUS_INVALID_HANDLE;
    thread->handle = 0;
    release(thread);
    return STATUS_SUCCESS;
}

int32_t FASTCALL obf_dereference_object(void *object)
{
    driver_call_at_most(DISPATCH_LEVEL);
    struct driver_thread *thread = thread_of(object);
    int32_t left = (int32_t)thread->references - 1;
    release(thread);
    return left;
}

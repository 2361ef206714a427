/*
 * Alerts between the threads of a process by thread id (Windows 8 and later): what NTDLL's locks wait for. An
 * alert stays until its thread asks for it, so it needs nobody to wait for it, and several are one. These are
 * not the alerts of NtAlertThread, which end alertable waits.
 */
#include "sched/service/services.h"

#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/process/process.h"
#include "sched/service/capture.h"

/* The address is what the thread waits about: for the log, and for who looks with a debugger. */
ntstatus nt_wait_for_alert_by_thread_id(const struct nt_wait_for_alert_by_thread_id *a)
{
    struct thread *thread = thread_current();
    uint64_t due;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (!status_ok(status))
        return status;
    thread->wait_address = a->address;
    status = wait_user_one(&thread_object_of(thread)->alerted_by_id, false, due);
    thread->wait_address = 0;
    return status == STATUS_SUCCESS ? STATUS_ALERTED : status;
}

ntstatus nt_alert_thread_by_thread_id(const struct nt_alert_thread_by_thread_id *a)
{
    struct thread_object *thread = thread_of_id(a->id);
    if (!thread)
        return STATUS_INVALID_CID;
    bool own = thread->thread.process == process_current();
    if (own)
        event_set(&thread->alerted_by_id);
    object_dereference(&thread->object);
    return own ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

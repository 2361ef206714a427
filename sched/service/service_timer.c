/*
 * Timers (Microsoft: Waitable Timer Objects; NtCreateTimer and the like).
 */
#include "sched/service/services.h"

#include "firmware/clock.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/process/timerobject.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/names.h"

/* NT's TIMER_TYPE and TIMER_INFORMATION_CLASS. */
enum { TIMER_NOTIFICATION, TIMER_SYNCHRONIZATION };
enum { TIMER_BASIC_INFORMATION, TIMER_CLASSES };

struct timer_basic_information {
    int64_t remaining; /* until it is due; 0: it is not set */
    uint8_t signalled;
    uint8_t unused[7];
};
_Static_assert(sizeof(struct timer_basic_information) == 16, "as NT's");

static ntstatus make_timer(struct object *object, const void *how)
{
    const struct nt_create_timer *a = how;
    timer_object_start((struct timer_object *)object, a->type == TIMER_NOTIFICATION
                                                          ? WAITABLE_NOTIFICATION_TIMER
                                                          : WAITABLE_SYNCHRONIZATION_TIMER);
    return STATUS_SUCCESS;
}

ntstatus nt_create_timer(const struct nt_create_timer *a)
{
    if (a->type > TIMER_SYNCHRONIZATION)
        return STATUS_INVALID_PARAMETER_4;
    return named_create(&timer_type, sizeof(struct timer_object), make_timer, a, a->access, a->attributes,
                        a->out);
}

ntstatus nt_open_timer(const struct nt_open_timer *a)
{
    return named_open(&timer_type, a->access, a->attributes, a->out);
}

/* Its state is what it is by now, also when nobody has waited since it was due. */
static ntstatus timer_of(uint32_t handle, uint32_t access, struct timer_object **timer)
{
    struct object *object;
    ntstatus status = capture_object(handle, &timer_type, access, &object, NULL);
    if (!status_ok(status))
        return status;
    wait_expire();
    *timer = (struct timer_object *)object;
    return STATUS_SUCCESS;
}

/* To NT, what takes for ever is no due time; here it is the furthest. */
static uint64_t due_of(int64_t due)
{
    return wait_due(due == INT64_MIN ? -INT64_MAX : due);
}

/* Was it signalled before? NT tells that, not whether it was set. */
static ntstatus with_state(ntstatus status, uint32_t address, uint8_t signalled)
{
    ntstatus told = address ? user_write(address, &signalled, sizeof signalled) : STATUS_SUCCESS;
    return status_ok(told) ? status : told;
}

/* The machine never sleeps, so there is nothing to resume from. */
ntstatus nt_set_timer(const struct nt_set_timer *a)
{
    const struct user_call call = {a->apc, {a->apc_context}};
    struct timer_object *timer;
    int64_t due;
    if (a->period < 0)
        return STATUS_INVALID_PARAMETER_6;
    ntstatus status = user_read(&due, a->due, sizeof due);
    if (status_ok(status))
        status = timer_of(a->timer, TIMER_RIGHT_MODIFY, &timer);
    if (!status_ok(status))
        return status;
    bool signalled = timer->timer.waitable.signal > 0;
    timer_object_set(timer, due_of(due), (uint64_t)a->period * CLOCK_UNITS_PER_MS, a->apc ? &call : NULL);
    object_dereference(&timer->object);
    return with_state(a->resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS, a->previous, signalled);
}

ntstatus nt_cancel_timer(const struct nt_cancel_timer *a)
{
    struct timer_object *timer;
    ntstatus status = timer_of(a->timer, TIMER_RIGHT_MODIFY, &timer);
    if (!status_ok(status))
        return status;
    bool signalled = timer->timer.waitable.signal > 0;
    timer_object_cancel(timer);
    object_dereference(&timer->object);
    return with_state(STATUS_SUCCESS, a->current, signalled);
}

ntstatus nt_query_timer(const struct nt_query_timer *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct timer_basic_information basic = {0};
    struct timer_object *timer;
    if (a->information_class >= TIMER_CLASSES)
        return STATUS_INVALID_INFO_CLASS;
    ntstatus status = answer_exactly(&answer, sizeof basic);
    if (status_ok(status))
        status = timer_of(a->timer, TIMER_RIGHT_QUERY, &timer);
    if (!status_ok(status))
        return status;
    if (timer->timer.timer.set)
        basic.remaining = (int64_t)(timer->timer.timer.due - clock_now());
    basic.signalled = timer->timer.waitable.signal > 0;
    object_dereference(&timer->object);
    return answer_give(&answer, &basic, sizeof basic);
}

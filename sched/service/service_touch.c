#include "sched/service/service_touch.h"

#include "mmu/usercopy.h"
#include "sched/process/orderstate.h"
#include "sched/service/capture.h"
#include "sched/service/services.h"

#define MOST_WORDS       4u
#define AM_I_LAST_THREAD 12u /* NT's ThreadAmILastThread */

struct call {
    uint32_t number;
    uint32_t words[MOST_WORDS]; /* its first arguments; 0 behind them */
};

/* True: it has been noted. False: it may touch anything. */
typedef bool (*touching)(const struct call *call);

static bool touches_nothing(const struct call *call)
{
    (void)call;
    return true;
}

static bool touches_object(const struct call *call, uint32_t value)
{
    struct object *object;
    if (!status_ok(capture_object(call->words[0], NULL, 0, &object, NULL)))
        return false;
    order_state_object(object, call->words[0], call->number, value);
    object_dereference(object);
    return true;
}

static bool signals(const struct call *call)
{
    return touches_object(call, 0);
}

static bool releases(const struct call *call)
{
    const struct nt_release_semaphore *a = (const void *)call->words;
    return touches_object(call, (uint32_t)a->count);
}

/* By others it may be woken and by time, which more than the object says. */
static bool waits(const struct call *call)
{
    const struct nt_wait_for_single_object *a = (const void *)call->words;
    return !a->alertable && !a->timeout && touches_object(call, 0);
}

static bool waits_for_alert(const struct call *call)
{
    const struct nt_wait_for_alert_by_thread_id *a = (const void *)call->words;
    if (a->timeout)
        return false;
    order_state_thread(thread_current()->id, call->number, a->address);
    return true;
}

static bool alerts(const struct call *call)
{
    const struct nt_alert_thread_by_thread_id *a = (const void *)call->words;
    order_state_thread(a->id, call->number, 0);
    return true;
}

/* Whether it is the last one, which the states of the others say. */
static bool asks_of_itself(const struct call *call)
{
    const struct nt_query_information_thread *a = (const void *)call->words;
    return a->thread == CURRENT_THREAD_HANDLE && a->information_class == AM_I_LAST_THREAD;
}

static bool ends(const struct call *call)
{
    const struct nt_terminate_thread *a = (const void *)call->words;
    if (a->thread != 0 && a->thread != CURRENT_THREAD_HANDLE)
        return false;
    order_state_end(a->exit_status);
    return true;
}

static const struct {
    const void *code;
    touching touches;
} known[] = {
    {(const void *)nt_yield_execution, touches_nothing},
    {(const void *)nt_continue, touches_nothing},
    {(const void *)nt_query_system_time, touches_nothing},
    {(const void *)nt_query_performance_counter, touches_nothing},
    {(const void *)nt_get_tick_count, touches_nothing},
    {(const void *)nt_query_information_thread, asks_of_itself},
    {(const void *)nt_set_event, signals},
    {(const void *)nt_reset_event, signals},
    {(const void *)nt_clear_event, signals},
    {(const void *)nt_pulse_event, signals},
    {(const void *)nt_release_mutant, signals},
    {(const void *)nt_release_semaphore, releases},
    {(const void *)nt_wait_for_single_object, waits},
    {(const void *)nt_wait_for_alert_by_thread_id, waits_for_alert},
    {(const void *)nt_alert_thread_by_thread_id, alerts},
    {(const void *)nt_terminate_thread, ends},
};

static bool is_noted(const struct service *service, const struct call *call)
{
    for (uint32_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == service->code)
            return known[i].touches(call);
    return false;
}

void service_touches(const struct service *service, uint32_t number, const struct trap_frame *frame)
{
    struct call call = {.number = number};
    uint32_t count = service->count < MOST_WORDS ? service->count : MOST_WORDS;
    bool seen = count == 0 || user_peek(call.words, frame->edx, count * SERVICE_SLOT);
    if (!seen || !is_noted(service, &call))
        order_state_all(number);
}

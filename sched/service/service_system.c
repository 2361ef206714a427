/*
 * The clock, what the machine is, hard errors.
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/service/service.h"

#define MOST_PARAMETERS 4u
#define TEXT_BYTES      96u

ntstatus nt_query_system_time(const struct nt_query_system_time *a)
{
    uint64_t now = clock_system_time();
    return user_write(a->now, &now, sizeof now);
}

/* The counter is the clock itself: 10 MHz. */
ntstatus nt_query_performance_counter(const struct nt_query_performance_counter *a)
{
    uint64_t now = clock_now(), frequency = CLOCK_UNITS_PER_SEC;
    ntstatus status = user_write(a->counter, &now, sizeof now);
    return status_ok(status) && a->frequency ? user_write(a->frequency, &frequency, sizeof frequency)
                                             : status;
}

/* Milliseconds since start; no status. */
ntstatus nt_get_tick_count(const struct nt_get_tick_count *a)
{
    (void)a;
    return (ntstatus)(uint32_t)(clock_now() / CLOCK_UNITS_PER_MS);
}

static uint32_t query_basic(uint32_t *out)
{
    const uint32_t basic[11] = {0,
                                156250,
                                PAGE_SIZE,
                                frames_total(),
                                0,
                                frames_total(),
                                LAYOUT_GRANULARITY,
                                LAYOUT_USER_LOW,
                                LAYOUT_USER_END - 1,
                                1,
                                1};
    memcpy(out, basic, sizeof basic);
    return sizeof basic;
}

static uint32_t query_performance(uint32_t *out)
{
    memset(out, 0, 312);
    out[0x2c / 4] = frames_available();
    out[0x30 / 4] = commit_total();
    out[0x34 / 4] = commit_limit();
    out[0x38 / 4] = commit_peak();
    return 312;
}

static uint32_t query_time_of_day(uint32_t *out)
{
    const uint64_t times[6] = {CLOCK_BOOT_TIME, clock_system_time()};
    memcpy(out, times, sizeof times);
    return sizeof times;
}

ntstatus nt_query_system_information(const struct nt_query_system_information *a)
{
    static uint32_t (*const queries[])(uint32_t *) = {
        [0] = query_basic, [2] = query_performance, [3] = query_time_of_day};
    uint32_t out[312 / 4];
    if (a->information_class >= sizeof queries / sizeof queries[0] || !queries[a->information_class])
        return service_unimplemented("NtQuerySystemInformation:class");
    uint32_t bytes = queries[a->information_class](out);
    if (a->bytes < bytes)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = user_write(a->out, out, bytes);
    return status_ok(status) && a->returned ? user_write32(a->returned, bytes) : status;
}

/* The texts are captured before the line begins: reading them may fault, and a fault writes a line of its
 * own. */
ntstatus nt_raise_hard_error(const struct nt_raise_hard_error *a)
{
    const struct thread *thread = thread_current();
    uint32_t count = a->parameter_count < MOST_PARAMETERS ? a->parameter_count : MOST_PARAMETERS,
             pointers[MOST_PARAMETERS];
    char texts[MOST_PARAMETERS][TEXT_BYTES];
    ntstatus status = user_read(pointers, a->parameters, count * 4);
    for (uint32_t i = 0; status_ok(status) && i < count; i++) {
        texts[i][0] = 0;
        if (a->unicode_mask & 1u << i)
            status = capture_string(pointers[i], texts[i], TEXT_BYTES);
    }
    if (!status_ok(status))
        return status;
    if (log_begin(LOG_ALWAYS, "harderror")) {
        log_thread(thread->process_id, thread->id);
        log_address(NULL, a->status);
        for (uint32_t i = 0; i < count; i++)
            log_name(NULL, "", texts[i]);
        log_end();
    }
    return a->response ? user_write32(a->response, 6) : STATUS_SUCCESS; /* ResponseOk */
}

ntstatus nt_shutdown_system(const struct nt_shutdown_system *a)
{
    (void)a;
    return service_unimplemented("NtShutdownSystem");
}

/*
 * The clock, what the machine is, hard errors.
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/poolstart.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/service/pagefilelist.h"
#include "sched/service/processlist.h"
#include "sched/service/service.h"

#define MOST_PARAMETERS     4u
#define TEXT_BYTES          96u
#define SYSTEM_INFORMATIONS 136u /* NT 6.1's MaxSystemInfoClass */
#define PERFORMANCE_BYTES   312u

/* NT's SYSTEM_INFORMATION_CLASS, as far as it is here. */
enum {
    SYSTEM_BASIC_INFORMATION = 0,
    SYSTEM_PERFORMANCE_INFORMATION = 2,
    SYSTEM_TIME_OF_DAY_INFORMATION = 3,
    SYSTEM_PROCESS_INFORMATION = 5,
    SYSTEM_PAGE_FILE_INFORMATION = 18,
};

/* HARDERROR_RESPONSE_OPTION, HARDERROR_RESPONSE, SHUTDOWN_ACTION: the last or the only one here. */
enum { OPTION_LAST = 8, RESPONSE_OK = 6, SHUTDOWN_LAST = 2 };

ntstatus nt_query_system_time(const struct nt_query_system_time *a)
{
    uint64_t now = clock_system_time();
    return user_write(a->now, &now, sizeof now);
}

/* The counter is the clock itself without its steps: 10 MHz. */
ntstatus nt_query_performance_counter(const struct nt_query_performance_counter *a)
{
    uint64_t now = clock_counter(), frequency = CLOCK_UNITS_PER_SEC;
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
                                space_current()->user_end - 1,
                                1,
                                1};
    memcpy(out, basic, sizeof basic);
    return sizeof basic;
}

static void ignore(pfn_t pfn)
{
    (void)pfn;
}

static uint32_t query_performance(uint32_t *out)
{
    memset(out, 0, PERFORMANCE_BYTES);
    out[0x2c / 4] = frames_available();
    out[0x30 / 4] = commit_total();
    out[0x34 / 4] = commit_limit();
    out[0x38 / 4] = commit_peak();
    out[0x74 / 4] = pool_each_frame(ignore);
    return PERFORMANCE_BYTES;
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
        [SYSTEM_BASIC_INFORMATION] = query_basic,
        [SYSTEM_PERFORMANCE_INFORMATION] = query_performance,
        [SYSTEM_TIME_OF_DAY_INFORMATION] = query_time_of_day,
    };
    const struct answer answer = {a->out, a->bytes, a->returned};
    uint32_t out[PERFORMANCE_BYTES / sizeof(uint32_t)];
    if (a->information_class == SYSTEM_PROCESS_INFORMATION)
        return process_list_give(&answer);
    if (a->information_class == SYSTEM_PAGE_FILE_INFORMATION)
        return pagefile_list_give(&answer);
    if (a->information_class >= sizeof queries / sizeof queries[0] || !queries[a->information_class])
        return information_missing(a->information_class, SYSTEM_INFORMATIONS,
                                   "NtQuerySystemInformation:class");
    uint32_t bytes = queries[a->information_class](out);
    ASSERT(bytes <= sizeof out);
    ntstatus status = answer_at_least(&answer, bytes);
    return status_ok(status) ? answer_give(&answer, out, bytes) : status;
}

/* The texts are captured before the line begins: reading them may fault, and a fault writes a line of its
 * own. */
ntstatus nt_raise_hard_error(const struct nt_raise_hard_error *a)
{
    const struct thread *thread = thread_current();
    uint32_t count = a->parameter_count, pointers[MOST_PARAMETERS];
    char texts[MOST_PARAMETERS][TEXT_BYTES];
    if (count > MOST_PARAMETERS || (count == 0 && a->parameters))
        return STATUS_INVALID_PARAMETER_2;
    if (a->options > OPTION_LAST)
        return STATUS_INVALID_PARAMETER_4;
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
    return user_write32(a->response, RESPONSE_OK);
}

ntstatus nt_shutdown_system(const struct nt_shutdown_system *a)
{
    return a->action > SHUTDOWN_LAST ? STATUS_INVALID_PARAMETER : service_unimplemented("NtShutdownSystem");
}

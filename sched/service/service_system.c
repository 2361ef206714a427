/*
 * The clock, what the machine is, hard errors.
 */
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
#include "sched/service/services.h"

#define MOST_PARAMETERS 4u
#define TEXT_BYTES      96u

static ntstatus system_time(const uint32_t *a)
{
    uint64_t now = clock_system_time();
    return user_write(a[0], &now, sizeof now);
}

/* The counter is the clock itself: 10 MHz. */
static ntstatus performance_counter(const uint32_t *a)
{
    uint64_t now = clock_now(), frequency = CLOCK_UNITS_PER_SEC;
    ntstatus status = user_write(a[0], &now, sizeof now);
    return status_ok(status) && a[1] ? user_write(a[1], &frequency, sizeof frequency) : status;
}

/* Milliseconds since start; no status. */
static ntstatus tick_count(const uint32_t *a)
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

static ntstatus query_system(const uint32_t *a)
{
    static uint32_t (*const queries[])(uint32_t *) = {
        [0] = query_basic, [2] = query_performance, [3] = query_time_of_day};
    uint32_t out[312 / 4];
    if (a[0] >= sizeof queries / sizeof queries[0] || !queries[a[0]])
        return service_unimplemented("NtQuerySystemInformation:class");
    uint32_t bytes = queries[a[0]](out);
    if (a[2] < bytes)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = user_write(a[1], out, bytes);
    return status_ok(status) && a[3] ? user_write32(a[3], bytes) : status;
}

/* The texts are captured before the line begins: reading them may fault, and a fault writes a line of its
 * own. */
static ntstatus hard_error(const uint32_t *a)
{
    const struct thread *thread = thread_current();
    uint32_t count = a[1] < MOST_PARAMETERS ? a[1] : MOST_PARAMETERS, pointers[MOST_PARAMETERS];
    char texts[MOST_PARAMETERS][TEXT_BYTES];
    ntstatus status = user_read(pointers, a[3], count * 4);
    for (uint32_t i = 0; status_ok(status) && i < count; i++) {
        texts[i][0] = 0;
        if (a[2] & 1u << i)
            status = capture_string(pointers[i], texts[i], TEXT_BYTES);
    }
    if (!status_ok(status))
        return status;
    if (log_begin(LOG_ALWAYS, "harderror")) {
        log_thread(thread->process_id, thread->id);
        log_address(NULL, a[0]);
        for (uint32_t i = 0; i < count; i++)
            log_name(NULL, "", texts[i]);
        log_end();
    }
    return a[5] ? user_write32(a[5], 6) : STATUS_SUCCESS; /* ResponseOk */
}

void service_register_system(void)
{
    static const struct service_entry entries[] = {
        {SERVICE_NtQuerySystemTime, system_time}, {SERVICE_NtQueryPerformanceCounter, performance_counter},
        {SERVICE_NtGetTickCount, tick_count},     {SERVICE_NtQuerySystemInformation, query_system},
        {SERVICE_NtRaiseHardError, hard_error},
    };
    service_register(entries, sizeof entries / sizeof entries[0]);
}

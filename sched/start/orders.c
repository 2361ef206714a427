#include "sched/start/orders.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/process/ids.h"
#include "sched/process/orderstate.h"
#include "sched/process/process.h"

static uint32_t seen;
static uint32_t met; /* so many of them have come to a state that another one had been in */
static uint64_t began;
static uint32_t own_threads; /* the kernel's */
static uint32_t volume_written;

static char text[SCHEDULE_TEXT];

/* ---- the log ---- */

static void log_schedule(const char *verdict)
{
    schedule_text(text);
    log_text("schedule", text, (uint32_t)strlen(text));
    log_word(verdict);
    log_end();
}

static void log_order(bool good)
{
    if (log_begin(LOG_SWITCH, "order")) {
        log_number(NULL, seen);
        if (schedule_has_met())
            log_word("met");
        log_schedule(good ? "ok" : "failed");
    }
}

static void log_orders(const char *verdict)
{
    if (!log_begin(LOG_ALWAYS, "orders"))
        return;
    log_number(NULL, seen);
    if (met > 0)
        log_number("met", met);
    if (strcmp(verdict, "failed") == 0) {
        log_schedule(verdict);
        return;
    }
    log_word(verdict);
    if (schedule_is_cut())
        log_word("cut");
    log_end();
}

/* An order that was asked for is told only if it is not the one that was meant. */
static void check_given(void)
{
    if (schedule_is_on && schedule_has_diverged() && log_begin(LOG_ALWAYS, "diverged"))
        log_schedule("instead");
}

/* ---- from one order to the next ---- */

/* Each finds the machine as the first did: the same ids, the same time. */
static void go_back(void)
{
    if (process_kernel_threads() != own_threads || wait_is_timed()) {
        schedule_past_matters();
        return;
    }
    ids_count_from_kept();
    clock_go_back(began);
}

void orders_begin(uint32_t writes)
{
    began = clock_now();
    own_threads = process_kernel_threads();
    volume_written = writes;
    ids_keep();
    order_state_begin();
}

bool orders_go_on(uint32_t writes)
{
    bool good = processes_ended_badly() == 0;
    if (!schedule_is_all()) {
        check_given();
        return false;
    }
    if (writes != volume_written)
        schedule_past_matters(); /* the next order finds another volume */
    seen++;
    met += schedule_has_met();
    log_order(good);
    if (!good)
        log_orders("failed");
    else if (!schedule_next())
        log_orders("all");
    else if (seen == schedule_bound())
        log_orders("bound");
    else {
        go_back();
        order_state_begin();
        return true;
    }
    return false;
}

void orders_deadlocked(void)
{
    if (!schedule_is_all())
        return;
    seen++;
    log_orders("failed");
}

#include "sched/start/orders.h"

#include <string.h>
#include "firmware/log.h"
#include "sched/dispatch/schedule.h"
#include "sched/process/process.h"

static uint32_t seen;
static char text[SCHEDULE_TEXT];

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
        log_schedule(good ? "ok" : "failed");
    }
}

static void log_orders(const char *verdict)
{
    if (!log_begin(LOG_ALWAYS, "orders"))
        return;
    log_number(NULL, seen);
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

bool orders_go_on(void)
{
    bool good = processes_ended_badly() == 0;
    if (!schedule_is_all()) {
        check_given();
        return false;
    }
    seen++;
    log_order(good);
    if (!good)
        log_orders("failed");
    else if (!schedule_next())
        log_orders("all");
    else if (seen == schedule_bound())
        log_orders("bound");
    else
        return true;
    return false;
}

void orders_deadlocked(void)
{
    if (!schedule_is_all())
        return;
    seen++;
    log_orders("failed");
}

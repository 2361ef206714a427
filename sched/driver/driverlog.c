#include "sched/driver/driverlog.h"

#include <string.h>
#include "firmware/log.h"
#include "sched/dispatch/dispatcher.h"

static void log_quoted(const char *key, const char *text)
{
    log_text(key, text, (uint32_t)strlen(text));
}

static void log_image(const struct driver *driver)
{
    log_quoted(NULL, driver->name);
    log_range(NULL, driver->image.address, driver->image.address + driver->pages * PAGE_SIZE);
}

void log_driver_loaded(const struct driver *driver)
{
    if (!log_begin(LOG_DRIVER, "driver+"))
        return;
    log_image(driver);
    log_address("entry", driver->entry);
    log_end();
}

void log_driver_unloaded(const struct driver *driver)
{
    if (!log_begin(LOG_DRIVER, "driver-"))
        return;
    log_image(driver);
    log_end();
}

void log_driver_refused(const char *name, ntstatus status, const struct driver_refusal *refusal)
{
    if (!log_begin(LOG_ALWAYS, "driverfail"))
        return;
    log_address(NULL, (uint32_t)status);
    log_quoted(NULL, name);
    log_word(refusal->reason);
    if (refusal->what[0])
        log_quoted(NULL, refusal->what);
    log_end();
}

void log_driver_field(const struct driver *driver)
{
    log_quoted("driver", driver->name);
}

void log_driver_print(const char *text, uint32_t bytes)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_DRIVER, "print"))
        return;
    log_thread(thread->process_id, thread->id);
    log_text(NULL, text, bytes);
    log_end();
}

void log_driver_connection(const char *event, uint32_t line, const struct driver *driver)
{
    if (!log_begin(LOG_DRIVER, event))
        return;
    log_number(NULL, line);
    log_quoted(NULL, driver->name);
    log_end();
}

void log_driver_interrupt(uint32_t line, const struct driver *driver, const char *what)
{
    if (!log_begin(LOG_DRIVER, "interrupt"))
        return;
    log_number(NULL, line);
    if (driver)
        log_quoted(NULL, driver->name);
    log_word(what);
    log_end();
}

void log_driver_dpc(uint32_t routine)
{
    if (!log_begin(LOG_DRIVER, "dpc"))
        return;
    log_address("routine", routine);
    log_end();
}

void log_driver_timer(uint64_t due, uint64_t period)
{
    if (!log_begin(LOG_DRIVER, "drivertimer"))
        return;
    log_big("due", due);
    if (period)
        log_big("period", period);
    log_end();
}

void log_driver_timer_cancelled(uint64_t due)
{
    if (!log_begin(LOG_DRIVER, "drivertimer"))
        return;
    log_word("cancelled");
    log_big("due", due);
    log_end();
}

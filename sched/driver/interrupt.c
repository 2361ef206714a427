#include "sched/driver/interrupt.h"

#include <stddef.h>
#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/interruptline.h"
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"

#define TAG_INTERRUPT  POOL_TAG('I', 'n', 't', 'r')
#define PATIENCE_TICKS 91u   /* five seconds */
#define MOST_UNCLAIMED 10u   /* interrupts of a line in turn that no driver calls its own */
#define MOST_FRUITLESS 1000u /* that make no thread ready */

struct interrupt {
    struct link link; /* in the order of connecting */
    struct driver *driver;
    struct interrupt_wish wish;
};

static struct link connected = {&connected, &connected};
static uint32_t stuck; /* lines that are let in no more, because nobody could make them quiet */
static uint32_t unclaimed[INTERRUPT_LINES];
static uint32_t fruitless, fruitless_since;

static struct interrupt *interrupt_of(struct link *link)
{
    return list_member(link, struct interrupt, link);
}

/* ---- connecting ---- */

static bool can_share(const struct interrupt_wish *wish)
{
    list_each (link, &connected)
        if (interrupt_of(link)->wish.line == wish->line && !(interrupt_of(link)->wish.shared && wish->shared))
            return false;
    return true;
}

ntstatus interrupt_connect(const struct interrupt_wish *wish, struct interrupt **out)
{
    struct driver *driver = driver_at((uint32_t)wish->routine);
    if (!driver || !interrupt_line_is_free(wish->line) || wish->level > HIGH_LEVEL ||
        wish->level < INTERRUPT_LEVEL(wish->line) || !can_share(wish))
        return STATUS_INVALID_PARAMETER;
    struct interrupt *interrupt = *out = pool_alloc(sizeof *interrupt, TAG_INTERRUPT);
    if (!interrupt)
        return STATUS_INSUFFICIENT_RESOURCES;
    interrupt->driver = driver;
    interrupt->wish = *wish;
    driver->interrupts++;
    list_append(&connected, &interrupt->link);
    stuck &= ~(1u << wish->line);
    unclaimed[wish->line] = 0;
    log_driver_connection("interrupt+", wish->line, driver);
    return STATUS_SUCCESS;
}

bool interrupt_is_connected(const struct interrupt *interrupt)
{
    list_each (link, &connected)
        if (interrupt_of(link) == interrupt)
            return true;
    return false;
}

void interrupt_disconnect(struct interrupt *interrupt)
{
    ASSERT(interrupt_is_connected(interrupt));
    log_driver_connection("interrupt-", interrupt->wish.line, interrupt->driver);
    interrupt->driver->interrupts--;
    list_remove(&interrupt->link);
    pool_free(interrupt);
}

uint32_t interrupt_level(const struct interrupt *interrupt)
{
    return interrupt->wish.level;
}

/* ---- serving ---- */

static bool serve_by(struct interrupt *interrupt)
{
    const struct interrupt_wish *wish = &interrupt->wish;
    uint32_t level = level_raise(wish->level);
    bool claimed = wish->routine(interrupt, wish->context) != 0;
    driver_check_return(interrupt->driver, (uint32_t)wish->routine, wish->line);
    if (level_now != wish->level)
        driver_bug(interrupt->driver, BUGCHECK_IRQL_UNEXPECTED, level_now, wish->level,
                   (uint32_t)wish->routine, "an interrupt service routine came back at another level");
    level_lower(level);
    log_driver_interrupt(wish->line, interrupt->driver, claimed ? "claimed" : "passed");
    return claimed;
}

/* The first that calls it its own has it: if another device has the line, too, it comes again (NT: level
 * sensitive interrupts). */
static bool serve(uint32_t line)
{
    list_each (link, &connected)
        if (interrupt_of(link)->wish.line == line && serve_by(interrupt_of(link)))
            return true;
    return false;
}

static void give_up(uint32_t line)
{
    stuck |= 1u << line;
    fruitless = 0;
    log_driver_interrupt(line, NULL, "stuck");
}

/* Interrupts without end would keep the machine for ever. */
static void count(uint32_t line, bool claimed)
{
    unclaimed[line] = claimed ? 0 : unclaimed[line] + 1;
    if (fruitless_since != dispatcher_switches())
        fruitless = 0;
    fruitless_since = dispatcher_switches();
    if (unclaimed[line] == MOST_UNCLAIMED || ++fruitless == MOST_FRUITLESS)
        give_up(line);
}

/* ---- waiting ---- */

static bool is_expected(const struct interrupt *interrupt)
{
    return interrupt->driver->calls > 0 && !interrupt->driver->unanswered;
}

static uint32_t expected_lines(void)
{
    uint32_t lines = 0;
    list_each (link, &connected)
        if (is_expected(interrupt_of(link)))
            lines |= 1u << interrupt_of(link)->wish.line;
    return lines & ~stuck;
}

static void expect_no_more(uint32_t line)
{
    log_driver_interrupt(line, NULL, "none");
    list_each (link, &connected)
        if (interrupt_of(link)->wish.line == line)
            interrupt_of(link)->driver->unanswered = true;
}

bool interrupts_await(void)
{
    uint32_t expected = expected_lines();
    if (expected == 0)
        return false;
    uint64_t since = cpu_time_stamp();
    uint32_t came = interrupt_lines_await(expected, PATIENCE_TICKS);
    clock_leave_out(since);
    for (uint32_t line = 0; line < INTERRUPT_LINES; line++)
        if (came >> line & 1)
            count(line, serve(line));
        else if (expected >> line & 1)
            expect_no_more(line);
    dpc_run_all();
    return true;
}

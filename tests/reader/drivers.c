#include "drivers.h"

#include "commit.h"
#include "memory.h"
#include "threads.h"

enum { INTERRUPT_LINES = 16 };

static struct driver *driver_find(const struct machine *machine, const struct value *name)
{
    size_t position = 0;
    for (struct driver *driver; (driver = map_next(&machine->drivers, &position));)
        if (text_is(name->text, name->text_length, driver->name))
            return driver;
    return NULL;
}

bool driver_is_there(const struct machine *machine, const struct value *name)
{
    return driver_find(machine, name) != NULL;
}

bool driver_lies_at(const struct machine *machine, uint32_t address)
{
    size_t position = 0;
    for (struct driver *driver; (driver = map_next(&machine->drivers, &position));)
        if (address >= driver->low && address < driver->high)
            return true;
    return false;
}

/* ---- loaded, unloaded ---- */

static bool range_is_free(const struct machine *machine, uint32_t low, uint32_t high)
{
    size_t position = 0;
    for (struct driver *driver; (driver = map_next(&machine->drivers, &position));)
        if (low < driver->high && high > driver->low)
            return false;
    return true;
}

/* What may leave is System's, whose pages are followed elsewhere. */
static bool is_paged(struct machine *machine, uint32_t page)
{
    struct process *system = map_find(&machine->processes, SYSTEM);
    return system && region_of(system, page);
}

/* All else of it is in memory when DriverEntry is about to run. */
static void pages_are_there(struct machine *machine, const struct driver *driver)
{
    for (uint32_t page = driver->low; page < driver->high && machine_tells_memory(machine); page += PAGE_SIZE)
        holds(machine, map_find(&machine->kernel_pages, page) || is_paged(machine, page),
              "page %08x has no frame", page);
}

void drivers_begin(struct machine *machine, const struct line *line)
{
    const struct value *name = line_value(line, "name"), *range = line_value(line, "range");
    uint32_t low = (uint32_t)range->number, high = (uint32_t)range->other;
    int64_t entry = line_number(line, "entry");
    if (!holds(machine, !driver_find(machine, name), "it is there already") ||
        !holds(machine, low % PAGE_SIZE == 0 && high % PAGE_SIZE == 0 && low < high, "no image lies so"))
        return;
    holds(machine, low >= machine->stacks_low && high <= machine->ramdisk_low, "no driver lies there");
    holds(machine, range_is_free(machine, low, high), "another driver lies there");
    holds(machine, entry >= low && entry < high, "its entry lies elsewhere");
    struct driver *driver = zeroed(sizeof *driver);
    text_copy(driver->name, sizeof driver->name, name->text, name->text_length);
    driver->low = low;
    driver->high = high;
    map_put(&machine->drivers, low, driver);
    machine->drivers_begin = true;
    pages_are_there(machine, driver);
    commit_settle_kernel(machine);
    thread_acts(machine);
}

void drivers_end(struct machine *machine, const struct line *line)
{
    const struct value *range = line_value(line, "range");
    const struct driver *driver = driver_find(machine, line_value(line, "name"));
    if (!holds(machine, driver, "there is no such driver") ||
        !holds(machine, driver->low == range->number && driver->high == range->other, "it lies elsewhere"))
        return;
    for (unsigned line_number = 0; line_number < INTERRUPT_LINES; line_number++)
        holds(machine, driver->lines[line_number] == 0, "interrupts of line %u would come to it",
              line_number);
    map_remove(&machine->drivers, driver->low);
    thread_acts(machine);
}

/* Whoever was loaded and has failed goes by a line of its own. */
void drivers_fail(struct machine *machine, const struct line *line)
{
    enum { ENTRY_FAILED };
    static const int64_t failures = 0x80000000;
    holds(machine, line_number(line, "status") >= failures, "that is no failure");
    holds(machine,
          line_number(line, "reason") != ENTRY_FAILED || driver_is_there(machine, line_value(line, "name")),
          "it did not begin");
}

void drivers_print(struct machine *machine, const struct line *line)
{
    thread_says(machine, thread_of(machine, line_value(line, "thread")), SAYS_KERNEL);
}

/* ---- interrupts ---- */

/* How often the driver that the line names is connected to the interrupt line; NULL: one of them is not
 * there. */
static unsigned *connections(struct machine *machine, const struct line *line)
{
    int64_t number = line_number(line, "line");
    struct driver *driver = driver_find(machine, line_value(line, "name"));
    if (!holds(machine, driver, "there is no such driver") ||
        !holds(machine, number < INTERRUPT_LINES, "there is no such line"))
        return NULL;
    return &driver->lines[number];
}

void interrupts_connect(struct machine *machine, const struct line *line)
{
    unsigned *count = connections(machine, line);
    if (count)
        ++*count;
    thread_acts(machine);
}

void interrupts_disconnect(struct machine *machine, const struct line *line)
{
    unsigned *count = connections(machine, line);
    if (count && holds(machine, *count > 0, "it is not connected"))
        --*count;
    thread_acts(machine);
}

static bool anybody_has(const struct machine *machine, int64_t number)
{
    size_t position = 0;
    for (struct driver *driver; (driver = map_next(&machine->drivers, &position));)
        if (number < INTERRUPT_LINES && driver->lines[number] > 0)
            return true;
    return false;
}

/* What is said of a driver is that it was asked; what is said of a line says it of nobody. */
void interrupts_come(struct machine *machine, const struct line *line)
{
    enum { CLAIMED, PASSED };
    bool asked = line_number(line, "what") <= PASSED, named = line_value(line, "name") != NULL;
    if (!holds(machine, asked == named, "a driver is asked, or nobody is"))
        return;
    const unsigned *count = named ? connections(machine, line) : NULL;
    if (named)
        holds(machine, !count || *count > 0, "it is not connected");
    else
        holds(machine, anybody_has(machine, line_number(line, "line")), "nobody is connected");
}

void drivers_defer(struct machine *machine, const struct line *line)
{
    holds(machine, driver_lies_at(machine, (uint32_t)line_number(line, "routine")), "no driver lies there");
}

/* ---- timers ---- */

/* A timer has no name: it is known by when it rings, now or some periods later. */
static bool timer_is_it(const struct driver_timer *timer, int64_t due)
{
    return timer->due == due ||
           (timer->period > 0 && due > timer->due && (due - timer->due) % timer->period == 0);
}

static void timer_cancel(struct machine *machine, int64_t due)
{
    size_t position = 0;
    for (struct driver_timer *timer; (timer = map_next(&machine->driver_timers, &position));)
        if (timer_is_it(timer, due)) {
            map_remove(&machine->driver_timers, timer->number);
            return;
        }
    holds(machine, false, "no timer is set so");
}

void drivers_timer(struct machine *machine, const struct line *line)
{
    int64_t due = line_number(line, "due");
    if (line_has(line, "cancelled")) {
        timer_cancel(machine, due);
        return;
    }
    holds(machine, due >= machine->now, "the clock is at %lld", (long long)machine->now);
    struct driver_timer *timer = zeroed(sizeof *timer);
    timer->due = due;
    timer->period = line_has(line, "period") ? line_number(line, "period") : 0;
    timer->number = machine->lines;
    map_put(&machine->driver_timers, timer->number, timer);
}

bool drivers_are_due(const struct machine *machine, int64_t now)
{
    size_t position = 0;
    for (const struct driver_timer *timer; (timer = map_next(&machine->driver_timers, &position));)
        if (timer->due <= now && (timer->due > machine->now || timer->period > 0))
            return true;
    return !machine_tells(machine, CLASS_DRIVER);
}

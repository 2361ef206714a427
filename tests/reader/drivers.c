#include "drivers.h"

#include "commit.h"
#include "threads.h"

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

/* All of it is in memory when DriverEntry is about to run. */
static void pages_are_there(struct machine *machine, const struct driver *driver)
{
    for (uint32_t page = driver->low; page < driver->high && machine_tells_memory(machine); page += PAGE_SIZE)
        holds(machine, map_find(&machine->kernel_pages, page), "page %08x has no frame", page);
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

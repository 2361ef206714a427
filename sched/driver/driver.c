/*
 * Drivers begin and end.
 */
#include "sched/driver/driver.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/driverspace.h"
#include "mmu/pool.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/device.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverload.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/drivername.h"
#include "sched/driver/drivertimer.h"
#include "sched/driver/request.h"
#include "sched/driver/resource.h"
#include "storage/unicode.h"

#define TAG_DRIVER  POOL_TAG('D', 'r', 'i', 'v')
#define OBJECTS     "\\Driver\\"
#define REGISTRY    "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"
#define TYPE_DRIVER 4 /* IO_TYPE_DRIVER */

/* Functions of a driver that no request asks for, beside those of enum nt_major. */
enum { ENTRY = 0x100, UNLOAD = 0x101 };

static struct link drivers = {&drivers, &drivers};
static struct waitable lock;
static bool locked;

/* ---- which there are ---- */

void drivers_lock(void)
{
    if (!lock.name)
        event_start(&lock, "DriverLock", WAITABLE_SYNCHRONIZATION, true);
    wait_one(&lock, WAIT_EXECUTIVE, WAIT_FOREVER);
    locked = true;
}

void drivers_unlock(void)
{
    locked = false;
    event_set(&lock);
}

void drivers_settle(void)
{
    while (locked) {
        drivers_lock();
        drivers_unlock();
    }
}

struct driver *driver_of_object(struct nt_driver_object *object)
{
    return list_member(object, struct driver, object);
}

struct driver *driver_at(uint32_t address)
{
    list_each (link, &drivers) {
        struct driver *driver = list_member(link, struct driver, link);
        if (address - driver->image.address < driver->pages * PAGE_SIZE)
            return driver;
    }
    return NULL;
}

struct driver *driver_named(const char *name)
{
    uint32_t length = (uint32_t)strlen(name);
    list_each (link, &drivers) {
        struct driver *driver = list_member(link, struct driver, link);
        if (unicode_equal(driver->name, (uint32_t)strlen(driver->name), name, length))
            return driver;
    }
    return NULL;
}

/* ---- a driver ends ---- */

static void give_image(struct driver *driver)
{
    list_remove(&driver->link);
    driver_name_remove(driver);
    if (driver->pages)
        driverspace_give(driver->image, driver->pages);
    pool_free(driver);
}

void driver_memory_goes(const struct driver *driver, uint32_t first, uint32_t end)
{
    driver_timers_check(driver, first, end);
    resources_check(driver, first, end);
}

/* A thread of its that went on, and an interrupt, would run in what is gone. */
static void check_gone(const struct driver *driver)
{
    uint32_t first = driver->image.address;
    driver_memory_goes(driver, first, first + driver->pages * PAGE_SIZE);
    if (driver->threads > 0 || driver->interrupts > 0)
        driver_bug(driver, BUGCHECK_DRIVER_UNLOADED, driver->image.address, driver->threads,
                   driver->interrupts, "a driver has ended, and its threads or connections have not");
}

static void end_driver(struct driver *driver)
{
    check_gone(driver);
    driver_devices_forget(driver);
    log_driver_unloaded(driver);
    give_image(driver);
}

void driver_left(struct driver *driver)
{
    ASSERT(driver->users > 0 && driver->state == DRIVER_RUNNING);
    if (--driver->users > 0 || !driver->on_demand || !driver->object.unload)
        return;
    driver->state = DRIVER_ENDING;
    driver_check_code(driver, (uint32_t)driver->object.unload);
    driver_call_begins(driver);
    driver->object.unload(&driver->object);
    driver_check_level(driver, UNLOAD, (uint32_t)&driver->object);
    driver_call_ends(driver);
    end_driver(driver);
}

void drivers_end(void)
{
    drivers_lock();
    for (struct link *link = drivers.next, *next; link != &drivers; link = next) {
        struct driver *driver = list_member(link, struct driver, link);
        next = link->next;
        if (driver->on_demand && driver->users == 0 && driver->threads == 0)
            end_driver(driver);
    }
    drivers_unlock();
}

/* ---- and begins ---- */

/* The name without what follows its point. */
static struct nt_counted_string name_text(const struct driver *driver, const char *prefix, uint16_t *units,
                                          uint32_t room)
{
    char text[sizeof REGISTRY + DRIVER_NAME_BYTES];
    strcpy(text, prefix);
    strncat(text, driver->name, strcspn(driver->name, "."));
    uint16_t bytes = (uint16_t)(unicode_to_utf16_cut(text, units, room) * sizeof *units);
    return (struct nt_counted_string){bytes, bytes, units};
}

static void fill_object(struct loading *loading)
{
    struct driver *driver = loading->driver;
    driver->object.type = TYPE_DRIVER;
    driver->object.size = sizeof driver->object;
    driver->object.start = driver_image_at(loading, 0);
    driver->object.bytes = loading->image.size;
    driver->object.entry = driver_image_at(loading, loading->image.entry);
    for (uint32_t i = 0; i < NT_MAJORS; i++)
        driver->object.major[i] = request_not_done;
    driver->object.name = name_text(driver, OBJECTS, driver->object_name,
                                    sizeof driver->object_name / sizeof driver->object_name[0]);
    driver->entry = (uint32_t)driver->object.entry;
}

/* There is no registry; where its settings would be is a name that drivers like to print. */
static ntstatus call_entry(struct driver *driver)
{
    uint16_t units[sizeof REGISTRY + DRIVER_NAME_BYTES];
    struct nt_counted_string path = name_text(driver, REGISTRY, units, sizeof units / sizeof units[0]);
    driver_call_begins(driver);
    ntstatus status = driver->object.entry(&driver->object, &path);
    driver_check_level(driver, ENTRY, (uint32_t)&driver->object);
    driver_call_ends(driver);
    return status;
}

static ntstatus begin(struct loading *loading)
{
    fill_object(loading);
    driver_image_protect(loading);
    driver_name_add(loading->driver);
    log_driver_loaded(loading->driver);
    ntstatus status = call_entry(loading->driver);
    if (!status_ok(status))
        return driver_refuse(loading, "entry-failed", status);
    driver_image_discard(loading);
    loading->driver->entry = 0;
    loading->driver->state = DRIVER_RUNNING;
    return STATUS_SUCCESS;
}

static ntstatus load(struct loading *loading)
{
    struct driver *driver = loading->driver;
    ntstatus status = driver_image_load(loading);
    if (status_ok(status))
        status = begin(loading);
    if (status_ok(status))
        return status;
    log_driver_refused(driver->name, status, &loading->refusal);
    if (driver->entry)
        end_driver(driver);
    else
        give_image(driver);
    return status;
}

static ntstatus refuse(const char *name, const char *reason, ntstatus status)
{
    const struct driver_refusal refusal = {.reason = reason};
    log_driver_refused(name, status, &refusal);
    return status;
}

static ntstatus make(const char *name, bool on_demand, struct driver **out)
{
    struct loading *loading = pool_alloc(sizeof *loading, TAG_DRIVER);
    struct driver *driver = *out = pool_alloc(sizeof *driver, TAG_DRIVER);
    if (!loading || !driver) {
        pool_free(loading);
        pool_free(driver);
        return refuse(name, "no-memory", STATUS_INSUFFICIENT_RESOURCES);
    }
    strcpy(driver->name, name);
    driver->on_demand = on_demand;
    list_append(&drivers, &driver->link);
    loading->driver = driver;
    ntstatus status = load(loading);
    pool_free(loading);
    return status;
}

ntstatus driver_load(const char *name, bool on_demand, struct driver **out)
{
    return driver_named(name) ? refuse(name, "loaded-already", STATUS_IMAGE_ALREADY_LOADED)
                              : make(name, on_demand, out);
}

#include "sched/driver/device.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/driverfile.h"

#define TAG_DEVICE  POOL_TAG('D', 'e', 'v', 'i')
#define TAG_LINK    POOL_TAG('S', 'y', 'm', 'b')
#define TYPE_DEVICE 3 /* IO_TYPE_DEVICE */

/* ---- names ---- */

/* What a name means now; a link at its end is meant itself. The result holds until the next call. */
static ntstatus find(const char *name, struct lookup *lookup)
{
    static char text[NTPATH_BYTES]; /* nothing waits while a name is looked up */
    ASSERT(strlen(name) < sizeof text);
    *lookup = (struct lookup){.text = strcpy(text, name), .any_case = true, .link_itself = true};
    return directory_find(lookup);
}

/* Where a new name goes. */
static ntstatus find_free(const char *name, struct lookup *lookup)
{
    ntstatus status = find(name, lookup);
    return status_ok(status) && lookup->object ? STATUS_OBJECT_NAME_COLLISION : status;
}

/* It keeps its name without a handle, until object_make_temporary(). */
static void keep_name(struct object *object)
{
    object_make_permanent(object);
    object_dereference(object);
}

/* ---- links ---- */

bool driver_link_is_there(const char *name)
{
    char text[DEVICE_NAME_BYTES];
    struct lookup lookup = {
        .text = text, .from = directory_of_links(), .any_case = true, .link_itself = true};
    ASSERT(strlen(name) < DEVICE_NAME_BYTES);
    strcpy(text, name);
    return status_ok(directory_find(&lookup)) && lookup.object;
}

ntstatus driver_link_make(const char *name, const char *target)
{
    struct lookup lookup;
    ntstatus status = find_free(name, &lookup);
    if (!status_ok(status))
        return status;
    struct symbolic_link *link = pool_alloc(sizeof *link, TAG_LINK);
    status = link ? symbolic_link_begin(link, target) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status))
        status = object_start_named(&link->object, &symbolic_link_type, lookup.directory, lookup.rest);
    if (status_ok(status)) {
        keep_name(&link->object);
        return status;
    }
    if (link)
        pool_free(link->target);
    pool_free(link);
    return status;
}

ntstatus driver_link_delete(const char *name)
{
    struct lookup lookup;
    ntstatus status = find(name, &lookup);
    if (!status_ok(status))
        return status;
    if (!lookup.object)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (lookup.object->type != &symbolic_link_type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (lookup.object->fixed)
        return STATUS_ACCESS_DENIED;
    object_make_temporary(lookup.object);
    return STATUS_SUCCESS;
}

/* ---- devices ---- */

static struct link devices = {&devices, &devices}; /* that were not deleted */

static struct driver_device *device_at(struct link *link)
{
    return list_member(link, struct driver_device, link);
}

struct driver_device *driver_device_of_object(const struct nt_device_object *object)
{
    list_each (link, &devices)
        if (&device_at(link)->object == object)
            return device_at(link);
    return NULL;
}

struct driver_device *driver_device_of(const struct device *device)
{
    bool drivers = device->closed == driver_file_closed;
    return drivers ? list_member((struct device *)device, struct driver_device, device) : NULL;
}

static void told(const struct device *device)
{
    log_driver_field(driver_device_of(device)->driver);
}

static void gone(struct device_object *object)
{
    const struct driver_device *device = list_member(object, struct driver_device, place);
    driver_memory_goes(device->driver, (uint32_t)device, (uint32_t)device + pool_room(device));
    pool_free(object);
}

static void fill_object(struct driver_device *device)
{
    device->object.type = TYPE_DEVICE;
    device->object.size = sizeof device->object;
    device->object.device_type = device->device.type;
    device->object.driver = &device->driver->object;
    device->object.extension = device->extension;
    device->object.stack_size = 1;
    device->object.next = device->driver->object.devices;
    device->driver->object.devices = &device->object;
    list_append(&devices, &device->link);
}

static ntstatus start(struct driver_device *device, const char *name)
{
    struct lookup lookup;
    device->place.device = &device->device;
    if (!*name) {
        object_start(&device->place.object, &device_type);
        return STATUS_SUCCESS;
    }
    ntstatus status = find_free(name, &lookup);
    if (status_ok(status))
        status = object_start_named(&device->place.object, &device_type, lookup.directory, lookup.rest);
    if (status_ok(status))
        object_make_permanent(&device->place.object);
    return status;
}

ntstatus driver_device_make(struct driver *driver, const char *name, uint32_t type, uint32_t extension_bytes,
                            struct driver_device **out)
{
    if (extension_bytes > POOL_MOST_BYTES - sizeof **out)
        return STATUS_INSUFFICIENT_RESOURCES;
    struct driver_device *device = *out = pool_alloc(sizeof *device + extension_bytes, TAG_DEVICE);
    if (!device)
        return STATUS_INSUFFICIENT_RESOURCES;
    device->driver = driver;
    device->device = (struct device){
        .type = type, .can_be_waited_for = true, .closed = driver_file_closed, .told = told, .gone = gone};
    ntstatus status = start(device, name);
    if (!status_ok(status)) {
        pool_free(device);
        return status;
    }
    device->device.name = *name ? object_text(&device->place.object) : "";
    fill_object(device);
    return STATUS_SUCCESS;
}

/* The driver may have spoilt its own list. */
static void leave_driver(struct driver_device *device)
{
    struct nt_device_object **place = &device->driver->object.devices;
    list_remove(&device->link);
    while (*place && *place != &device->object)
        place = &(*place)->next;
    if (*place)
        *place = device->object.next;
}

void driver_device_delete(struct driver_device *device)
{
    leave_driver(device);
    object_make_temporary(&device->place.object);
    object_dereference(&device->place.object);
}

void driver_devices_forget(struct driver *driver)
{
    for (struct link *link = devices.next, *next; link != &devices; link = next) {
        next = link->next;
        if (device_at(link)->driver == driver)
            driver_device_delete(device_at(link));
    }
}

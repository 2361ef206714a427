#include "sched/driver/driverfile.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/driver/request.h"
#include "sched/object/fileshare.h"
#include "storage/unicode.h"

#define TYPE_FILE 5 /* IO_TYPE_FILE */

/* NT's FILE_DEVICE_ numbers. */
enum { DEVICE_CD_ROM_FILE_SYSTEM = 0x03, DEVICE_DISK_FILE_SYSTEM = 0x08, DEVICE_NETWORK_FILE_SYSTEM = 0x14 };

bool driver_device_takes_names(const struct driver_device *device)
{
    uint32_t type = device->device.type;
    return type == DEVICE_CD_ROM_FILE_SYSTEM || type == DEVICE_DISK_FILE_SYSTEM ||
           type == DEVICE_NETWORK_FILE_SYSTEM;
}

/* ---- what the driver is told ---- */

static ntstatus tell(struct driver_file *file, enum nt_major major)
{
    const struct request request = {.major = major};
    uint32_t information;
    return request_perform(file, &request, &information);
}

static ntstatus tell_opening(struct driver_file *file, const struct driver_opening *opening,
                             uint32_t *information)
{
    const struct nt_security_context security = {.access = opening->access, .options = opening->options};
    const struct nt_stack_location stack = {
        .flags = opening->parent ? NT_OPENS_PARENT : 0,
        .parameters.create = {.security = &security,
                              .options = opening->options,
                              .attributes = (uint16_t)opening->attributes,
                              .share = (uint16_t)opening->share},
    };
    const struct request request = {.major = NT_MAJOR_CREATE, .stack = &stack};
    file->object.related = opening->related ? &opening->related->object : NULL;
    ntstatus status = request_perform(file, &request, information);
    file->object.related = NULL; /* nothing holds it any more */
    return status;
}

/* ---- opening ---- */

static void leave(struct driver_device *device)
{
    struct driver *driver = device->driver;
    drivers_lock();
    ASSERT(device->files > 0);
    device->files--;
    object_dereference(&device->place.object);
    driver_left(driver);
    drivers_unlock();
}

/* A unit is a byte of UTF-8 or more. */
static ntstatus take_name(struct driver_file *file, const char *name)
{
    uint32_t bytes = (uint32_t)strlen(name);
    if (bytes == 0)
        return STATUS_SUCCESS;
    file->name = pool_alloc_raw(bytes * sizeof *file->name, TAG_FILE);
    if (!file->name)
        return STATUS_INSUFFICIENT_RESOURCES;
    uint32_t units = unicode_to_utf16(name, bytes, file->name, bytes);
    file->object.name.buffer = file->name;
    file->object.name.length = (uint16_t)(units * sizeof *file->name);
    file->object.name.maximum = (uint16_t)(bytes * sizeof *file->name);
    return units ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

static ntstatus begin(struct driver_file *file, struct driver_device *device,
                      const struct driver_opening *opening)
{
    file->to = device;
    file->file.synchronous = (opening->options & FILE_OPTION_SYNCHRONOUS) != 0;
    file->file.access = opening->access;
    file->file.append_only = file_wants_write(opening->access) && !(opening->access & FILE_RIGHT_WRITE);
    file->object.type = TYPE_FILE;
    file->object.size = sizeof file->object;
    file->object.device = &device->object;
    file->object.flags = file->file.synchronous ? NT_FILE_SYNCHRONOUS : 0;
    ntstatus status = take_name(file, opening->name);
    if (status_ok(status))
        status = file_object_start(&file->file, &device->device, device->device.name);
    if (!status_ok(status))
        pool_free(file->name);
    return status;
}

static ntstatus make_file(struct driver_device *device, const struct driver_opening *opening,
                          struct driver_file **out)
{
    struct driver_file *file = *out = pool_alloc(sizeof *file, TAG_FILE);
    if (!file)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = begin(file, device, opening);
    if (!status_ok(status))
        pool_free(file);
    return status;
}

/* From here on neither device nor driver goes. */
static ntstatus join(struct driver_device *device, const struct driver_opening *opening,
                     struct driver_file **out)
{
    if (device->exclusive && device->files > 0)
        return STATUS_ACCESS_DENIED;
    object_reference(&device->place.object);
    device->driver->users++;
    device->files++;
    ntstatus status = make_file(device, opening, out);
    if (!status_ok(status))
        leave(device);
    return status;
}

ntstatus driver_open(struct driver_device *device, const struct driver_opening *opening,
                     struct file_object **out, uint32_t *information)
{
    struct driver_file *file;
    ASSERT(device->driver->state == DRIVER_RUNNING);
    ASSERT(driver_device_takes_names(device) || !*opening->name);
    ntstatus status = join(device, opening, &file);
    if (!status_ok(status))
        return status;
    status = tell_opening(file, opening, information);
    file->opened = status_ok(status);
    *out = &file->file;
    if (!status_ok(status))
        object_dereference(&file->file.object);
    return status;
}

struct driver_file *driver_file_of(struct file_object *object)
{
    bool drivers = object->device && driver_device_of(object->device);
    return drivers ? (struct driver_file *)object : NULL;
}

bool driver_file_is_named(struct file_object *object)
{
    const struct driver_file *file = driver_file_of(object);
    return file && driver_device_takes_names(file->to);
}

/* A file whose opening was refused is none of the driver's. */
void driver_file_closed(struct file_object *object)
{
    struct driver_file *file = driver_file_of(object);
    if (file->opened && !file->cleaned)
        tell(file, NT_MAJOR_CLEANUP);
    file->cleaned = true;
    if (object->object.references > 0)
        return;
    if (file->opened)
        tell(file, NT_MAJOR_CLOSE);
    pool_free(file->name);
    leave(file->to);
}

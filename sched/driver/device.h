/*
 * Devices of drivers: what IoCreateDevice() makes, in the name space of objects (sched/object/directory.h),
 * and the symbolic links by which programs find them. Thread context; nothing here waits.
 */
#ifndef SCHED_DRIVER_DEVICE_H
#define SCHED_DRIVER_DEVICE_H

#include "firmware/status.h"
#include "sched/driver/driver.h"
#include "sched/object/directory.h"

struct driver_device {
    struct device_object place; /* first */
    struct device device;       /* for file objects */
    struct link link;           /* among all devices; of one that was deleted, alone */
    struct driver *driver;
    bool exclusive;
    uint32_t files; /* open ones */
    struct nt_device_object object;
    uint64_t extension[];
};

/* What the names are that drivers give: an absolute name, UTF-8, with the NUL. */
#define DEVICE_NAME_BYTES 128u

/* A device of the driver with that name ("" for none). STATUS_OBJECT_NAME_COLLISION,
 * STATUS_INSUFFICIENT_RESOURCES, and those of directory_find(). */
ntstatus driver_device_make(struct driver *driver, const char *name, uint32_t type, uint32_t extension_bytes,
                            struct driver_device **out);

/* Nobody finds it any more; it goes when its last file does. */
void driver_device_delete(struct driver_device *device);

/* The one of a device object as the driver has it; NULL: it is none. */
struct driver_device *driver_device_of_object(const struct nt_device_object *object);

/* The one behind a name; NULL: the device is none of a driver's. */
struct driver_device *driver_device_of(const struct device *device);

/* Does \??\NAME name anything? */
bool driver_link_is_there(const char *name);

/* STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES, and those of directory_find(). A link needs no
 * device to be there. */
ntstatus driver_link_make(const char *name, const char *target);
/* STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH; STATUS_ACCESS_DENIED: it is the kernel's own. */
ntstatus driver_link_delete(const char *name);

/* What a driver has left behind goes. It has no files. */
void driver_devices_forget(struct driver *driver);

#endif

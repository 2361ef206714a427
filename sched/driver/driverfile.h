/*
 * Open files of drivers' devices (NT: FILE_OBJECTs whose requests a driver gets). A device of a file system
 * takes names: what stands behind it in a name is the driver's to understand. Thread context; may wait.
 */
#ifndef SCHED_DRIVERFILE_H
#define SCHED_DRIVERFILE_H

#include "firmware/status.h"
#include "sched/driver/device.h"
#include "sched/object/fileobject.h"

struct driver_file {
    struct file_object file; /* first */
    struct driver_device *to;
    bool opened, cleaned; /* the driver has agreed to it; has heard that its last handle is gone */
    uint16_t *name;       /* in pool: what object.name was made from */
    struct nt_file_object object;
};

/* How one is opened, as NT tells the driver. */
struct driver_opening {
    const char *name;            /* behind the device, UTF-8: "" or "\..."; without a backslash if related */
    struct driver_file *related; /* of the same device, which the name counts from; or NULL */
    uint32_t access;             /* no generic rights any more */
    uint32_t options;            /* those of NtCreateFile, its disposition in the highest byte */
    uint32_t attributes, share;
    bool parent; /* what is to be opened is the folder that has the name: it is for a rename */
};

/* Is the device one of a file system? Only then may a name go on behind it. */
bool driver_device_takes_names(const struct driver_device *device);

/* Opens a device, or what is behind it; nobody has waited since it was found, behind drivers_settle().
 * *information is what the driver says that it has done (FILE_OPENED ...). STATUS_ACCESS_DENIED (it is for
 * one at a time), STATUS_OBJECT_NAME_INVALID, what the driver says. */
ntstatus driver_open(struct driver_device *device, const struct driver_opening *opening,
                     struct file_object **out, uint32_t *information);

/* The file of a device of a driver; NULL: it is none. */
struct driver_file *driver_file_of(struct file_object *object);

/* Is it one behind a device that takes names? There are no sections of such, and no locks. */
bool driver_file_is_named(struct file_object *object);

/* For struct device: the last handle is gone, and then the file object. */
void driver_file_closed(struct file_object *object);

#endif

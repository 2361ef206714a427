#include "sched/object/fileobject.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/section.h"
#include "sched/dispatch/wait.h"
#include "sched/object/filelock.h"
#include "sched/object/fileshare.h"
#include "storage/volumelock.h"

/* A process that has no handle to it any more has no locks either; another's stay. */
static void file_left(struct object *object, const struct handle_table *table)
{
    struct file_object *file = (struct file_object *)object;
    if (file->file && file->file->locks && !handle_names(table, object))
        file_lock_give_all_of(file, table->owner);
}

static void device_closed(struct file_object *file)
{
    if (file->device->closed)
        file->device->closed(file);
}

static void file_closed(struct object *object)
{
    struct file_object *file = (struct file_object *)object;
    if (!file->file) {
        device_closed(file);
        return;
    }
    volume_lock();
    file_share_leave(file);
    if (file->delete_on_close && section_purge(file->file))
        file_set_delete(file->file, true);
    volume_unlock();
}

static void leave_volume(struct file_object *file)
{
    volume_lock();
    file_lock_give_all(file); /* of who waited for one when the last handle went */
    file_share_leave(file);   /* if it never had a handle */
    if (file->file->delete_pending)
        section_purge(file->file);
    file_close(file->file);
    volume_unlock();
}

static void file_deleted(struct object *object)
{
    struct file_object *file = (struct file_object *)object;
    ASSERT((file->file != NULL) != (file->device != NULL));
    if (file->file)
        leave_volume(file);
    else
        device_closed(file);
    port_unbind(&file->bound);
    pool_free(file);
}

static struct waitable *file_waitable(struct object *object)
{
    struct file_object *file = (struct file_object *)object;
    return file->file || file->device->can_be_waited_for ? &file->done : NULL;
}

static struct waitable *file_common(struct object *object)
{
    const struct device *device = ((struct file_object *)object)->device;
    return device && device->waitable ? device->waitable() : NULL;
}

const struct object_type file_type = {
    .name = "File",
    .generic_read = 0x120089,
    .generic_write = 0x120116,
    .generic_execute = 0x1200a0,
    .all_access = FILE_ALL_ACCESS,
    .keeps_rights = true, /* share access was granted for those it was opened with */
    .logged = true,
    .waitable = file_waitable,
    .common = file_common,
    .left = file_left,
    .closed = file_closed,
    .deleted = file_deleted,
};

void file_object_lock(struct file_object *object)
{
    if (object->synchronous)
        wait_one(&object->turn, WAIT_EXECUTIVE, WAIT_FOREVER);
}

void file_object_unlock(struct file_object *object)
{
    if (object->synchronous)
        event_set(&object->turn);
}

static void start_events(struct file_object *object)
{
    event_start(&object->turn, "FileLock", WAITABLE_SYNCHRONIZATION, true);
    event_start(&object->done, "File", WAITABLE_NOTIFICATION, true);
}

ntstatus file_object_open(struct file_object *object, struct file *file, const char *name)
{
    ASSERT(volume_locked() && file);
    object->file = file;
    start_events(object);
    ntstatus status = file_share_enter(object);
    if (!status_ok(status))
        return status;
    status = object_start_told(&object->object, &file_type, name);
    if (!status_ok(status))
        file_share_leave(object);
    return status;
}

ntstatus file_object_start(struct file_object *object, const struct device *device, const char *name)
{
    object->device = device;
    start_events(object);
    return object_start_told(&object->object, &file_type, name);
}

struct file_object *device_open(const struct device *device)
{
    struct file_object *object = pool_alloc(sizeof *object, TAG_FILE);
    if (!object)
        return NULL;
    if (status_ok(file_object_start(object, device, device->name)))
        return object;
    pool_free(object);
    return NULL;
}

ntstatus console_open(struct handle_table *table, bool input, uint32_t *handle)
{
    struct file_object *object = device_open(input ? &console_input : &console_output);
    if (!object)
        return STATUS_INSUFFICIENT_RESOURCES;
    uint32_t access = input ? file_type.generic_read : file_type.generic_write | FILE_RIGHT_READ_ATTRIBUTES;
    ntstatus status = handle_create(table, &object->object, access, true, handle);
    object_dereference(&object->object);
    return status;
}

/*
 * NtFsControlFile and NtDeviceIoControlFile (Microsoft: DeviceIoControl). What is answered is what NT's FAT
 * answers for a file or folder, and NPFS for a pipe (service_pipe.c); a volume itself cannot be opened here.
 */
#include "sched/service/services.h"

#include <stddef.h>
#include "mmu/usercopy.h"
#include "sched/process/nt.h"
#include "sched/service/capture.h"
#include "sched/service/service_console.h"
#include "sched/service/service_driver.h"
#include "sched/service/service_fileinfo.h"
#include "sched/service/service_pipe.h"

/* CTL_CODE: device << 16 | access << 14 | function << 2 | method. */
#define CODE_ACCESS(code) ((code) >> 14 & 3u)
#define ACCESS_READ       1u
#define ACCESS_WRITE      2u

/* The codes of winioctl.h. */
enum {
    FSCTL_REQUEST_OPLOCK_LEVEL_1 = 0x90000,
    FSCTL_REQUEST_OPLOCK_LEVEL_2 = 0x90004,
    FSCTL_REQUEST_BATCH_OPLOCK = 0x90008,
    FSCTL_LOCK_VOLUME = 0x90018,
    FSCTL_UNLOCK_VOLUME = 0x9001c,
    FSCTL_DISMOUNT_VOLUME = 0x90020,
    FSCTL_IS_VOLUME_MOUNTED = 0x90028,
    FSCTL_IS_PATHNAME_VALID = 0x9002c,
    FSCTL_MARK_VOLUME_DIRTY = 0x90030,
    FSCTL_REQUEST_FILTER_OPLOCK = 0x9005c,
    FSCTL_GET_VOLUME_BITMAP = 0x9006f,
    FSCTL_MOVE_FILE = 0x90074,
    FSCTL_IS_VOLUME_DIRTY = 0x90078,
    FSCTL_ALLOW_EXTENDED_DASD_IO = 0x90083,
};

/* A file's answer to a code of the file system's. */
static ntstatus file_system_answer(uint32_t code)
{
    switch (code) {
    case FSCTL_IS_VOLUME_MOUNTED:
    case FSCTL_IS_PATHNAME_VALID: /* FAT says so of every name */
        return STATUS_SUCCESS;
    case FSCTL_REQUEST_OPLOCK_LEVEL_1:
    case FSCTL_REQUEST_OPLOCK_LEVEL_2:
    case FSCTL_REQUEST_BATCH_OPLOCK:
    case FSCTL_REQUEST_FILTER_OPLOCK:
        return STATUS_OPLOCK_NOT_GRANTED;
    case FSCTL_LOCK_VOLUME:
    case FSCTL_UNLOCK_VOLUME:
    case FSCTL_DISMOUNT_VOLUME:
    case FSCTL_MARK_VOLUME_DIRTY:
    case FSCTL_GET_VOLUME_BITMAP:
    case FSCTL_MOVE_FILE:
    case FSCTL_IS_VOLUME_DIRTY:
    case FSCTL_ALLOW_EXTENDED_DASD_IO:
        return STATUS_INVALID_PARAMETER; /* asked of a file, not of a volume */
    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
}

static ntstatus device_answer(uint32_t code)
{
    (void)code;
    return STATUS_INVALID_PARAMETER; /* of a disk's device only the opener of the volume may ask */
}

struct control {
    uint32_t file, event, apc, apc_context, io, code;
};

/* The file object, if the handle grants what the code says that it needs. */
static ntstatus controlled(const struct control *control, struct file_object **out)
{
    uint32_t access = CODE_ACCESS(control->code);
    uint32_t rights =
        (access & ACCESS_READ ? FILE_RIGHT_READ : 0) | (access & ACCESS_WRITE ? FILE_RIGHT_WRITE : 0);
    return file_object_of(control->file, rights, out);
}

static ntstatus tell(uint32_t address, ntstatus status, uint32_t bytes)
{
    const struct nt_io_status io = {(uint32_t)status, bytes};
    return status_ok(status) ? user_write(address, &io, sizeof io) : status;
}

static ntstatus perform(const struct control *control, struct file_object *object,
                        ntstatus (*answer)(uint32_t code))
{
    struct file_completion completion = {
        .routine = control->apc, .context = control->apc_context, .io = control->io};
    ntstatus status = file_completion_begin(&completion, object, control->event);
    if (!status_ok(status))
        return status;
    status = object->file ? answer(control->code) : STATUS_INVALID_DEVICE_REQUEST;
    return file_completion_end(&completion, tell(control->io, status, 0));
}

static ntstatus perform_console(const struct control *control, struct file_object *object,
                                const struct nt_device_io_control_file *a)
{
    struct file_completion completion = {
        .routine = control->apc, .context = control->apc_context, .io = control->io};
    uint32_t bytes = 0;
    ntstatus status = file_completion_begin(&completion, object, control->event);
    if (!status_ok(status))
        return status;
    status = console_control(object->device, a, &bytes);
    return file_completion_end(&completion, tell(control->io, status, bytes));
}

/* Of a pipe, or of their folder, NPFS is the file system. */
ntstatus nt_fs_control_file(const struct nt_fs_control_file *a)
{
    const struct control control = {a->file, a->event, a->apc, a->apc_context, a->io, a->code};
    struct file_object *object;
    ntstatus status = controlled(&control, &object);
    if (!status_ok(status))
        return status;
    status = pipe_end_of(object) || pipe_is_root(object) ? pipe_control_file(object, a)
                                                         : perform(&control, object, file_system_answer);
    object_dereference(&object->object);
    return status;
}

ntstatus nt_device_io_control_file(const struct nt_device_io_control_file *a)
{
    const struct control control = {a->file, a->event, a->apc, a->apc_context, a->io, a->code};
    struct file_object *object;
    ntstatus status = controlled(&control, &object);
    if (!status_ok(status))
        return status;
    struct driver_file *driver = driver_file_of(object);
    if (driver)
        status = driver_control_file(driver, a);
    else if (device_is_console(object->device))
        status = perform_console(&control, object, a);
    else
        status = perform(&control, object, device_answer);
    object_dereference(&object->object);
    return status;
}

/*
 * NtLockFile and NtUnlockFile (Microsoft: LockFileEx, UnlockFileEx). Like a transfer, a lock that has to be
 * waited for is there when the service returns.
 */
#include "sched/service/services.h"

#include "mmu/usercopy.h"
#include "sched/driver/driverfile.h"
#include "sched/object/filelock.h"
#include "sched/process/nt.h"
#include "sched/process/process.h"
#include "sched/service/capture.h"
#include "sched/service/service.h"
#include "sched/service/service_fileinfo.h"

/* The file of a handle that may read or write; devices and folders have no bytes to lock. */
static ntstatus lockable(uint32_t handle, struct file_object **out)
{
    struct object *object;
    uint32_t granted;
    ntstatus status = capture_object(handle, &file_type, 0, &object, &granted);
    if (!status_ok(status))
        return status;
    *out = (struct file_object *)object;
    if (!(granted & (FILE_RIGHT_READ | FILE_RIGHT_WRITE)))
        status = STATUS_ACCESS_DENIED;
    else if (driver_file_is_named(*out))
        status = service_unsupported("NtLockFile:file-of-driver");
    else if (!(*out)->file)
        status = STATUS_INVALID_DEVICE_REQUEST;
    else if ((*out)->file->directory)
        status = STATUS_INVALID_PARAMETER;
    if (!status_ok(status))
        object_dereference(object);
    return status;
}

static ntstatus capture_range(uint32_t first, uint32_t bytes, struct file_range *range)
{
    ntstatus status = user_read(&range->first, first, sizeof range->first);
    return status_ok(status) ? user_read(&range->bytes, bytes, sizeof range->bytes) : status;
}

static ntstatus tell(uint32_t address, ntstatus status)
{
    const struct nt_io_status io = {(uint32_t)status, 0};
    return user_write(address, &io, sizeof io);
}

/* The range that a caller names, and the file that it lies in, with a reference. */
static ntstatus capture_place(uint32_t file, uint32_t first, uint32_t bytes, struct file_lock_owner *owner,
                              struct file_range *range)
{
    ntstatus status = capture_range(first, bytes, range);
    return status_ok(status) ? lockable(file, &owner->object) : status;
}

/* There is no lock that the caller has not heard of: one that cannot be told is given back. */
static ntstatus lock_told(const struct nt_lock_file *a, const struct file_lock_owner *owner,
                          const struct file_range *range)
{
    ntstatus status = file_lock_take(owner, range, a->exclusive, !a->at_once);
    if (status != STATUS_SUCCESS)
        return status;
    status = tell(a->io, STATUS_SUCCESS);
    if (!status_ok(status))
        file_lock_give(owner, range);
    return status;
}

ntstatus nt_lock_file(const struct nt_lock_file *a)
{
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    struct file_lock_owner owner = {.process = process_current()->id, .key = a->key};
    struct file_range range;
    ntstatus status = capture_place(a->file, a->first, a->length, &owner, &range);
    if (!status_ok(status))
        return status;
    status = file_completion_begin(&completion, owner.object, a->event);
    if (status_ok(status))
        status = file_completion_end(&completion, lock_told(a, &owner, &range));
    object_dereference(&owner.object->object);
    return status;
}

ntstatus nt_unlock_file(const struct nt_unlock_file *a)
{
    struct file_lock_owner owner = {.process = process_current()->id, .key = a->key};
    struct file_range range;
    ntstatus status = capture_place(a->file, a->first, a->length, &owner, &range);
    if (!status_ok(status))
        return status;
    status = file_lock_give(&owner, &range);
    if (status_ok(status))
        status = tell(a->io, STATUS_SUCCESS);
    object_dereference(&owner.object->object);
    return status;
}

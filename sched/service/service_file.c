/*
 * Files, pipes and the console: NtCreateFile, NtReadFile, NtWriteFile and closing. What is asked about files
 * is in service_fileinfo.c.
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/panic.h"
#include "sched/object/fileobject.h"
#include "mmu/pool.h"
#include "mmu/section.h"
#include "mmu/usercopy.h"
#include "storage/volumelock.h"
#include "sched/service/filename.h"
#include "sched/object/filelock.h"
#include "sched/object/fileshare.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/process/nt.h"
#include "sched/process/process.h"
#include "sched/process/userapc.h"
#include "sched/service/service.h"
#include "sched/service/service_driver.h"
#include "sched/service/service_driverfile.h"
#include "sched/service/service_fileinfo.h"
#include "sched/service/service_pipe.h"
#include "storage/unicode.h"

#define TAG_IO POOL_TAG('I', 'o', 'B', 'f')

#define ATTRIBUTE_READ_ONLY 0x1u
#define OPTIONS_OF_NT       0x00ffffffu
#define DISPOSITION_SHIFT   24
#define ATTRIBUTES_OF_NT    0x7fb7u
#define SHARES_OF_NT        0x7u
#define OFFSET_END          0xffffffffu /* low half of FILE_WRITE_TO_END_OF_FILE */
#define OFFSET_CURRENT      0xfffffffeu
#define BUFFER_BYTES        4096u

/* ---- opening ---- */

struct opening {
    struct captured_name name;
    const char *path; /* of it on the volume, once it is known */
    uint32_t handle_out, io_out;
    uint32_t access, attributes, share, disposition, options;
};

static ntstatus make_object(const struct opening *opening, struct file *file, struct file_object **out)
{
    struct file_object *object = pool_alloc(sizeof *object, TAG_FILE);
    if (!object) {
        file_close(file);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    object->access = object_access(&file_type, opening->access);
    object->share_access = opening->share;
    object->append_only = file_wants_write(object->access) && !(object->access & FILE_RIGHT_WRITE);
    object->synchronous = (opening->options & FILE_OPTION_SYNCHRONOUS) != 0;
    object->delete_on_close = (opening->options & FILE_OPTION_DELETE_ON_CLOSE) != 0;
    ntstatus status = file_object_open(object, file, opening->path);
    if (!status_ok(status)) {
        file_close(file);
        pool_free(object);
        return status;
    }
    *out = object;
    return STATUS_SUCCESS;
}

/* What is mapped as an image must stay as it is; deleting is refused when it is asked for (CANNOT_DELETE). */
static ntstatus check_writable(struct file *file, uint32_t access)
{
    if (file->system)
        return STATUS_SHARING_VIOLATION;
    if (!file_wants_write(object_access(&file_type, access)) || file->directory)
        return STATUS_SUCCESS;
    return section_purge(file) ? STATUS_SUCCESS : STATUS_SHARING_VIOLATION;
}

static ntstatus check_read_only(struct file *file, uint32_t access)
{
    struct file_information information;
    if (!file_wants_write(object_access(&file_type, access)) || file->directory)
        return STATUS_SUCCESS;
    ntstatus status = file_information(file, &information);
    if (!status_ok(status))
        return status;
    return information.attributes & ATTRIBUTE_READ_ONLY ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/* Whoever makes a file read-only, or overwrites one with that attribute, still gets to write it. */
static ntstatus check_opened(struct file *file, uint32_t access, enum file_action action)
{
    ntstatus status = file->delete_pending ? STATUS_DELETE_PENDING : STATUS_SUCCESS;
    if (status_ok(status) && action == FILE_ACTION_OPENED)
        status = check_read_only(file, access);
    return status_ok(status) ? check_writable(file, access) : status;
}

/* An overwriting open cuts the file: whether that may be is found out by opening it as it is first. */
static ntstatus check_before_overwrite(const struct opening *opening, const char *path)
{
    struct file *file;
    enum file_action action;
    bool overwrites = opening->disposition == FILE_DISPOSITION_SUPERSEDE ||
                      opening->disposition >= FILE_DISPOSITION_OVERWRITE;
    if (!overwrites)
        return STATUS_SUCCESS;
    ntstatus status = file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action);
    if (!status_ok(status))
        return status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_SUCCESS : status;
    status = check_read_only(file, FILE_RIGHT_WRITE);
    if (status_ok(status))
        status = check_writable(file, FILE_RIGHT_WRITE);
    if (status_ok(status) &&
        !file_share_allows(file, object_access(&file_type, opening->access) | FILE_RIGHT_WRITE,
                           opening->share))
        status = STATUS_SHARING_VIOLATION;
    file_close(file);
    return status;
}

static ntstatus open_on_volume(const struct opening *opening, struct file_object **out,
                               enum file_action *action)
{
    const char *path = *opening->path ? opening->path : "\\";
    bool directory = (opening->options & FILE_OPTION_DIRECTORY) != 0;
    struct file *file;
    ntstatus status = check_before_overwrite(opening, path);
    if (!status_ok(status))
        return status;
    status = file_open(path, (enum file_disposition)opening->disposition, opening->attributes, directory,
                       (opening->options & FILE_OPTION_NON_DIRECTORY) != 0, &file, action);
    if (!status_ok(status))
        return status;
    status = check_opened(file, opening->access, *action);
    if (!status_ok(status)) {
        file_close(file);
        return status;
    }
    return make_object(opening, file, out);
}

static bool path_is(const char *path, const char *name)
{
    return unicode_equal(path, (uint32_t)strlen(path), name, (uint32_t)strlen(name));
}

/* A name that leads to no end of the console leads to that which the access asks for. */
static const struct device *console_end(const struct opening *opening)
{
    uint32_t access = object_access(&file_type, opening->access);
    bool reads = access & FILE_RIGHT_READ, writes = access & (FILE_RIGHT_WRITE | FILE_RIGHT_APPEND);
    if (reads == writes)
        return NULL;
    return reads ? &console_input : &console_output;
}

/* STATUS_INVALID_PARAMETER: both ends are meant, or none. */
static ntstatus find_console(const struct opening *opening, const char *rest, const struct device **end)
{
    *end = NULL;
    if (path_is(rest, "\\CurrentIn"))
        *end = &console_input;
    else if (path_is(rest, "\\CurrentOut"))
        *end = &console_output;
    else if (*rest && !path_is(rest, "\\Console"))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    else
        *end = console_end(opening);
    return *end ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static ntstatus find_device(const struct opening *opening, const struct file_place *place,
                            const struct device **device)
{
    *device = place->device;
    if (place->device == &console_device)
        return find_console(opening, place->path, device);
    return *place->path ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_SUCCESS;
}

static ntstatus open_device(const struct opening *opening, const struct file_place *place,
                            struct file_object **out)
{
    const struct device *device;
    ntstatus status = find_device(opening, place, &device);
    if (!status_ok(status))
        return status;
    if (opening->options & FILE_OPTION_DIRECTORY)
        return STATUS_NOT_A_DIRECTORY;
    *out = device_open(device);
    return *out ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* From the folder that the name is relative to, to the opener who is counted. */
static ntstatus open_named(struct opening *opening, struct file_object **out, enum file_action *action)
{
    ASSERT(volume_locked());
    ntstatus status = file_name_resolve(opening->name.root, opening->name.text);
    return status_ok(status) ? open_on_volume(opening, out, action) : status;
}

/* What one step of it has found must hold in the next, though the disk may wait in between. */
static ntstatus open_locked(struct opening *opening, struct file_object **out, enum file_action *action)
{
    volume_lock();
    ntstatus status = open_named(opening, out, action);
    volume_unlock();
    return status;
}

static ntstatus open_at_driver(const struct opening *opening, const struct file_place *place,
                               struct file_object **out, enum file_action *action)
{
    uint32_t information;
    struct driver_opening at = {.access = object_access(&file_type, opening->access),
                                .options = opening->disposition << DISPOSITION_SHIFT | opening->options,
                                .attributes = opening->attributes,
                                .share = opening->share};
    ntstatus status = driver_open_place(place, opening->name.root, &at, out, &information);
    if (status_ok(status))
        *action = (enum file_action)information;
    return status;
}

static ntstatus open_any(struct opening *opening, struct file_object **out, enum file_action *action)
{
    struct file_place place;
    ntstatus status = driver_find_place(&opening->name, &place);
    if (!status_ok(status))
        return status;
    *action = FILE_ACTION_OPENED;
    opening->path = place.path;
    if (place.device == &volume_device)
        return open_locked(opening, out, action);
    if (driver_device_of(place.device))
        return open_at_driver(opening, &place, out, action);
    const char *pipe = pipe_name_at(&opening->name, &place);
    if (pipe)
        return pipe_open_captured(pipe, opening->access, opening->options, out);
    return opening->name.root ? STATUS_OBJECT_PATH_NOT_FOUND : open_device(opening, &place, out);
}

static ntstatus open_captured(struct opening *opening)
{
    struct file_object *object = NULL;
    enum file_action action;
    ntstatus status = open_any(opening, &object, &action);
    if (!status_ok(status))
        return status;
    const struct nt_io_status io = {0, (uint32_t)action};
    status = user_write(opening->io_out, &io, sizeof io); /* first: then a failure leaves no handle behind */
    if (status_ok(status))
        return return_handle(&object->object, opening->access, opening->name.attributes, opening->handle_out);
    object_dereference(&object->object);
    return status;
}

/* What NT refuses before it looks at the name. */
static bool sensible(const struct nt_create_file *a)
{
    uint32_t directory = a->options & FILE_OPTION_DIRECTORY,
             synchronous = a->options & FILE_OPTION_SYNCHRONOUS;
    bool opens = a->disposition == FILE_DISPOSITION_OPEN || a->disposition == FILE_DISPOSITION_CREATE ||
                 a->disposition == FILE_DISPOSITION_OPEN_IF;
    if ((a->file_attributes & ~ATTRIBUTES_OF_NT) || (a->share & ~SHARES_OF_NT) ||
        (a->options & ~OPTIONS_OF_NT) || a->disposition > FILE_DISPOSITION_OVERWRITE_IF)
        return false;
    if (directory && ((a->options & FILE_OPTION_NON_DIRECTORY) || !opens))
        return false;
    if (synchronous == FILE_OPTION_SYNCHRONOUS || (synchronous && !(a->access & ACCESS_SYNCHRONIZE)))
        return false;
    if ((a->options & FILE_OPTION_DELETE_ON_CLOSE) && !(a->access & FILE_RIGHT_DELETE))
        return false;
    return !((a->options & FILE_OPTION_NO_BUFFERING) && (a->access & FILE_RIGHT_APPEND));
}

static ntstatus check_allocation(uint32_t address)
{
    int64_t bytes = 0;
    ntstatus status = address ? user_read(&bytes, address, sizeof bytes) : STATUS_SUCCESS;
    return status_ok(status) && bytes < 0 ? STATUS_INVALID_PARAMETER : status;
}

static ntstatus capture_opening(const struct nt_create_file *a, struct opening *opening)
{
    if (!sensible(a))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = check_allocation(a->allocation);
    if (status_ok(status) && a->ea_bytes)
        status = STATUS_EAS_NOT_SUPPORTED; /* FAT has none */
    if (status_ok(status))
        status = a->attributes ? capture_attributes(a->attributes, &opening->name) : STATUS_INVALID_PARAMETER;
    return status;
}

/* The name alone takes a kilobyte: not on the kernel stack. */
ntstatus nt_create_file(const struct nt_create_file *a)
{
    struct opening *opening = pool_alloc_raw(sizeof *opening, TAG_FILE);
    if (!opening)
        return STATUS_INSUFFICIENT_RESOURCES;
    opening->handle_out = a->out;
    opening->io_out = a->io;
    opening->access = a->access;
    opening->attributes = a->file_attributes;
    opening->share = a->share;
    opening->disposition = a->disposition;
    opening->options = a->options;
    ntstatus status = capture_opening(a, opening);
    if (status_ok(status))
        status = open_captured(opening);
    pool_free(opening);
    return status;
}

ntstatus nt_open_file(const struct nt_open_file *a)
{
    const struct nt_create_file create = {.out = a->out,
                                          .access = a->access,
                                          .attributes = a->attributes,
                                          .io = a->io,
                                          .share = a->share,
                                          .disposition = FILE_DISPOSITION_OPEN,
                                          .options = a->options};
    return nt_create_file(&create);
}

/* ---- reading and writing ---- */

struct transfer {
    struct file_object *object;
    struct file_completion completion;
    uint32_t buffer, length, offset;
    uint32_t key; /* address of the one that its locks have, or 0: 0 */
    bool moves_position;
    bool appends; /* each piece goes to where the file ends by then */
};

ntstatus file_object_of(uint32_t handle, uint32_t access, struct file_object **out)
{
    struct object *object;
    ntstatus status = capture_object(handle, &file_type, access, &object, NULL);
    if (status_ok(status))
        *out = (struct file_object *)object;
    return status;
}

/* A call without a context has nothing by which its packet would be known, and gets none: NT's rule. */
static ntstatus make_packet(struct file_completion *completion, const struct file_object *object)
{
    if (!object->bound.port)
        return STATUS_SUCCESS;
    if (completion->routine)
        return STATUS_INVALID_PARAMETER;
    if (!completion->context)
        return STATUS_SUCCESS;
    completion->packet = port_packet_make();
    return completion->packet ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

ntstatus file_completion_begin(struct file_completion *completion, struct file_object *object, uint32_t event)
{
    struct object *found = NULL;
    ntstatus status =
        event ? capture_object(event, &event_type, EVENT_RIGHT_MODIFY, &found, NULL) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    status = make_packet(completion, object);
    if (!status_ok(status)) {
        if (found)
            object_dereference(found);
        return status;
    }
    completion->object = object;
    completion->event = (struct event_object *)found;
    if (found)
        event_reset(&completion->event->event);
    event_reset(&object->done);
    return STATUS_SUCCESS;
}

static void put_packet(const struct file_completion *completion, ntstatus status)
{
    struct port_packet *packet = completion->packet;
    if (status_error(status) || (completion->object->modes & COMPLETION_SKIPS_PORT && status_ok(status))) {
        pool_free(packet);
        return;
    }
    packet->context = completion->context;
    packet->status = (uint32_t)status;
    packet->information = completion->count;
    port_put(&completion->object->bound, packet);
}

/* Who gave no event waits for the file itself; a synchronous one tells it anyway. */
ntstatus file_completion_end(struct file_completion *completion, ntstatus status)
{
    const struct user_call call = {completion->routine, {completion->context, completion->io, 0}};
    struct event_object *event = completion->event;
    if (!(completion->object->modes & COMPLETION_SKIPS_FILE))
        event_set(&completion->object->done);
    if (event && !status_error(status))
        event_set(&event->event);
    if (event)
        object_dereference(&event->object);
    if (completion->packet)
        put_packet(completion, status);
    if (!call.routine || status_error(status))
        return status;
    ntstatus queued = user_apc_queue(thread_current(), &call);
    return status_ok(queued) ? status : queued;
}

/* No file of a FAT volume reaches 4 GB. */
static ntstatus begin_at(struct transfer *transfer, uint64_t where, bool writing)
{
    if (where > UINT32_MAX)
        return writing ? STATUS_DISK_FULL : STATUS_END_OF_FILE;
    transfer->offset = (uint32_t)where;
    return STATUS_SUCCESS;
}

/* Where a transfer begins: at the position, at the end, or where the caller says. */
static ntstatus take_offset(struct transfer *transfer, uint32_t address, bool writing)
{
    ASSERT(transfer->object);
    uint32_t offset[2] = {OFFSET_CURRENT, 0xffffffffu};
    struct file_object *object = transfer->object;
    ntstatus status = address ? user_read(offset, address, sizeof offset) : STATUS_SUCCESS;
    if (!status_ok(status) || !object->file)
        return status;
    bool special = offset[1] == 0xffffffffu;
    if (!object->synchronous && special && offset[0] == OFFSET_CURRENT)
        return STATUS_INVALID_PARAMETER;
    transfer->moves_position = object->synchronous;
    transfer->appends = writing && (object->append_only || (special && offset[0] == OFFSET_END));
    if (transfer->appends)
        transfer->offset = object->file->size;
    else if (special && offset[0] == OFFSET_CURRENT)
        return begin_at(transfer, object->position, writing);
    else if ((int32_t)offset[1] < 0)
        return STATUS_INVALID_PARAMETER;
    else
        return begin_at(transfer, (uint64_t)offset[1] << 32 | offset[0], writing);
    return STATUS_SUCCESS;
}

/* Ranges that others have locked. */
static ntstatus check_locks(const struct transfer *transfer, bool writing)
{
    struct file_lock_owner owner = {.object = transfer->object, .process = process_current()->id};
    const struct file_range range = {transfer->offset, transfer->length};
    if (!owner.object->file || !owner.object->file->locks)
        return STATUS_SUCCESS;
    ntstatus status = transfer->key ? user_read(&owner.key, transfer->key, sizeof owner.key) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    return file_lock_allows(&owner, &range, writing) ? STATUS_SUCCESS : STATUS_FILE_LOCK_CONFLICT;
}

static ntstatus begin_locked(struct transfer *transfer, uint32_t event, uint32_t offset, bool writing)
{
    file_object_lock(transfer->object);
    ntstatus status = take_offset(transfer, offset, writing);
    if (status_ok(status))
        status = check_locks(transfer, writing);
    if (status_ok(status))
        status = file_completion_begin(&transfer->completion, transfer->object, event);
    if (!status_ok(status))
        file_object_unlock(transfer->object);
    return status;
}

static bool has_bytes(struct file_object *object)
{
    if (object->file)
        return !object->file->directory;
    return object->device->read || object->device->write || pipe_end_of(object) || driver_file_of(object);
}

/* The console's other end has the other way. */
static bool is_wrong_end(const struct file_object *object, uint32_t access)
{
    return device_is_console(object->device) &&
           object->device != (access & FILE_RIGHT_READ ? &console_input : &console_output);
}

/* The object of a handle that grants one of the rights, if it has bytes. */
static ntstatus find_bytes(uint32_t handle, uint32_t access, struct file_object **out)
{
    struct object *found;
    uint32_t granted;
    ntstatus status = capture_object(handle, &file_type, 0, &found, &granted);
    if (!status_ok(status))
        return status;
    struct file_object *object = *out = (struct file_object *)found;
    if (!(granted & access))
        status = STATUS_ACCESS_DENIED;
    else if (!has_bytes(object))
        status = STATUS_INVALID_DEVICE_REQUEST;
    else if (is_wrong_end(object, access))
        status = STATUS_INVALID_HANDLE;
    if (!status_ok(status))
        object_dereference(found);
    return status;
}

/* One buffer's worth in each direction; *done tells how much came of it. */
static ntstatus read_some(struct transfer *transfer, char *buffer, uint32_t bytes, uint32_t *done)
{
    ntstatus status = STATUS_SUCCESS;
    const struct device *device = transfer->object->device;
    if (transfer->object->file)
        status = file_read(transfer->object->file, transfer->offset, buffer, bytes, done);
    else if (device->await) /* another may have read while the lock was not ours */
        status = device->await();
    if (device && status == STATUS_SUCCESS)
        *done = device->read(buffer, bytes);
    return status == STATUS_SUCCESS ? user_write(transfer->buffer, buffer, *done) : status;
}

/* The end may move while the bytes are fetched, so it is asked for here: a piece is never cut by another. */
static ntstatus write_piece(struct transfer *transfer, const char *buffer, uint32_t bytes, uint32_t *done)
{
    struct file *file = transfer->object->file;
    volume_lock();
    if (transfer->appends)
        transfer->offset = file->size;
    ntstatus status = file_write(file, transfer->offset, buffer, bytes, done);
    volume_unlock();
    return status;
}

static ntstatus write_some(struct transfer *transfer, char *buffer, uint32_t bytes, uint32_t *done)
{
    ntstatus status = user_read(buffer, transfer->buffer, bytes);
    if (!status_ok(status))
        return status;
    if (transfer->object->file)
        return write_piece(transfer, buffer, bytes, done);
    transfer->object->device->write(buffer, bytes);
    *done = bytes;
    return STATUS_SUCCESS;
}

/* Goes on until all is moved, or an error, or less than asked for came: the end of the file or of a console
 * line. */
static ntstatus move(struct transfer *transfer,
                     ntstatus (*some)(struct transfer *, char *, uint32_t, uint32_t *), uint32_t *total)
{
    char *buffer = pool_alloc_raw(BUFFER_BYTES, TAG_IO);
    ntstatus status = buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    while (status_ok(status) && *total < transfer->length) {
        uint32_t left = transfer->length - *total, done = 0;
        uint32_t bytes = left < BUFFER_BYTES ? left : BUFFER_BYTES;
        status = some(transfer, buffer, bytes, &done);
        if (!status_ok(status))
            break;
        ASSERT(done <= bytes);
        *total += done;
        transfer->buffer += done;
        transfer->offset += done;
        if (done < bytes)
            break;
    }
    pool_free(buffer);
    return status;
}

static ntstatus finish(struct transfer *transfer, ntstatus status, uint32_t total)
{
    ASSERT(total <= transfer->length);
    const struct nt_io_status io = {(uint32_t)status, total};
    if (transfer->moves_position)
        transfer->object->position = transfer->offset;
    transfer->completion.count = total;
    file_object_unlock(transfer->object);
    ntstatus written =
        user_write(transfer->completion.io, &io, sizeof io); /* before anybody is told to look there */
    return file_completion_end(&transfer->completion, status_ok(written) ? status : written);
}

static ntstatus read_bytes(struct file_object *object, const struct nt_read_file *a)
{
    struct transfer transfer = {.object = object,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .buffer = a->buffer,
                                .length = a->bytes,
                                .key = a->key};
    uint32_t total = 0;
    ntstatus status = begin_locked(&transfer, a->event, a->offset, false);
    if (!status_ok(status))
        return status;
    status = move(&transfer, read_some, &total);
    if (status == STATUS_END_OF_FILE && total > 0)
        status = STATUS_SUCCESS;
    return finish(&transfer, status, total);
}

/* What comes from outside may take for ever: the thread waits without the lock, so that others that have to
 * do with the file object, and the end of this one, do not wait with it. A buffer that cannot be written
 * takes nothing. */
static ntstatus read_awaiting(struct file_object *object, const struct nt_read_file *a)
{
    ntstatus status = a->bytes ? user_probe(a->buffer, a->bytes) : STATUS_SUCCESS;
    if (status_ok(status) && a->bytes > 0)
        status = object->device->await();
    const struct nt_io_status nothing = {(uint32_t)status, 0};
    if (status == STATUS_ALERTED)
        user_write(a->io, &nothing, sizeof nothing);
    return status == STATUS_SUCCESS ? read_bytes(object, a) : status;
}

ntstatus nt_read_file(const struct nt_read_file *a)
{
    struct file_object *object;
    ntstatus status = find_bytes(a->file, FILE_RIGHT_READ, &object);
    if (!status_ok(status))
        return status;
    struct pipe_end *end = pipe_end_of(object);
    struct driver_file *driver = driver_file_of(object);
    if (end)
        status = pipe_read_file(end, a);
    else if (driver)
        status = driver_read_file(driver, a);
    else
        status = object->device && object->device->await ? read_awaiting(object, a) : read_bytes(object, a);
    object_dereference(&object->object);
    return status;
}

static ntstatus write_bytes(struct file_object *object, const struct nt_write_file *a)
{
    struct transfer transfer = {.object = object,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .buffer = a->buffer,
                                .length = a->bytes,
                                .key = a->key};
    uint32_t total = 0;
    ntstatus status = begin_locked(&transfer, a->event, a->offset, true);
    if (!status_ok(status))
        return status;
    status = move(&transfer, write_some, &total);
    return finish(&transfer, status, total);
}

ntstatus nt_write_file(const struct nt_write_file *a)
{
    struct file_object *object;
    ntstatus status = find_bytes(a->file, FILE_RIGHT_WRITE | FILE_RIGHT_APPEND, &object);
    if (!status_ok(status))
        return status;
    struct pipe_end *end = pipe_end_of(object);
    struct driver_file *driver = driver_file_of(object);
    if (end)
        status = pipe_write_file(end, a);
    else
        status = driver ? driver_write_file(driver, a) : write_bytes(object, a);
    object_dereference(&object->object);
    return status;
}

/* Everything is on the volume when a write returns, but for what was written through memory. */
ntstatus nt_flush_buffers_file(const struct nt_flush_buffers_file *a)
{
    struct nt_io_status io = {0, 0};
    struct object *object;
    uint32_t granted;
    ntstatus status = capture_object(a->file, &file_type, 0, &object, &granted);
    if (!status_ok(status))
        return status;
    struct file *file = ((struct file_object *)object)->file;
    struct pipe_end *end = pipe_end_of((struct file_object *)object);
    struct driver_file *driver = driver_file_of((struct file_object *)object);
    if (!file_wants_write(granted))
        status = STATUS_ACCESS_DENIED;
    else if (end)
        status = pipe_flush_file(end);
    else if (driver)
        status = driverfile_flush(driver);
    else if (file)
        status = section_flush_file(file);
    object_dereference(object);
    if (!status_ok(status))
        return status;
    return user_write(a->io, &io, sizeof io);
}

#include "sched/service/service_driverfile.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/driver/request.h"
#include "sched/service/service_driver.h"
#include "sched/service/service_fileinfo.h"

#define TAG_BUFFER      POOL_TAG('D', 'r', 'I', 'o')
#define PIECE_BYTES     0x10000u
#define MOST_BYTES      0x10000u /* of information, of a list */
#define SHARE_ALL       0x7u
#define OPTIONS_TO_OPEN (FILE_DISPOSITION_OPEN << 24 | 0x20u) /* synchronous */
#define TO_END          0xffffffffffffffffull                 /* FILE_WRITE_TO_END_OF_FILE */
#define ANY_END         0xffffffffu

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool buffered(const struct driver_file *file)
{
    return file->to->object.flags & NT_DEVICE_BUFFERED_IO;
}

/* Where the driver looks for it. */
static void place_buffer(struct request *request, const struct driver_file *file, void *buffer,
                         uint32_t bytes)
{
    if (buffered(file))
        request->buffer = buffer;
    else if (file->to->object.flags & NT_DEVICE_DIRECT_IO && bytes > 0) {
        request->direct = buffer;
        request->direct_bytes = bytes;
    } else
        request->bare = buffer;
}

/* ---- reading and writing ---- */

struct movement {
    struct driver_file *file;
    struct file_completion completion;
    enum nt_major major;
    uint64_t offset;
    uint32_t at, length; /* in the program's memory */
    uint32_t total;
};

static bool reads(const struct movement *movement)
{
    return movement->major == NT_MAJOR_READ;
}

/* One piece; *done bytes of it. */
static ntstatus move_piece(struct movement *movement, void *buffer, uint32_t bytes, uint32_t *done)
{
    uint32_t at = movement->at + movement->total;
    bool to_end = movement->offset >> 32 == ANY_END;
    struct request request = {.major = movement->major,
                              .offset = movement->offset + (to_end ? 0 : movement->total),
                              .input_bytes = bytes};
    ntstatus status = reads(movement) ? STATUS_SUCCESS : user_read(buffer, at, bytes);
    if (!status_ok(status))
        return status;
    place_buffer(&request, movement->file, buffer, bytes);
    status = request_perform(movement->file, &request, done);
    *done = smaller(*done, bytes); /* whatever it says */
    if (!status_ok(status) || !reads(movement))
        return status;
    return user_write(at, buffer, *done);
}

/* Goes on until all is moved, or an error, or less than asked for came. No bytes are a request, too. */
static ntstatus move_all(struct movement *movement)
{
    void *buffer = pool_alloc(smaller(movement->length, PIECE_BYTES) + 1, TAG_BUFFER);
    ntstatus status = buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    uint32_t bytes = 0, done = 0;
    while (status_ok(status)) {
        bytes = smaller(movement->length - movement->total, PIECE_BYTES);
        status = move_piece(movement, buffer, bytes, &done);
        movement->total += status_ok(status) ? done : 0;
        if (done < bytes || movement->total == movement->length)
            break;
    }
    pool_free(buffer);
    return status == STATUS_END_OF_FILE && movement->total > 0 ? STATUS_SUCCESS : status;
}

static ntstatus run(struct movement *movement, uint32_t event)
{
    ntstatus status = file_completion_begin(&movement->completion, &movement->file->file, event);
    if (!status_ok(status))
        return status;
    status = move_all(movement);
    movement->completion.count = movement->total;
    const struct nt_io_status io = {(uint32_t)status, movement->total};
    ntstatus written = user_write(movement->completion.io, &io, sizeof io);
    return file_completion_end(&movement->completion, status_ok(written) ? status : written);
}

static ntstatus move(struct movement *movement, uint32_t offset, uint32_t event)
{
    struct file_object *object = &movement->file->file;
    file_object_lock(object);
    ntstatus status = driver_file_offset(movement->file, offset, &movement->offset);
    if (!reads(movement) && object->append_only)
        movement->offset = TO_END;
    if (status_ok(status) && (int64_t)movement->offset < 0 && reads(movement))
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = run(movement, event);
    file_object_unlock(object);
    return status;
}

ntstatus driverfile_read(struct driver_file *file, const struct nt_read_file *a)
{
    struct movement movement = {.file = file,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .major = NT_MAJOR_READ,
                                .at = a->buffer,
                                .length = a->bytes};
    ntstatus status = a->bytes ? user_probe(a->buffer, a->bytes) : STATUS_SUCCESS;
    return status_ok(status) ? move(&movement, a->offset, a->event) : status;
}

ntstatus driverfile_write(struct driver_file *file, const struct nt_write_file *a)
{
    struct movement movement = {.file = file,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .major = NT_MAJOR_WRITE,
                                .at = a->buffer,
                                .length = a->bytes};
    return move(&movement, a->offset, a->event);
}

/* ---- information ---- */

/* *got of `bytes`, whatever the driver says. */
static ntstatus perform(struct driver_file *file, const struct request *request, uint32_t bytes,
                        uint32_t *got)
{
    ntstatus status = request_perform(file, request, got);
    *got = status_error(status) ? 0 : smaller(*got, bytes);
    return status;
}

static ntstatus ask_driver(struct driver_file *file, const struct nt_stack_location *stack,
                           enum nt_major major, void *buffer, uint32_t *got)
{
    const struct request request = {.major = major, .stack = stack, .buffer = buffer};
    return perform(file, &request, stack->parameters.information.bytes, got);
}

ntstatus driverfile_query(struct driver_file *file, uint32_t class, void *out, uint32_t bytes, uint32_t *got)
{
    const struct nt_stack_location stack = {.parameters.information = {.bytes = bytes, .class = class}};
    return ask_driver(file, &stack, NT_MAJOR_QUERY_FILE, out, got);
}

/* What has come of it goes to the program. */
static ntstatus give(uint32_t out, const void *buffer, uint32_t bytes, ntstatus status)
{
    ntstatus written = bytes ? user_write(out, buffer, bytes) : STATUS_SUCCESS;
    return status_ok(written) ? status : written;
}

ntstatus driverfile_query_volume(struct driver_file *file, const struct nt_query_volume_information_file *a,
                                 uint32_t *got)
{
    uint32_t bytes = smaller(a->bytes, MOST_BYTES);
    const struct nt_stack_location stack = {
        .parameters.information = {.bytes = bytes, .class = a->information_class}};
    void *buffer = pool_alloc(bytes, TAG_BUFFER);
    if (!buffer)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = ask_driver(file, &stack, NT_MAJOR_QUERY_VOLUME, buffer, got);
    status = give(a->out, buffer, *got, status);
    pool_free(buffer);
    return status;
}

ntstatus driverfile_list(struct driver_file *file, const struct nt_query_directory_file *a, uint32_t *got)
{
    uint32_t bytes = smaller(a->bytes, MOST_BYTES);
    const struct nt_stack_location stack = {
        .minor = NT_DIRECTORY_QUERY,
        .flags = (uint8_t)((a->restart ? NT_LISTS_ANEW : 0) | (a->single ? NT_LISTS_ONE : 0)),
        .parameters.directory = {.bytes = bytes, .class = a->information_class}};
    struct request request = {.major = NT_MAJOR_DIRECTORY, .stack = &stack};
    void *buffer = pool_alloc(bytes, TAG_BUFFER);
    if (!buffer)
        return STATUS_INSUFFICIENT_RESOURCES;
    place_buffer(&request, file, buffer, bytes);
    ntstatus status = perform(file, &request, bytes, got);
    status = give(a->out, buffer, *got, status);
    pool_free(buffer);
    return status;
}

/* ---- changes ---- */

static ntstatus set_from(struct driver_file *file, const struct nt_set_information_file *a,
                         const struct nt_stack_location *stack)
{
    uint32_t bytes = stack->parameters.information.bytes, got;
    if (bytes > MOST_BYTES)
        return STATUS_INSUFFICIENT_RESOURCES;
    void *buffer = pool_alloc(bytes, TAG_BUFFER);
    ntstatus status = buffer ? user_read(buffer, a->in, bytes) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status))
        status = ask_driver(file, stack, NT_MAJOR_SET_FILE, buffer, &got);
    pool_free(buffer);
    return status;
}

ntstatus driverfile_set(struct driver_file *file, const struct nt_set_information_file *a)
{
    const struct nt_stack_location stack = {
        .parameters.information = {.bytes = a->bytes, .class = a->information_class}};
    return set_from(file, a, &stack);
}

static ntstatus rename_to(struct driver_file *file, const struct nt_set_information_file *a, bool replace,
                          struct driver_file *folder)
{
    const struct nt_stack_location stack = {
        .parameters.information = {.bytes = a->bytes,
                                   .class = a->information_class,
                                   .target = folder ? &folder->object : NULL,
                                   .replace = replace}};
    return set_from(file, a, &stack);
}

/* NT: the I/O manager opens the folder of the new name, and the driver gets both. */
static ntstatus rename_into(struct driver_file *file, const struct nt_set_information_file *a,
                            const struct file_place *place, uint32_t root, bool replace)
{
    struct file_object *folder;
    uint32_t information;
    struct driver_opening opening = {.access = FILE_RIGHT_WRITE | ACCESS_SYNCHRONIZE,
                                     .options = OPTIONS_TO_OPEN | FILE_OPTION_BACKUP,
                                     .share = SHARE_ALL,
                                     .parent = true};
    ntstatus status = driver_open_place(place, root, &opening, &folder, &information);
    if (!status_ok(status))
        return status;
    status = rename_to(file, a, replace, driver_file_of(folder));
    object_dereference(&folder->object);
    return status;
}

ntstatus driverfile_rename(struct driver_file *file, const struct nt_set_information_file *a,
                           struct captured_name *name, bool replace)
{
    struct file_place place;
    uint32_t root = name->root;
    if (!root && name->text[0] != '\\')
        return rename_to(file, a, replace, NULL);
    ntstatus status = file_name_place(name, &place);
    if (!status_ok(status))
        return status;
    if (place.device != &file->to->device)
        return STATUS_NOT_SAME_DEVICE;
    return rename_into(file, a, &place, root, replace);
}

ntstatus driverfile_flush(struct driver_file *file)
{
    const struct request request = {.major = NT_MAJOR_FLUSH};
    uint32_t information;
    return request_perform(file, &request, &information);
}

/* ---- by name ---- */

bool driverfile_named(struct captured_name *name, struct file_place *place)
{
    if (!status_ok(file_name_place(name, place)))
        return false;
    struct driver_device *device = driver_device_of(place->device);
    return device && driver_device_takes_names(device);
}

static ntstatus open_named(const struct file_place *place, uint32_t root, uint32_t access, uint32_t options,
                           struct file_object **out)
{
    uint32_t information;
    struct driver_opening opening = {
        .access = access | ACCESS_SYNCHRONIZE, .options = OPTIONS_TO_OPEN | options, .share = SHARE_ALL};
    return driver_open_place(place, root, &opening, out, &information);
}

ntstatus driverfile_query_named(const struct file_place *place, uint32_t root, uint32_t class, void *out,
                                uint32_t bytes)
{
    struct file_object *object;
    uint32_t got;
    ntstatus status = open_named(place, root, FILE_RIGHT_READ_ATTRIBUTES, FILE_OPTION_BACKUP, &object);
    if (!status_ok(status))
        return status;
    status = driverfile_query(driver_file_of(object), class, out, bytes, &got);
    object_dereference(&object->object);
    return status_ok(status) && got < bytes ? STATUS_UNSUCCESSFUL : status;
}

ntstatus driverfile_delete_named(const struct file_place *place, uint32_t root)
{
    struct file_object *object;
    ntstatus status =
        open_named(place, root, FILE_RIGHT_DELETE, FILE_OPTION_DELETE_ON_CLOSE | FILE_OPTION_BACKUP, &object);
    if (status_ok(status))
        object_dereference(&object->object);
    return status;
}

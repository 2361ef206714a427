/*
 * NtCreateFile, NtReadFile, NtWriteFile and NtDeviceIoControlFile of devices of drivers. The program's bytes
 * are copied into the kernel's memory before the driver is asked and back when it has done; a driver that
 * wants the program's addresses themselves (METHOD_NEITHER) gets them as they are, where the kernel reaches
 * programs by their addresses.
 */
#include "sched/service/service_driver.h"

#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/driver/config.h"
#include "sched/process/nt.h"
#include "sched/service/service.h"
#include "sched/service/service_driverfile.h"
#include "sched/service/service_fileinfo.h"

#define TAG_BUFFER     POOL_TAG('D', 'r', 'I', 'o')
#define MOST_BYTES     (1u << 20)
#define OFFSET_CURRENT 0xfffffffeu
#define OFFSET_SPECIAL 0xffffffffu

/* The lowest two bits of a control code (CTL_CODE). */
enum method { METHOD_BUFFERED = 0, METHOD_IN_DIRECT = 1, METHOD_OUT_DIRECT = 2, METHOD_NEITHER = 3 };

/* While a driver comes or goes nobody can tell what a name will mean. */
ntstatus driver_find_place(struct captured_name *name, struct file_place *place)
{
    for (;;) {
        uint32_t root = name->root;
        drivers_settle();
        ntstatus status = file_name_place(name, place);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND || root || !place->link)
            return status;
        status = driver_demand(place->link);
        if (!status_ok(status))
            return status;
    }
}

static ntstatus open_device(const struct file_place *place, const struct driver_opening *opening,
                            struct file_object **out, uint32_t *information)
{
    if (opening->options & FILE_OPTION_DIRECTORY)
        return STATUS_NOT_A_DIRECTORY;
    if (*place->path)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    return driver_open(driver_device_of(place->device), opening, out, information);
}

static ntstatus open_related(const struct file_place *place, uint32_t root, struct driver_opening *opening,
                             struct file_object **out, uint32_t *information)
{
    struct file_object *related;
    ntstatus status = file_object_of(root, 0, &related);
    if (!status_ok(status))
        return status;
    opening->related = driver_file_of(related);
    status = *place->path == '\\' ? STATUS_INVALID_PARAMETER
                                  : driver_open(driver_device_of(place->device), opening, out, information);
    object_dereference(&related->object);
    return status;
}

ntstatus driver_open_place(const struct file_place *place, uint32_t root, struct driver_opening *opening,
                           struct file_object **out, uint32_t *information)
{
    struct driver_device *device = driver_device_of(place->device);
    opening->name = place->path;
    if (!driver_device_takes_names(device))
        return open_device(place, opening, out, information);
    return root ? open_related(place, root, opening, out, information)
                : driver_open(device, opening, out, information);
}

/* ---- the program's memory ---- */

struct transfer {
    struct driver_file *file;
    struct file_completion completion;
    struct request request;
    uint32_t input, output; /* the program's addresses */
    enum method how;
};

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Nothing has happened if it fails. */
static ntstatus take_buffer(void **buffer, uint32_t bytes)
{
    *buffer = bytes ? pool_alloc(bytes, TAG_BUFFER) : NULL;
    return bytes && !*buffer ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

static ntstatus fill_buffer(void **buffer, uint32_t room, uint32_t from, uint32_t bytes)
{
    ntstatus status = take_buffer(buffer, room);
    return status_ok(status) && bytes ? user_read(*buffer, from, bytes) : status;
}

/* What a driver only reads (METHOD_IN_DIRECT) need not be writable, and what it gets as an address is its own
 * affair. */
static ntstatus check(const struct transfer *transfer)
{
    if (transfer->how == METHOD_NEITHER)
        return STATUS_SUCCESS;
    if (larger(transfer->request.input_bytes, transfer->request.output_bytes) > MOST_BYTES)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (transfer->how == METHOD_IN_DIRECT)
        return STATUS_SUCCESS;
    return transfer->request.output_bytes ? user_probe(transfer->output, transfer->request.output_bytes)
                                          : STATUS_SUCCESS;
}

/* Both ways in one buffer, as the driver finds it. */
static ntstatus capture_buffered(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    return fill_buffer(&request->buffer, larger(request->input_bytes, request->output_bytes), transfer->input,
                       request->input_bytes);
}

/* What NT would lock in memory and show to the driver is a copy here, which goes back as a whole. */
static ntstatus capture_direct(struct transfer *transfer, uint32_t from, uint32_t bytes)
{
    transfer->request.direct_bytes = bytes;
    return fill_buffer(&transfer->request.direct, bytes, from, bytes);
}

/* NT: neither looked at nor locked. In the kernel's own address space they would mean something else. */
static ntstatus capture_bare(struct transfer *transfer, uint32_t input, uint32_t output)
{
    if (layout.reach == 0)
        return service_unsupported("/4GB:METHOD_NEITHER");
    transfer->request.bare_input = (void *)input;
    transfer->request.bare = (void *)output;
    return STATUS_SUCCESS;
}

static ntstatus give_back(const struct transfer *transfer, ntstatus status, uint32_t *information)
{
    const struct request *request = &transfer->request;
    const void *from = request->direct ? request->direct : request->buffer;
    uint32_t bytes = *information < request->output_bytes ? *information : request->output_bytes;
    if (status_error(status) || transfer->how == METHOD_IN_DIRECT || transfer->how == METHOD_NEITHER)
        return status;
    if (request->direct && request->output_bytes)
        bytes = request->direct_bytes;
    ntstatus written = bytes ? user_write(transfer->output, from, bytes) : STATUS_SUCCESS;
    return status_ok(written) ? status : written;
}

static ntstatus perform(struct transfer *transfer, uint32_t *information)
{
    ntstatus status = request_perform(transfer->file, &transfer->request, information);
    return give_back(transfer, status, information);
}

/* The captured transfer runs; its buffers go. */
static ntstatus run(struct transfer *transfer, ntstatus captured, uint32_t event)
{
    uint32_t information = 0;
    ntstatus status = captured;
    if (status_ok(status))
        status = file_completion_begin(&transfer->completion, &transfer->file->file, event);
    if (status_ok(status)) {
        status = perform(transfer, &information);
        transfer->completion.count = information;
        const struct nt_io_status io = {(uint32_t)status, information};
        ntstatus written =
            status_error(status) ? STATUS_SUCCESS : user_write(transfer->completion.io, &io, sizeof io);
        status = file_completion_end(&transfer->completion, status_ok(written) ? status : written);
    }
    pool_free(transfer->request.buffer);
    pool_free(transfer->request.direct);
    return status;
}

/* ---- reading and writing ---- */

ntstatus driver_file_offset(const struct driver_file *file, uint32_t address, uint64_t *offset)
{
    uint32_t given[2] = {OFFSET_CURRENT, OFFSET_SPECIAL};
    ntstatus status = address ? user_read(given, address, sizeof given) : STATUS_SUCCESS;
    bool current = given[0] == OFFSET_CURRENT && given[1] == OFFSET_SPECIAL;
    *offset = current && file->file.synchronous ? (uint64_t)file->object.position
              : current                         ? 0
                                                : (uint64_t)given[1] << 32 | given[0];
    return status;
}

/* As a device says of reading and writing what control codes say of themselves. */
static enum method method_of(const struct transfer *transfer)
{
    uint32_t flags = transfer->file->to->object.flags;
    if (flags & NT_DEVICE_BUFFERED_IO)
        return METHOD_BUFFERED;
    return flags & NT_DEVICE_DIRECT_IO ? METHOD_OUT_DIRECT : METHOD_NEITHER;
}

static ntstatus capture_transfer(struct transfer *transfer, uint32_t from, uint32_t bytes)
{
    switch (transfer->how) {
    case METHOD_BUFFERED:
        return capture_buffered(transfer);
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        return capture_direct(transfer, from, bytes);
    case METHOD_NEITHER:
        break;
    }
    return bytes ? capture_bare(transfer, 0, from) : STATUS_SUCCESS;
}

static ntstatus move(struct transfer *transfer, uint32_t event, uint32_t offset, uint32_t from,
                     uint32_t bytes)
{
    struct file_object *object = &transfer->file->file;
    file_object_lock(object);
    ntstatus status = driver_file_offset(transfer->file, offset, &transfer->request.offset);
    transfer->how = method_of(transfer);
    if (status_ok(status))
        status = check(transfer);
    if (status_ok(status))
        status = capture_transfer(transfer, from, bytes);
    status = run(transfer, status, event);
    file_object_unlock(object);
    return status;
}

ntstatus driver_read_file(struct driver_file *file, const struct nt_read_file *a)
{
    if (driver_device_takes_names(file->to))
        return driverfile_read(file, a);
    struct transfer transfer = {.file = file,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .request = {.major = NT_MAJOR_READ, .output_bytes = a->bytes},
                                .output = a->buffer};
    return move(&transfer, a->event, a->offset, a->buffer, a->bytes);
}

ntstatus driver_write_file(struct driver_file *file, const struct nt_write_file *a)
{
    if (driver_device_takes_names(file->to))
        return driverfile_write(file, a);
    struct transfer transfer = {.file = file,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .request = {.major = NT_MAJOR_WRITE, .input_bytes = a->bytes},
                                .input = a->buffer};
    return move(&transfer, a->event, a->offset, a->buffer, a->bytes);
}

/* ---- control ---- */

static ntstatus capture_control(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    ntstatus status = STATUS_SUCCESS;
    switch (transfer->how) {
    case METHOD_BUFFERED:
        return capture_buffered(transfer);
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        status = fill_buffer(&request->buffer, request->input_bytes, transfer->input, request->input_bytes);
        return status_ok(status) ? capture_direct(transfer, transfer->output, request->output_bytes) : status;
    case METHOD_NEITHER:
        return capture_bare(transfer, transfer->input, transfer->output);
    }
    ASSERT(!"method of a control code");
    return STATUS_SUCCESS;
}

ntstatus driver_control_file(struct driver_file *file, const struct nt_device_io_control_file *a)
{
    struct transfer transfer = {.file = file,
                                .completion = {.routine = a->apc, .context = a->apc_context, .io = a->io},
                                .request = {.major = NT_MAJOR_CONTROL,
                                            .code = a->code,
                                            .input_bytes = a->in_bytes,
                                            .output_bytes = a->out_bytes},
                                .input = a->in,
                                .output = a->out,
                                .how = (enum method)(a->code & METHOD_NEITHER)};
    ntstatus status = check(&transfer);
    if (status_ok(status))
        status = capture_control(&transfer);
    return run(&transfer, status, a->event);
}

/*
 * NtCreateNamedPipeFile, opening pipes, and what NtFsControlFile does with them (Microsoft: Named Pipes; the
 * FSCTL_PIPE_ codes of [MS-FSCC] 2.3).
 */
#include "sched/service/service_pipe.h"

#include <stddef.h>
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/object/pipeopen.h"
#include "sched/process/ioreturn.h"
#include "sched/process/nt.h"
#include "storage/file.h"

#define TAG_PIPE POOL_TAG('N', 'p', 'S', 'v')

#define OPTIONS_OF_NT 0x00ffffffu
#define SHARE_READ    0x1u
#define SHARE_WRITE   0x2u
#define TYPE_MESSAGES 0x1u
#define TYPES_OF_NT   0x3u /* the other one: clients of other machines are refused, of whom there are none */

/* ---- opening ---- */

const char *pipe_name_at(const struct captured_name *name, const struct file_place *place)
{
    if (place->device != &pipes_device)
        return NULL;
    return !name->root && *place->path ? place->path + 1 : place->path;
}

static const char *pipe_name_captured(struct captured_name *name)
{
    struct file_place place;
    return status_ok(file_name_place(name, &place)) ? pipe_name_at(name, &place) : NULL;
}

ntstatus pipe_open_captured(const char *name, uint32_t access, uint32_t options, struct file_object **out)
{
    bool synchronous = (options & FILE_OPTION_SYNCHRONOUS) != 0;
    struct pipe_end *end;
    if (*name == 0) {
        *out = pipe_root_open();
        if (*out)
            (*out)->synchronous = synchronous;
        return *out ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    }
    if (options & FILE_OPTION_DIRECTORY)
        return STATUS_NOT_A_DIRECTORY;
    ntstatus status = pipe_open(name, object_access(&file_type, access), synchronous, &end);
    if (status_ok(status))
        *out = &end->file;
    return status;
}

/* ---- making ---- */

static bool sensible(const struct nt_create_named_pipe_file *a)
{
    uint32_t synchronous = a->options & FILE_OPTION_SYNCHRONOUS;
    if ((a->options & ~OPTIONS_OF_NT) || synchronous == FILE_OPTION_SYNCHRONOUS ||
        (synchronous && !(a->access & ACCESS_SYNCHRONIZE)))
        return false;
    if (a->share == 0 || (a->share & ~(SHARE_READ | SHARE_WRITE)) || a->instances == 0)
        return false;
    if (a->disposition < FILE_DISPOSITION_OPEN || a->disposition > FILE_DISPOSITION_OPEN_IF)
        return false;
    if ((a->type & ~TYPES_OF_NT) || a->read_mode > 1 || a->completion_mode > 1)
        return false;
    return !a->read_mode || (a->type & TYPE_MESSAGES);
}

/* What clients may do is said as a share access. */
static enum pipe_configuration configuration(uint32_t share)
{
    return share == SHARE_READ ? PIPE_OUTBOUND : share == SHARE_WRITE ? PIPE_INBOUND : PIPE_DUPLEX;
}

static ntstatus capture_making(const struct nt_create_named_pipe_file *a, struct captured_name *name,
                               struct pipe_making *making)
{
    if (!sensible(a) || !a->attributes || !a->timeout)
        return STATUS_INVALID_PARAMETER;
    *making = (struct pipe_making){
        .messages = (a->type & TYPE_MESSAGES) != 0,
        .message_mode = a->read_mode != 0,
        .nonblocking = a->completion_mode != 0,
        .configuration = configuration(a->share),
        .most = a->instances,
        .quotas = {[PIPE_SERVER] = a->inbound_quota, [PIPE_CLIENT] = a->outbound_quota},
        .synchronous = (a->options & FILE_OPTION_SYNCHRONOUS) != 0,
        .may_open = a->disposition != FILE_DISPOSITION_CREATE,
        .may_create = a->disposition != FILE_DISPOSITION_OPEN,
    };
    ntstatus status = user_read(&making->timeout, a->timeout, sizeof making->timeout);
    if (status_ok(status) && making->timeout >= 0)
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = capture_attributes(a->attributes, name);
    if (!status_ok(status))
        return status;
    making->name = pipe_name_captured(name);
    if (!making->name)
        return STATUS_INVALID_DEVICE_REQUEST;
    return *making->name ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

static ntstatus make(const struct nt_create_named_pipe_file *a, struct captured_name *name)
{
    struct pipe_making making;
    struct pipe_end *end;
    bool created;
    ntstatus status = capture_making(a, name, &making);
    if (status_ok(status))
        status = pipe_make(&making, &end, &created);
    if (!status_ok(status))
        return status;
    const struct nt_io_status io = {0, created ? FILE_ACTION_CREATED : FILE_ACTION_OPENED};
    status = user_write(a->io, &io, sizeof io);
    if (status_ok(status))
        return return_handle(&end->file.object, a->access, name->attributes, a->out);
    object_dereference(&end->file.object);
    return status;
}

ntstatus nt_create_named_pipe_file(const struct nt_create_named_pipe_file *a)
{
    struct captured_name *name = pool_alloc_raw(sizeof *name, TAG_PIPE);
    ntstatus status = name ? make(a, name) : STATUS_INSUFFICIENT_RESOURCES;
    pool_free(name);
    return status;
}

/* ---- how an end works ---- */

void pipe_tell_modes(const struct pipe_end *end, struct pipe_modes *out)
{
    *out = (struct pipe_modes){end->message_mode, end->nonblocking};
}

/* Of an end that has been sent away only its side and its state are left. */
void pipe_tell_local(const struct pipe_end *end, struct pipe_local *out)
{
    const struct pipe_instance *instance = end->instance;
    *out = (struct pipe_local){.state = PIPE_STATE_DISCONNECTED, .side = end->side};
    if (!instance)
        return;
    out->type = instance->pipe->messages;
    out->configuration = instance->pipe->configuration;
    out->most = instance->pipe->most;
    out->instances = instance->pipe->count;
    out->inbound_quota = instance->queues[PIPE_SERVER].quota;
    out->outbound_quota = instance->queues[PIPE_CLIENT].quota;
    out->unread = pipe_unread(end);
    out->room = pipe_queue_room(&instance->queues[!end->side], 0);
    out->state = instance->state;
}

ntstatus pipe_set_modes(struct pipe_end *end, const struct pipe_modes *modes)
{
    if (modes->read_mode > 1 || modes->completion_mode > 1)
        return STATUS_INVALID_PARAMETER;
    if (!end->instance)
        return STATUS_PIPE_DISCONNECTED;
    if (modes->read_mode && !end->instance->pipe->messages)
        return STATUS_INVALID_PARAMETER;
    if (modes->completion_mode && !end->nonblocking && pipe_is_busy(end))
        return STATUS_PIPE_BUSY;
    end->message_mode = modes->read_mode != 0;
    end->nonblocking = modes->completion_mode != 0;
    return STATUS_SUCCESS;
}

/* ---- control ---- */

/* winioctl.h's, of device 0x11: access << 14, function << 2, method. */
enum {
    FSCTL_PIPE_DISCONNECT = 0x110004,
    FSCTL_PIPE_LISTEN = 0x110008,
    FSCTL_PIPE_PEEK = 0x11400c,
    FSCTL_PIPE_WAIT = 0x110018,
    FSCTL_PIPE_TRANSCEIVE = 0x11c017,
};
#define CODE_DEVICE(code)   ((code) >> 16)
#define CODE_FUNCTION(code) ((code) >> 2 & 0xfffu)
#define FUNCTIONS_OF_NT     15u /* of NT 6.1's NPFS: events, impersonation, attributes of clients */

struct peek { /* FILE_PIPE_PEEK_BUFFER up to Data */
    uint32_t state, available, messages, first;
};

struct wait_for { /* FILE_PIPE_WAIT_FOR_BUFFER up to Name */
    int64_t timeout;
    uint32_t name_bytes;
    uint8_t timed, unused;
};
#define WAIT_NAME offsetof(struct wait_for, unused) + 1

/* What has been done so far of a control. */
struct outcome {
    uint32_t count;
    struct pipe_data data;
    uint32_t buffer; /* where the data goes */
};

static ntstatus listen_waiting(struct pipe_end *end)
{
    ntstatus status = pipe_listen(end);
    while (status == STATUS_PENDING) {
        status = pipe_await(end, PIPE_NEEDS_CLIENT, 0);
        if (status == STATUS_SUCCESS)
            status = pipe_listened(end);
    }
    return status;
}

static ntstatus listen(struct pipe_end *end, struct file_completion *completion)
{
    if (end->file.synchronous)
        return listen_waiting(end);
    struct io_return *told = pipe_call_leave(end, completion, PIPE_LISTEN, 0, 0);
    if (!told)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = pipe_listen(end);
    if (status == STATUS_PENDING)
        pipe_request_add(&told->request);
    else
        io_return_free(told);
    return status;
}

static ntstatus peek(struct pipe_end *end, const struct nt_fs_control_file *a, struct outcome *outcome)
{
    struct pipe_view view;
    if (a->out_bytes < sizeof(struct peek))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = user_probe(a->out, a->out_bytes);
    if (status_ok(status))
        status = pipe_peek(end, a->out_bytes - sizeof(struct peek), &view);
    if (status_error(status))
        return status;
    const struct peek head = {view.state, view.unread, view.messages, view.first};
    ntstatus written = user_write(a->out, &head, sizeof head);
    outcome->data = view.data;
    outcome->buffer = a->out + sizeof head;
    outcome->count = sizeof head + view.data.count;
    return status_ok(written) ? status : written;
}

static ntstatus may_transceive(const struct pipe_end *end)
{
    if (!end->instance || end->instance->state != PIPE_STATE_CONNECTED)
        return end->instance ? STATUS_INVALID_PIPE_STATE : STATUS_PIPE_DISCONNECTED;
    if (end->instance->pipe->configuration != PIPE_DUPLEX)
        return STATUS_INVALID_PIPE_STATE;
    if (!end->message_mode)
        return STATUS_INVALID_READ_MODE;
    return pipe_unread(end) || pipe_is_busy(end) ? STATUS_PIPE_BUSY : STATUS_SUCCESS;
}

/* The message is in the pipe whatever the quota: who asks waits for the answer, not for room. */
static ntstatus transceive(struct pipe_end *end, const struct nt_fs_control_file *a,
                           struct file_completion *completion, struct outcome *outcome)
{
    struct pipe_entry *entry;
    ntstatus status = a->out_bytes ? user_probe(a->out, a->out_bytes) : STATUS_SUCCESS;
    if (status_ok(status))
        status = pipe_entry_capture(a->in, a->in_bytes, &entry);
    if (!status_ok(status))
        return status;
    status = may_transceive(end);
    if (status == STATUS_SUCCESS)
        status = pipe_write(end, entry, NULL);
    if (status != STATUS_SUCCESS) {
        pool_free(entry);
        return status;
    }
    status = pipe_call_read(end, completion, a->out, a->out_bytes, &outcome->data);
    outcome->buffer = a->out;
    outcome->count = outcome->data.count;
    return status;
}

static ntstatus not_here(uint32_t code)
{
    if (CODE_DEVICE(code) == 0x11 && CODE_FUNCTION(code) < FUNCTIONS_OF_NT)
        return service_unimplemented("NtFsControlFile:kind");
    return STATUS_NOT_SUPPORTED;
}

static ntstatus control_end(struct pipe_end *end, const struct nt_fs_control_file *a,
                            struct file_completion *completion, struct outcome *outcome)
{
    switch (a->code) {
    case FSCTL_PIPE_LISTEN:
        return listen(end, completion);
    case FSCTL_PIPE_DISCONNECT:
        return pipe_disconnect(end);
    case FSCTL_PIPE_PEEK:
        return peek(end, a, outcome);
    case FSCTL_PIPE_TRANSCEIVE:
        return transceive(end, a, completion, outcome);
    case FSCTL_PIPE_WAIT:
        return STATUS_ILLEGAL_FUNCTION; /* asked of the folder */
    default:
        return not_here(a->code);
    }
}

static ntstatus wait_captured(const struct wait_for *what, const char *name)
{
    if (*name == 0)
        return STATUS_OBJECT_NAME_INVALID;
    return pipe_name_wait(name, what->timed != 0, what->timed ? wait_due(what->timeout) : 0);
}

static ntstatus wait_named(const struct nt_fs_control_file *a)
{
    struct wait_for what;
    if (a->in_bytes < WAIT_NAME)
        return STATUS_INVALID_PARAMETER;
    ntstatus status = user_read(&what, a->in, WAIT_NAME);
    if (status_ok(status) && (what.name_bytes > a->in_bytes - (WAIT_NAME) || what.name_bytes % 2))
        status = STATUS_INVALID_PARAMETER;
    if (!status_ok(status))
        return status;
    char *name = pool_alloc(CAPTURE_NAME_BYTES, TAG_PIPE);
    if (!name)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = capture_units(a->in + WAIT_NAME, what.name_bytes / 2, name, CAPTURE_NAME_BYTES);
    if (status_ok(status))
        status = wait_captured(&what, name);
    pool_free(name);
    return status;
}

/* Nobody could tell a handle for overlapped work later that the pipe is there. */
static ntstatus control_root(struct file_object *root, const struct nt_fs_control_file *a)
{
    if (a->code != FSCTL_PIPE_WAIT)
        return not_here(a->code);
    return root->synchronous ? wait_named(a) : service_unimplemented("NtFsControlFile:kind");
}

static ntstatus tell_root(struct file_object *root, const struct nt_fs_control_file *a)
{
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    ntstatus status = file_completion_begin(&completion, root, a->event);
    if (!status_ok(status))
        return status;
    status = control_root(root, a);
    const struct nt_io_status io = {(uint32_t)status, 0};
    ntstatus written = user_write(a->io, &io, sizeof io);
    return file_completion_end(&completion, status_ok(written) ? status : written);
}

ntstatus pipe_control_file(struct file_object *object, const struct nt_fs_control_file *a)
{
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    struct pipe_end *end = pipe_end_of(object);
    struct outcome outcome = {0};
    if (!end)
        return tell_root(object, a);
    ntstatus status = pipe_call_begin(end, &completion, a->event);
    if (status != STATUS_SUCCESS)
        return status;
    status = control_end(end, a, &completion, &outcome);
    return pipe_call_end(end, &completion, status, outcome.count, &outcome.data, outcome.buffer);
}

static ntstatus cancel(uint32_t file, struct pipe_choice *choice, uint32_t io_out, ntstatus none)
{
    struct nt_io_status io = {0, 0};
    struct file_object *object;
    ntstatus status = file_object_of(file, 0, &object);
    if (!status_ok(status))
        return status;
    choice->end = pipe_end_of(object);
    if (!choice->end || !pipe_cancel(choice))
        status = none;
    object_dereference(&object->object);
    io.status = (uint32_t)status;
    ntstatus written = user_write(io_out, &io, sizeof io);
    return status_ok(written) ? status : written;
}

ntstatus nt_cancel_io_file(const struct nt_cancel_io_file *a)
{
    struct pipe_choice choice = {.thread = thread_current()};
    return cancel(a->file, &choice, a->io, STATUS_SUCCESS);
}

ntstatus nt_cancel_io_file_ex(const struct nt_cancel_io_file_ex *a)
{
    struct pipe_choice choice = {.process = process_current(), .name = a->which};
    return cancel(a->file, &choice, a->io, STATUS_NOT_FOUND);
}

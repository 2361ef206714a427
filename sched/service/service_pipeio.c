/*
 * Reading and writing pipes. A read takes its bytes only when they are there and its buffer has been probed;
 * a write takes them from the program before they come into the pipe.
 */
#include "sched/service/service_pipe.h"

#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/object/longwait.h"
#include "sched/process/ioreturn.h"
#include "sched/process/nt.h"

#define PIECE_BYTES PIPE_QUOTA_MOST /* of a stream that its thread waits for */

/* ---- a call ---- */

ntstatus pipe_lock(struct pipe_end *end)
{
    return end->file.synchronous ? long_wait(&end->file.turn, WAIT_FOREVER) : STATUS_SUCCESS;
}

ntstatus pipe_call_begin(struct pipe_end *end, struct file_completion *completion, uint32_t event)
{
    ntstatus status = pipe_lock(end);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_completion_begin(completion, &end->file, event);
    if (!status_ok(status))
        file_object_unlock(&end->file);
    return status;
}

ntstatus pipe_call_end(struct pipe_end *end, struct file_completion *completion, ntstatus status,
                       uint32_t count, struct pipe_data *data, uint32_t buffer)
{
    ntstatus written = STATUS_SUCCESS;
    file_object_unlock(&end->file);
    if (status == STATUS_PENDING)
        return status;
    if (data && data->count > 0)
        written = user_write(buffer, data->bytes, data->count);
    if (data)
        pool_free(data->bytes);
    if (!status_ok(written)) {
        status = written;
        count = 0;
    }
    completion->count = count;
    const struct nt_io_status io = {(uint32_t)status, count};
    written = user_write(completion->io, &io, sizeof io);
    return file_completion_end(completion, status_ok(written) ? status : written);
}

struct io_return *pipe_call_leave(struct pipe_end *end, struct file_completion *completion,
                                  enum pipe_work work, uint32_t buffer, uint32_t bytes)
{
    struct io_return *told = io_return_make(end, work, bytes);
    if (!told)
        return NULL;
    told->event = completion->event;
    told->packet = completion->packet;
    told->request.outlives = told->packet != NULL;
    told->routine = completion->routine;
    told->context = completion->context;
    told->request.name = completion->io;
    told->buffer = buffer;
    return told;
}

/* ---- reading ---- */

static ntstatus read_waiting(struct pipe_end *end, uint32_t bytes, struct pipe_data *data)
{
    ntstatus status;
    while ((status = pipe_read(end, bytes, data)) == STATUS_PENDING) {
        status = pipe_await(end, PIPE_NEEDS_DATA, bytes);
        if (status != STATUS_SUCCESS)
            break;
    }
    return status;
}

ntstatus pipe_call_read(struct pipe_end *end, struct file_completion *completion, uint32_t buffer,
                        uint32_t bytes, struct pipe_data *data)
{
    if (end->file.synchronous)
        return read_waiting(end, bytes, data);
    ntstatus status = pipe_read(end, bytes, data);
    if (status != STATUS_PENDING)
        return status;
    struct io_return *told = pipe_call_leave(end, completion, PIPE_READ, buffer, bytes);
    if (!told)
        return STATUS_INSUFFICIENT_RESOURCES;
    pipe_request_add(&told->request);
    return STATUS_PENDING;
}

ntstatus pipe_read_file(struct pipe_end *end, const struct nt_read_file *a)
{
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    struct pipe_data data = {0};
    ntstatus status = a->bytes ? user_probe(a->buffer, a->bytes) : STATUS_SUCCESS;
    if (status_ok(status))
        status = pipe_call_begin(end, &completion, a->event);
    if (status != STATUS_SUCCESS)
        return status;
    status = pipe_call_read(end, &completion, a->buffer, a->bytes, &data);
    return pipe_call_end(end, &completion, status, data.count, &data, a->buffer);
}

/* ---- writing ---- */

/* Nothing shall be written of what cannot be read to its end. */
static ntstatus probe_source(uint32_t from, uint32_t bytes)
{
    ntstatus status = STATUS_SUCCESS;
    uint8_t byte;
    if (bytes > 0 && !user_range(from, bytes))
        return STATUS_ACCESS_VIOLATION;
    for (uint32_t at = 0; status_ok(status) && at < bytes; at = ((from + at) | (PAGE_SIZE - 1)) + 1 - from)
        status = user_read(&byte, from + at, 1);
    return status;
}

ntstatus pipe_entry_capture(uint32_t from, uint32_t bytes, struct pipe_entry **out)
{
    struct pipe_entry *entry = bytes <= PIPE_WRITE_MOST ? pipe_entry_make(bytes) : NULL;
    if (!entry)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = bytes ? user_read(entry->data, from, bytes) : STATUS_SUCCESS;
    if (status_ok(status))
        *out = entry;
    else
        pool_free(entry);
    return status;
}

/* Puts an entry into the pipe, or frees it. */
static ntstatus put(struct pipe_end *end, struct pipe_entry *entry, struct pipe_request *request)
{
    ntstatus status = pipe_write(end, entry, request);
    if (status_error(status))
        pool_free(entry);
    return status;
}

static ntstatus write_piece(struct pipe_end *end, uint32_t from, uint32_t bytes)
{
    struct pipe_request request = {.thread = thread_current()};
    struct pipe_entry *entry;
    ntstatus status = pipe_entry_capture(from, bytes, &entry);
    if (status_ok(status))
        status = put(end, entry, &request);
    if (status != STATUS_PENDING)
        return status;
    while (request.status == STATUS_PENDING) {
        status = pipe_await(end, PIPE_NEEDS_ROOM, 0);
        if (status != STATUS_SUCCESS) {
            pipe_write_withdraw(&request);
            return status;
        }
    }
    return request.status;
}

static bool has_messages(const struct pipe_end *end)
{
    return end->instance && end->instance->pipe->messages;
}

/* A stream goes piece by piece, so that it may be of any length. */
static ntstatus write_waiting(struct pipe_end *end, uint32_t from, uint32_t bytes, uint32_t *done)
{
    ntstatus status;
    do {
        uint32_t left = bytes - *done, piece = has_messages(end) || left < PIECE_BYTES ? left : PIECE_BYTES;
        status = write_piece(end, from + *done, piece);
        if (status == STATUS_SUCCESS)
            *done += piece;
    } while (status == STATUS_SUCCESS && *done < bytes);
    return status;
}

/* As much as there is room for; a message as a whole or not at all. */
static ntstatus write_at_once(struct pipe_end *end, uint32_t from, uint32_t bytes, uint32_t *done)
{
    struct pipe_entry *entry;
    ntstatus status = pipe_may_write(end);
    if (status != STATUS_SUCCESS)
        return status;
    uint32_t room = pipe_room(end), part = bytes <= room ? bytes : has_messages(end) ? 0 : room;
    if (part == 0 && bytes > 0)
        return STATUS_SUCCESS;
    status = pipe_entry_capture(from, part, &entry);
    if (status_ok(status))
        status = put(end, entry, NULL);
    if (status == STATUS_SUCCESS)
        *done = part;
    return status;
}

/* Leaves a request behind if it has to. */
static ntstatus write_leaving(struct pipe_end *end, struct file_completion *completion, uint32_t from,
                              uint32_t bytes, uint32_t *done)
{
    struct pipe_entry *entry;
    ntstatus status = pipe_entry_capture(from, bytes, &entry);
    if (!status_ok(status))
        return status;
    struct io_return *told = pipe_call_leave(end, completion, PIPE_WRITE, from, bytes);
    if (!told) {
        pool_free(entry);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = put(end, entry, &told->request);
    if (status == STATUS_PENDING)
        return status; /* it may have ended by now */
    io_return_free(told);
    *done = status == STATUS_SUCCESS ? bytes : 0;
    return status;
}

ntstatus pipe_write_file(struct pipe_end *end, const struct nt_write_file *a)
{
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    uint32_t done = 0;
    ntstatus status = probe_source(a->buffer, a->bytes);
    if (status_ok(status))
        status = pipe_call_begin(end, &completion, a->event);
    if (status != STATUS_SUCCESS)
        return status;
    if (end->nonblocking)
        status = write_at_once(end, a->buffer, a->bytes, &done);
    else if (end->file.synchronous)
        status = write_waiting(end, a->buffer, a->bytes, &done);
    else
        status = write_leaving(end, &completion, a->buffer, a->bytes, &done);
    return pipe_call_end(end, &completion, status, done, NULL, 0);
}

/* Also where a call does not wait for its work: NT waits in this service. One at a time. */
ntstatus pipe_flush_file(struct pipe_end *end)
{
    ntstatus status = long_wait(&end->file.turn, WAIT_FOREVER);
    if (status != STATUS_SUCCESS)
        return status;
    end->lost = false;
    while ((status = pipe_flushed(end)) == STATUS_PENDING) {
        status = pipe_await(end, PIPE_NEEDS_EMPTY, 0);
        if (status != STATUS_SUCCESS)
            break;
    }
    event_set(&end->file.done);
    event_set(&end->file.turn);
    return status;
}

#include "sched/object/pipe.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/object/longwait.h"

#define TAG_INSTANCE POOL_TAG('N', 'p', 'C', 'c')
#define DEVICE_PIPE  0x11u /* FILE_DEVICE_NAMED_PIPE */

/* Requests that nobody sleeps for, of all pipes. */
static struct link pending = {&pending, &pending};

static struct pipe_request *request_of(struct link *link)
{
    return list_member(link, struct pipe_request, writer.link);
}

static struct pipe_end *other_end(const struct pipe_end *end)
{
    return end->instance->ends[!end->side];
}

/* What comes to this end, and what goes from it. */
static struct pipe_queue *inward(const struct pipe_end *end)
{
    return &end->instance->queues[end->side];
}

static struct pipe_queue *outward(const struct pipe_end *end)
{
    return &end->instance->queues[!end->side];
}

static bool has_data(const struct pipe_queue *queue)
{
    return !list_empty(&queue->entries);
}

/* ---- instances ---- */

static void instance_release(struct pipe_instance *instance)
{
    ASSERT(instance->references > 0);
    if (--instance->references > 0)
        return;
    ASSERT(!instance->ends[PIPE_SERVER] && !instance->ends[PIPE_CLIENT]);
    pipe_queue_drop(&instance->queues[PIPE_SERVER]);
    pipe_queue_drop(&instance->queues[PIPE_CLIENT]);
    pipe_name_instance_left(instance->pipe, &instance->link);
    pool_free(instance);
}

static void attach(struct pipe_instance *instance, struct pipe_end *end)
{
    ASSERT(!instance->ends[end->side] && !end->instance);
    instance->ends[end->side] = end;
    instance->references++;
    end->instance = instance;
}

static void detach(struct pipe_end *end)
{
    struct pipe_instance *instance = end->instance;
    end->instance = NULL;
    instance->ends[end->side] = NULL;
    instance_release(instance);
}

static void set_state(struct pipe_instance *instance, enum pipe_state state)
{
    bool listened = instance->state == PIPE_STATE_LISTENING;
    instance->state = state;
    if (listened && state != PIPE_STATE_LISTENING)
        pipe_name_listens_no_more(instance->pipe);
    else if (!listened && state == PIPE_STATE_LISTENING)
        pipe_name_listens(instance->pipe);
}

bool pipe_instance_make(struct named_pipe *pipe, struct pipe_end *server, const uint32_t quotas[2])
{
    struct pipe_instance *instance = pool_alloc(sizeof *instance, TAG_INSTANCE);
    if (!instance)
        return false;
    instance->pipe = pipe;
    pipe_queue_start(&instance->queues[PIPE_SERVER], quotas[PIPE_SERVER]);
    pipe_queue_start(&instance->queues[PIPE_CLIENT], quotas[PIPE_CLIENT]);
    list_append(&pipe->instances, &instance->link);
    pipe->count++;
    pipe->servers++;
    attach(instance, server);
    set_state(instance, PIPE_STATE_LISTENING);
    return true;
}

struct pipe_instance *pipe_listening(struct named_pipe *pipe)
{
    list_each (link, &pipe->instances) {
        struct pipe_instance *instance = list_member(link, struct pipe_instance, link);
        if (instance->state == PIPE_STATE_LISTENING)
            return instance;
    }
    return NULL;
}

/* ---- what an end may do ---- */

static ntstatus standing(const struct pipe_end *end)
{
    if (!end->instance)
        return end->closed ? STATUS_PIPE_BROKEN : STATUS_PIPE_DISCONNECTED;
    switch (end->instance->state) {
    case PIPE_STATE_DISCONNECTED:
        return STATUS_PIPE_DISCONNECTED;
    case PIPE_STATE_LISTENING:
        return STATUS_PIPE_LISTENING;
    case PIPE_STATE_CONNECTED:
    case PIPE_STATE_CLOSING:
        return STATUS_SUCCESS;
    }
    ASSERT(!"state of a pipe");
    return STATUS_SUCCESS;
}

/* Does data flow to that side? */
static bool flows_to(const struct pipe_instance *instance, enum pipe_side side)
{
    enum pipe_configuration way = instance->pipe->configuration;
    return way == PIPE_DUPLEX || way == (side == PIPE_SERVER ? PIPE_INBOUND : PIPE_OUTBOUND);
}

static ntstatus may_read(const struct pipe_end *end)
{
    if (end->instance && !flows_to(end->instance, end->side))
        return STATUS_INVALID_PARAMETER;
    return standing(end);
}

ntstatus pipe_may_write(const struct pipe_end *end)
{
    if (end->instance && !flows_to(end->instance, (enum pipe_side) !end->side))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = standing(end);
    if (status == STATUS_SUCCESS && end->instance->state == PIPE_STATE_CLOSING)
        return STATUS_PIPE_CLOSING;
    return status;
}

static ntstatus try_read(struct pipe_end *end, uint32_t room, struct pipe_data *out)
{
    *out = (struct pipe_data){0};
    ntstatus status = may_read(end);
    if (status != STATUS_SUCCESS)
        return status;
    if (!has_data(inward(end)))
        return end->instance->state == PIPE_STATE_CLOSING ? STATUS_PIPE_BROKEN : STATUS_PENDING;
    status = pipe_queue_take(inward(end), room, end->message_mode, out);
    return status_ok(status) && out->more ? STATUS_BUFFER_OVERFLOW : status;
}

ntstatus pipe_listened(const struct pipe_end *end)
{
    ntstatus status = standing(end);
    return status == STATUS_PIPE_LISTENING ? STATUS_PENDING : status;
}

ntstatus pipe_flushed(const struct pipe_end *end)
{
    ntstatus status = standing(end);
    if (status != STATUS_SUCCESS)
        return status;
    if (end->lost)
        return STATUS_PIPE_BROKEN;
    return has_data(outward(end)) ? STATUS_PENDING : STATUS_SUCCESS;
}

/* ---- who goes on ---- */

/* Is what the thread sleeps for there? A writer is told by the end of its request. */
static bool need_is_met(const struct pipe_end *end)
{
    switch (end->need) {
    case PIPE_NEEDS_DATA:
        return has_data(inward(end)) || end->instance->state != PIPE_STATE_CONNECTED;
    case PIPE_NEEDS_CLIENT:
        return end->instance->state != PIPE_STATE_LISTENING;
    case PIPE_NEEDS_EMPTY:
        return !has_data(outward(end)) || end->instance->state != PIPE_STATE_CONNECTED;
    case PIPE_NEEDS_NOTHING:
    case PIPE_NEEDS_ROOM:
        return false;
    }
    ASSERT(!"need of an end");
    return false;
}

static void wake(struct pipe_end *end)
{
    end->need = PIPE_NEEDS_NOTHING;
    end->wanted = 0;
    event_set(&end->file.done);
}

/* It is in no list any more. */
static void end_request(struct pipe_request *request, ntstatus status, struct link *ended)
{
    ASSERT(request->status == STATUS_PENDING && status != STATUS_PENDING);
    request->status = status;
    list_remove(&request->pending);
    if (request->finish)
        list_append(ended, &request->writer.link);
    else
        wake(request->end);
}

static void finish(struct link *ended)
{
    while (!list_empty(ended)) {
        struct pipe_request *request = request_of(ended->next);
        list_remove(&request->writer.link);
        request->finish(request);
    }
}

static ntstatus try_request(struct pipe_request *request)
{
    ASSERT(request->work != PIPE_WRITE);
    if (request->work == PIPE_LISTEN)
        return pipe_listened(request->end);
    return try_read(request->end, request->room, &request->data);
}

static void serve_end(struct pipe_end *end, struct link *ended)
{
    while (!list_empty(&end->requests)) {
        struct pipe_request *request = request_of(end->requests.next);
        ntstatus status = try_request(request);
        if (status == STATUS_PENDING)
            break;
        list_remove(&request->writer.link);
        end_request(request, status, ended);
    }
    if (need_is_met(end))
        wake(end);
}

static void end_writers(struct pipe_queue *queue, ntstatus status, struct link *ended)
{
    struct pipe_writer *writer;
    while ((writer = pipe_queue_any(queue)))
        end_request(list_member(writer, struct pipe_request, writer), status, ended);
}

/* Everybody whose time has come; whom that lets go on is after him. First readers, who make room. */
static void serve(struct pipe_instance *instance, struct link *ended)
{
    for (uint32_t side = 0; side < 2; side++)
        if (instance->ends[side])
            serve_end(instance->ends[side], ended);
    for (uint32_t side = 0; side < 2; side++) {
        struct pipe_writer *writer;
        while ((writer = pipe_queue_next(&instance->queues[side])))
            end_request(list_member(writer, struct pipe_request, writer), STATUS_SUCCESS, ended);
    }
}

/* After each change. Of what it finishes anything may come, so the instance is held. */
static void go_on(struct pipe_instance *instance, struct link *ended)
{
    instance->references++;
    serve(instance, ended);
    finish(ended);
    instance_release(instance);
}

static void go_on_after(struct pipe_instance *instance)
{
    struct link ended;
    list_start(&ended);
    go_on(instance, &ended);
}

/* ---- reading and writing ---- */

ntstatus pipe_read(struct pipe_end *end, uint32_t room, struct pipe_data *out)
{
    *out = (struct pipe_data){0};
    if (!list_empty(&end->requests))
        return end->nonblocking ? STATUS_PIPE_EMPTY : STATUS_PENDING; /* others were first */
    ntstatus status = try_read(end, room, out);
    if (status == STATUS_PENDING)
        return end->nonblocking ? STATUS_PIPE_EMPTY : STATUS_PENDING;
    if (status_error(status))
        return status;
    struct pipe_instance *instance = end->instance;
    go_on_after(instance);
    return status;
}

/* What the thread at the other end waits for. */
static uint32_t wanted_from(const struct pipe_end *end)
{
    const struct pipe_end *reader = other_end(end);
    ASSERT(reader);
    return reader->need == PIPE_NEEDS_DATA ? reader->wanted : 0;
}

uint32_t pipe_room(const struct pipe_end *end)
{
    return list_empty(&outward(end)->writers) ? pipe_queue_room(outward(end), wanted_from(end)) : 0;
}

ntstatus pipe_write(struct pipe_end *end, struct pipe_entry *entry, struct pipe_request *request)
{
    ntstatus status = pipe_may_write(end);
    if (status != STATUS_SUCCESS)
        return status;
    if (!pipe_queue_takes(outward(end), entry->bytes))
        return STATUS_INSUFFICIENT_RESOURCES;
    struct pipe_instance *instance = end->instance;
    if (request) {
        request->work = PIPE_WRITE;
        request->end = end;
        request->status = STATUS_PENDING;
        list_start(&request->writer.link);
        list_start(&request->pending);
    }
    if (pipe_queue_put(outward(end), entry, request ? &request->writer : NULL, wanted_from(end))) {
        go_on_after(instance);
        return STATUS_SUCCESS;
    }
    if (request->finish)
        list_append(&pending, &request->pending);
    go_on_after(instance);
    return STATUS_PENDING;
}

void pipe_write_withdraw(struct pipe_request *request)
{
    if (request->status != STATUS_PENDING)
        return;
    struct pipe_instance *instance = request->end->instance;
    request->status = STATUS_CANCELLED;
    list_remove(&request->pending);
    pipe_queue_withdraw(outward(request->end), &request->writer);
    go_on_after(instance);
}

ntstatus pipe_peek(struct pipe_end *end, uint32_t room, struct pipe_view *out)
{
    *out = (struct pipe_view){0};
    if (!end->instance || end->instance->state == PIPE_STATE_DISCONNECTED)
        return standing(end);
    out->state = end->instance->state;
    if (out->state == PIPE_STATE_LISTENING)
        return STATUS_INVALID_PIPE_STATE;
    struct pipe_queue *queue = inward(end);
    if (!has_data(queue))
        return out->state == PIPE_STATE_CLOSING ? STATUS_PIPE_BROKEN : STATUS_SUCCESS;
    out->unread = pipe_queue_unread(queue);
    if (end->instance->pipe->messages) {
        out->messages = pipe_queue_messages(queue);
        out->first = pipe_queue_first(queue);
    }
    ntstatus status = pipe_queue_look(queue, room, end->message_mode, &out->data);
    return status_ok(status) && out->data.more ? STATUS_BUFFER_OVERFLOW : status;
}

bool pipe_is_busy(const struct pipe_end *end)
{
    return !list_empty(&end->requests) || (end->instance && !list_empty(&outward(end)->writers));
}

uint32_t pipe_unread(const struct pipe_end *end)
{
    return end->instance ? pipe_queue_unread(inward(end)) : 0;
}

/* ---- connecting ---- */

ntstatus pipe_listen(struct pipe_end *end)
{
    if (end->side != PIPE_SERVER)
        return STATUS_ILLEGAL_FUNCTION;
    if (!end->instance)
        return STATUS_PIPE_BROKEN;
    switch (end->instance->state) {
    case PIPE_STATE_CONNECTED:
        return STATUS_PIPE_CONNECTED;
    case PIPE_STATE_CLOSING:
        return STATUS_PIPE_CLOSING;
    case PIPE_STATE_LISTENING:
        return end->nonblocking ? STATUS_PIPE_LISTENING : STATUS_PENDING;
    case PIPE_STATE_DISCONNECTED:
        set_state(end->instance, PIPE_STATE_LISTENING);
        return end->nonblocking ? STATUS_SUCCESS : STATUS_PENDING;
    }
    ASSERT(!"state of a pipe");
    return STATUS_SUCCESS;
}

void pipe_join(struct pipe_instance *instance, struct pipe_end *end)
{
    ASSERT(instance->state == PIPE_STATE_LISTENING && end->side == PIPE_CLIENT);
    ASSERT(!has_data(&instance->queues[0]) && !has_data(&instance->queues[1]));
    attach(instance, end);
    set_state(instance, PIPE_STATE_CONNECTED);
    go_on_after(instance);
}

static void end_all_at(struct pipe_end *end, ntstatus status, struct link *ended)
{
    while (!list_empty(&end->requests)) {
        struct pipe_request *request = request_of(end->requests.next);
        list_remove(&request->writer.link);
        end_request(request, status, ended);
    }
    if (end->need != PIPE_NEEDS_NOTHING && end->need != PIPE_NEEDS_ROOM)
        wake(end);
}

/* Nobody reads what has come to that side. */
static void drop(struct pipe_instance *instance, enum pipe_side side, ntstatus status, struct link *ended)
{
    struct pipe_queue *queue = &instance->queues[side];
    struct pipe_end *writer = instance->ends[!side];
    if (writer && has_data(queue))
        writer->lost = true;
    pipe_queue_drop(queue);
    end_writers(queue, status, ended);
}

/* What is between the two ends goes, and the client with it. */
static void part(struct pipe_instance *instance, struct link *ended)
{
    struct pipe_end *client = instance->ends[PIPE_CLIENT];
    drop(instance, PIPE_SERVER, STATUS_PIPE_DISCONNECTED, ended);
    drop(instance, PIPE_CLIENT, STATUS_PIPE_DISCONNECTED, ended);
    end_all_at(instance->ends[PIPE_SERVER], STATUS_PIPE_DISCONNECTED, ended);
    if (!client)
        return;
    end_all_at(client, STATUS_PIPE_DISCONNECTED, ended);
    detach(client);
}

ntstatus pipe_disconnect(struct pipe_end *end)
{
    struct pipe_instance *instance = end->instance;
    struct link ended;
    if (end->side != PIPE_SERVER)
        return STATUS_ILLEGAL_FUNCTION;
    if (!instance || instance->state == PIPE_STATE_DISCONNECTED)
        return standing(end);
    list_start(&ended);
    set_state(instance, PIPE_STATE_DISCONNECTED);
    part(instance, &ended);
    go_on(instance, &ended);
    return STATUS_SUCCESS;
}

/* Its last handle is closed. What it has written can still be read, so its own writers have done their work;
 * nobody reads what has come to it. */
static void close_end(struct pipe_end *end)
{
    struct pipe_instance *instance = end->instance;
    struct link ended;
    if (end->closed)
        return;
    end->closed = true;
    if (!instance)
        return;
    instance->references++;
    list_start(&ended);
    end_all_at(end, STATUS_PIPE_BROKEN, &ended);
    drop(instance, end->side, STATUS_PIPE_BROKEN, &ended);
    end_writers(outward(end), STATUS_SUCCESS, &ended);
    set_state(instance,
              instance->state == PIPE_STATE_CONNECTED ? PIPE_STATE_CLOSING : PIPE_STATE_DISCONNECTED);
    detach(end);
    if (end->side == PIPE_SERVER)
        pipe_name_server_left(instance->pipe);
    go_on(instance, &ended);
    instance_release(instance);
}

/* ---- waiting ---- */

ntstatus pipe_await(struct pipe_end *end, enum pipe_need need, uint32_t wanted)
{
    ASSERT(end->need == PIPE_NEEDS_NOTHING && need != PIPE_NEEDS_NOTHING);
    end->need = need;
    end->wanted = wanted;
    event_reset(&end->file.done);
    ntstatus status = long_wait(&end->file.done, WAIT_FOREVER);
    end->need = PIPE_NEEDS_NOTHING;
    end->wanted = 0;
    return status;
}

void pipe_request_add(struct pipe_request *request)
{
    ASSERT(request->work != PIPE_WRITE && request->finish);
    request->status = STATUS_PENDING;
    list_append(&request->end->requests, &request->writer.link);
    list_append(&pending, &request->pending);
}

/* Out of its list, whichever that is. */
static void withdraw(struct pipe_request *request)
{
    if (request->work == PIPE_WRITE)
        pipe_queue_withdraw(outward(request->end), &request->writer);
    else
        list_remove(&request->writer.link);
}

static bool is_chosen(const struct pipe_request *request, const struct pipe_choice *choice)
{
    return (!choice->thread || request->thread == choice->thread) &&
           (!choice->process || request->thread->process == choice->process) &&
           (!choice->end || request->end == choice->end) &&
           (!choice->name || request->name == choice->name) && !(choice->thread_ends && request->outlives);
}

static struct pipe_request *first_chosen(const struct pipe_choice *choice)
{
    list_each (link, &pending) {
        struct pipe_request *request = list_member(link, struct pipe_request, pending);
        if (is_chosen(request, choice))
            return request;
    }
    return NULL;
}

bool pipe_is_pending(const struct pipe_choice *choice)
{
    return first_chosen(choice) != NULL;
}

/* One after the other: while one is finished others may end. */
bool pipe_cancel(const struct pipe_choice *choice)
{
    struct pipe_request *request;
    bool found = false;
    while ((request = first_chosen(choice))) {
        struct pipe_instance *instance = request->end->instance;
        struct link ended;
        found = true;
        list_start(&ended);
        withdraw(request);
        end_request(request, STATUS_CANCELLED, &ended);
        if (instance)
            go_on(instance, &ended);
        else
            finish(&ended);
    }
    return found;
}

/* ---- as a device ---- */

static void end_closed(struct file_object *object)
{
    close_end((struct pipe_end *)object);
}

const struct device pipe_device = {
    .name = PIPES_IN_LOG,
    .type = DEVICE_PIPE,
    .can_be_waited_for = true,
    .closed = end_closed,
};

struct pipe_end *pipe_end_make(enum pipe_side side, bool synchronous, const char *name)
{
    struct pipe_end *end = pool_alloc(sizeof *end, TAG_FILE);
    char *path = pool_alloc_raw(sizeof PIPES_IN_LOG + 1 + strlen(name), TAG_FILE);
    bool made = false;
    if (end && path) {
        end->side = side;
        list_start(&end->requests);
        end->file.synchronous = synchronous;
        strcat(strcpy(path, PIPES_IN_LOG "\\"), name);
        made = status_ok(file_object_start(&end->file, &pipe_device, path));
    }
    pool_free(path);
    if (made)
        return end;
    pool_free(end);
    return NULL;
}

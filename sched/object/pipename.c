#include "sched/object/pipename.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/wait.h"
#include "sched/object/longwait.h"

#define TAG_PIPE    POOL_TAG('N', 'p', 'F', 'c')
#define DEVICE_PIPE 0x11u /* FILE_DEVICE_NAMED_PIPE */

static struct name_table names;

const struct device pipes_device = {.name = PIPES_IN_LOG, .type = DEVICE_PIPE};

struct file_object *pipe_root_open(void)
{
    return device_open(&pipes_device);
}

bool pipe_is_root(const struct file_object *object)
{
    return object->device == &pipes_device;
}

struct named_pipe *pipe_name_find(const char *name)
{
    struct name_entry *entry = name_find_any_case(&names, name);
    return entry ? list_member(entry, struct named_pipe, name) : NULL;
}

/* The name lies behind the record. */
struct named_pipe *pipe_name_make(const char *name)
{
    uint32_t length = (uint32_t)strlen(name);
    struct named_pipe *pipe = pool_alloc(sizeof *pipe + length + 1, TAG_PIPE);
    if (!pipe)
        return NULL;
    hash_entry_start(&pipe->name.hash);
    pipe->name.name = memcpy(pipe + 1, name, length + 1);
    list_start(&pipe->instances);
    event_start(&pipe->available, "PipeAvailable", WAITABLE_NOTIFICATION, false);
    name_add(&names, &pipe->name);
    return pipe;
}

static void free_unused(struct named_pipe *pipe)
{
    if (pipe->count > 0 || pipe->waiters > 0)
        return;
    pool_free(pipe);
}

/* Whoever was woken may find that another client was faster, as in NT. */
static ntstatus wait_for(struct named_pipe *pipe, uint64_t due)
{
    pipe->waiters++;
    ntstatus status = long_wait(&pipe->available, due);
    if (status == STATUS_TIMEOUT)
        status = STATUS_IO_TIMEOUT;
    else if (status == STATUS_SUCCESS && pipe->servers == 0)
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    pipe->waiters--;
    free_unused(pipe);
    return status;
}

ntstatus pipe_name_wait(const char *name, bool timed, uint64_t due)
{
    struct named_pipe *pipe = pipe_name_find(name);
    if (!pipe || pipe->servers == 0)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (pipe->listening > 0)
        return STATUS_SUCCESS;
    return wait_for(pipe, timed ? due : wait_due(pipe->timeout));
}

void pipe_name_listens(struct named_pipe *pipe)
{
    ASSERT(pipe->listening < pipe->servers);
    pipe->listening++;
    event_pulse(&pipe->available);
}

void pipe_name_listens_no_more(struct named_pipe *pipe)
{
    ASSERT(pipe->listening > 0);
    pipe->listening--;
}

void pipe_name_server_left(struct named_pipe *pipe)
{
    ASSERT(pipe->servers > pipe->listening);
    if (--pipe->servers == 0)
        event_pulse(&pipe->available);
}

void pipe_name_instance_left(struct named_pipe *pipe, struct link *instance)
{
    ASSERT(pipe->count > 0);
    list_remove(instance);
    pipe->count--;
    pipe_name_forget_unused(pipe);
}

void pipe_name_forget_unused(struct named_pipe *pipe)
{
    if (pipe->count > 0)
        return;
    name_remove(&names, &pipe->name);
    free_unused(pipe);
}

#include "sched/object/pipeopen.h"

#include "firmware/panic.h"

/* May there be another instance of it? */
static ntstatus check_another(const struct named_pipe *pipe, const struct pipe_making *making)
{
    if (!making->may_open || pipe->messages != making->messages ||
        pipe->configuration != making->configuration)
        return STATUS_ACCESS_DENIED;
    return pipe->count < pipe->most ? STATUS_SUCCESS : STATUS_INSTANCE_NOT_AVAILABLE;
}

static ntstatus name_of(const struct pipe_making *making, struct named_pipe **out, bool *created)
{
    struct named_pipe *pipe = pipe_name_find(making->name);
    *out = pipe;
    *created = !pipe;
    if (pipe)
        return check_another(pipe, making);
    if (!making->may_create)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    *out = pipe = pipe_name_make(making->name);
    if (!pipe)
        return STATUS_INSUFFICIENT_RESOURCES;
    pipe->messages = making->messages;
    pipe->configuration = making->configuration;
    pipe->most = making->most;
    pipe->timeout = making->timeout;
    return STATUS_SUCCESS;
}

static uint32_t quota_for(uint32_t asked)
{
    return asked < PIPE_QUOTA_MOST ? asked : PIPE_QUOTA_MOST;
}

static ntstatus make_instance(struct named_pipe *pipe, const struct pipe_making *making,
                              struct pipe_end **out)
{
    const uint32_t quotas[2] = {quota_for(making->quotas[0]), quota_for(making->quotas[1])};
    struct pipe_end *end = pipe_end_make(PIPE_SERVER, making->synchronous, pipe->name.name);
    if (!end)
        return STATUS_INSUFFICIENT_RESOURCES;
    end->message_mode = making->message_mode;
    end->nonblocking = making->nonblocking;
    *out = end;
    if (pipe_instance_make(pipe, end, quotas))
        return STATUS_SUCCESS;
    object_dereference(&end->file.object);
    return STATUS_INSUFFICIENT_RESOURCES;
}

ntstatus pipe_make(const struct pipe_making *making, struct pipe_end **out, bool *created)
{
    struct named_pipe *pipe;
    ntstatus status = name_of(making, &pipe, created);
    if (!status_ok(status))
        return status;
    status = make_instance(pipe, making, out);
    if (!status_ok(status))
        pipe_name_forget_unused(pipe);
    return status;
}

static bool flows(const struct named_pipe *pipe, uint32_t access)
{
    return !((access & FILE_RIGHT_READ) && pipe->configuration == PIPE_INBOUND) &&
           !((access & FILE_RIGHT_WRITE) && pipe->configuration == PIPE_OUTBOUND);
}

ntstatus pipe_open(const char *name, uint32_t access, bool synchronous, struct pipe_end **out)
{
    struct named_pipe *pipe = pipe_name_find(name);
    if (!pipe || pipe->servers == 0)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!flows(pipe, access))
        return STATUS_ACCESS_DENIED;
    struct pipe_instance *instance = pipe_listening(pipe);
    if (!instance)
        return STATUS_PIPE_NOT_AVAILABLE;
    struct pipe_end *end = pipe_end_make(PIPE_CLIENT, synchronous, name);
    if (!end)
        return STATUS_INSUFFICIENT_RESOURCES;
    pipe_join(instance, end);
    *out = end;
    return STATUS_SUCCESS;
}

#include "sched/process/ioreturn.h"

#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/process/nt.h"
#include "sched/process/userapc.h"

#define TAG_RETURN POOL_TAG('I', 'o', 'R', 't')

/* What was read goes to the program; *io is what it is told. */
static void write_results(const struct io_return *told, struct nt_io_status *io)
{
    const struct pipe_request *request = &told->request;
    ntstatus status = STATUS_SUCCESS;
    if (request->data.count > 0)
        status = user_write(told->buffer, request->data.bytes, request->data.count);
    if (!status_ok(status))
        io->status = (uint32_t)status;
    else if (!status_error(request->status))
        io->information = request->work == PIPE_READ    ? request->data.count
                          : request->work == PIPE_WRITE ? request->room
                                                        : 0;
    user_write(request->name, io, sizeof *io);
}

/* Whoever ends the work may be at work in another process, e.g. taking down one that was not to be. */
static void write_there(const struct io_return *told, struct nt_io_status *io)
{
    struct space *elsewhere = thread_current()->attached_space;
    if (elsewhere)
        space_detach();
    if (status_ok(process_attach(told->process))) {
        write_results(told, io); /* if the memory is gone, nobody misses it */
        process_detach(told->process);
    }
    if (elsewhere)
        space_attach(elsewhere);
}

static void put_packet(const struct io_return *told, const struct nt_io_status *io)
{
    struct port_packet *packet = told->packet;
    packet->context = told->context;
    packet->status = io->status;
    packet->information = io->information;
    port_put(&told->request.end->file.bound, packet);
}

static void tell(const struct io_return *told, const struct nt_io_status *io)
{
    const struct user_call call = {told->routine, {told->context, told->request.name, 0}};
    struct file_object *file = &told->request.end->file;
    if (!(file->modes & COMPLETION_SKIPS_FILE))
        event_set(&file->done);
    if (told->event)
        event_set(&told->event->event);
    if (told->packet)
        put_packet(told, io);
    if (call.routine)
        user_apc_queue(&told->thread->thread,
                       &call); /* refused only when the thread ends, or without memory */
}

static void finish(struct pipe_request *request)
{
    struct io_return *told = (struct io_return *)request;
    struct nt_io_status io = {(uint32_t)request->status, 0};
    write_there(told, &io);
    tell(told, &io);
    pool_free(request->data.bytes);
    if (told->event)
        object_dereference(&told->event->object);
    io_return_free(told);
}

struct io_return *io_return_make(struct pipe_end *end, enum pipe_work work, uint32_t bytes)
{
    struct io_return *told = pool_alloc(sizeof *told, TAG_RETURN);
    if (!told)
        return NULL;
    told->thread = thread_object_of(thread_current());
    told->process = process_current();
    object_reference(&told->thread->object);
    object_reference(&told->process->object);
    object_reference(&end->file.object);
    told->request.work = work;
    told->request.end = end;
    told->request.thread = thread_current();
    told->request.room = bytes;
    told->request.finish = finish;
    return told;
}

void io_return_free(struct io_return *told)
{
    struct pipe_end *end = told->request.end;
    object_dereference(&told->thread->object);
    object_dereference(&told->process->object);
    pool_free(told);
    object_dereference(&end->file.object);
}

/*
 * I/O completion ports (Microsoft: I/O Completion Ports; NtCreateIoCompletion and the like). Files are bound
 * to one by NtSetInformationFile, jobs by NtSetInformationJobObject.
 */
#include "sched/service/services.h"

#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/object/port.h"
#include "sched/process/nt.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/names.h"

#define MOST_ENTRIES 0x100000u /* of one call: their bytes are a number */

enum { PORT_BASIC_INFORMATION, PORT_CLASSES };

/* FILE_IO_COMPLETION_INFORMATION. */
struct entry {
    uint32_t key, context;
    struct nt_io_status io;
};

static ntstatus make_port(struct object *object, const void *how)
{
    const struct nt_create_io_completion *a = how;
    port_begin((struct port *)object, a->threads);
    return STATUS_SUCCESS;
}

ntstatus nt_create_io_completion(const struct nt_create_io_completion *a)
{
    return named_create(&port_type, sizeof(struct port), make_port, a, a->access, a->attributes, a->out);
}

ntstatus nt_open_io_completion(const struct nt_open_io_completion *a)
{
    return named_open(&port_type, a->access, a->attributes, a->out);
}

static ntstatus port_of(uint32_t handle, uint32_t access, struct port **port)
{
    struct object *object;
    ntstatus status = capture_object(handle, &port_type, access, &object, NULL);
    if (status_ok(status))
        *port = (struct port *)object;
    return status;
}

static void ask_depth(struct object *object, void *out)
{
    *(int32_t *)out = ((struct port *)object)->queue.waitable.signal;
}

ntstatus nt_query_io_completion(const struct nt_query_io_completion *a)
{
    static const struct object_query depth = {PORT_BASIC_INFORMATION, sizeof(int32_t), ask_depth, 0};
    const struct answer answer = {a->out, a->bytes, a->returned};
    if (a->information_class >= PORT_CLASSES)
        return STATUS_INVALID_INFO_CLASS;
    return answer_query(&answer, &depth, a->port, &port_type, PORT_RIGHT_QUERY);
}

ntstatus nt_set_io_completion(const struct nt_set_io_completion *a)
{
    struct port *port;
    ntstatus status = port_of(a->port, PORT_RIGHT_MODIFY, &port);
    if (!status_ok(status))
        return status;
    struct port_packet *packet = port_packet_make();
    if (packet) {
        packet->context = a->context;
        packet->status = (uint32_t)a->status;
        packet->information = a->information;
        port_put(&(struct port_binding){port, a->key}, packet);
    }
    object_dereference(&port->object);
    return packet ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static ntstatus take(struct port *port, bool alertable, uint64_t due, struct entry *entry)
{
    struct port_packet *packet;
    ntstatus status = port_take(port, alertable, due, &packet);
    if (status != STATUS_SUCCESS)
        return status;
    *entry = (struct entry){packet->key, packet->context, {packet->status, packet->information}};
    pool_free(packet);
    return status;
}

static ntstatus give(const struct nt_remove_io_completion *a, const struct entry *entry)
{
    ntstatus status = user_write32(a->key, entry->key);
    if (status_ok(status))
        status = user_write32(a->context, entry->context);
    return status_ok(status) ? user_write(a->io, &entry->io, sizeof entry->io) : status;
}

ntstatus nt_remove_io_completion(const struct nt_remove_io_completion *a)
{
    struct port *port;
    struct entry entry;
    uint64_t due;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (status_ok(status))
        status = port_of(a->port, PORT_RIGHT_MODIFY, &port);
    if (!status_ok(status))
        return status;
    status = take(port, false, due, &entry);
    object_dereference(&port->object);
    return status == STATUS_SUCCESS ? give(a, &entry) : status;
}

/* Waits for the first alone; of the others those that are there. */
static ntstatus take_many(const struct nt_remove_io_completion_ex *a, struct port *port, uint64_t due)
{
    struct entry entry;
    uint32_t count = 0;
    ntstatus status = take(port, a->alertable, due, &entry), taken = status;
    while (taken == STATUS_SUCCESS && status == STATUS_SUCCESS) {
        status = user_write(a->entries + count++ * (uint32_t)sizeof entry, &entry, sizeof entry);
        taken = count < a->count && status_ok(status) ? take(port, false, 0, &entry) : STATUS_TIMEOUT;
    }
    ntstatus told = status == STATUS_SUCCESS ? user_write32(a->removed, count) : STATUS_SUCCESS;
    return status_ok(told) ? status : told;
}

ntstatus nt_remove_io_completion_ex(const struct nt_remove_io_completion_ex *a)
{
    struct port *port;
    uint64_t due;
    if (a->count == 0 || a->count > MOST_ENTRIES)
        return STATUS_INVALID_PARAMETER;
    ntstatus status = information_aligned(a->entries, sizeof(struct entry));
    if (status_ok(status))
        status = user_probe(a->entries, a->count * (uint32_t)sizeof(struct entry));
    if (status_ok(status))
        status = capture_timeout(a->timeout, &due);
    if (status_ok(status))
        status = port_of(a->port, PORT_RIGHT_MODIFY, &port);
    if (!status_ok(status))
        return status;
    status = take_many(a, port, due);
    object_dereference(&port->object);
    return status;
}

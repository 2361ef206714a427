#include "sched/object/port.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/wait.h"

#define TAG_PACKET POOL_TAG('I', 'c', 'p', ' ')

static struct waitable *port_waitable(struct object *object)
{
    return &((struct port *)object)->queue.waitable;
}

static void port_closed(struct object *object)
{
    packet_queue_close(&((struct port *)object)->queue);
}

static struct port_packet *first(struct port *port)
{
    return list_member(port->queue.packets.next, struct port_packet, link);
}

static void port_deleted(struct object *object)
{
    struct port *port = (struct port *)object;
    packet_queue_end(&port->queue);
    while (!list_empty(&port->queue.packets)) {
        struct port_packet *packet = first(port);
        list_remove(&packet->link);
        pool_free(packet);
    }
    pool_free(port);
}

const struct object_type port_type = {
    .name = "IoCompletion",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x120000,
    .all_access = 0x1f0003,
    .logged = true,
    .waitable = port_waitable,
    .closed = port_closed,
    .deleted = port_deleted,
};

void port_begin(struct port *port, uint32_t most_running)
{
    packet_queue_start(&port->queue, port_type.name, most_running);
}

struct port_packet *port_packet_make(void)
{
    return pool_alloc(sizeof(struct port_packet), TAG_PACKET);
}

void port_put(const struct port_binding *binding, struct port_packet *packet)
{
    ASSERT(binding->port);
    packet->key = binding->key;
    packet_queue_put(&binding->port->queue, &packet->link);
}

ntstatus port_take(struct port *port, bool alertable, uint64_t due, struct port_packet **packet)
{
    struct link *link;
    ntstatus status = packet_queue_take(&port->queue, alertable, due, &link);
    if (status == STATUS_SUCCESS)
        *packet = list_member(link, struct port_packet, link);
    return status;
}

void port_bind(struct port_binding *binding, struct port *port, uint32_t key)
{
    ASSERT(!binding->port);
    object_reference(&port->object);
    *binding = (struct port_binding){port, key};
}

void port_unbind(struct port_binding *binding)
{
    if (binding->port)
        object_dereference(&binding->port->object);
    binding->port = NULL;
}

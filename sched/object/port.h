/*
 * I/O completion ports (Microsoft: I/O Completion Ports): packets that say what work has ended, for threads
 * that ask for one. A port is a packet_queue (sched/dispatch/wait.h) with a handle. A file that is bound to
 * it holds it, and so does a job: packets go there also when nobody can ask for them any more. Thread
 * context.
 */
#ifndef SCHED_PORT_H
#define SCHED_PORT_H

#include "sched/object/object.h"

/* NT's IO_COMPLETION_ rights. */
enum port_right {
    PORT_RIGHT_QUERY = 0x1,
    PORT_RIGHT_MODIFY = 0x2,
};

struct port {
    struct object object; /* first */
    struct packet_queue queue;
};

struct port_packet {
    struct link link; /* first: in port->queue.packets */
    uint32_t key, context, status, information;
};

/* Where packets of a file or a job go. */
struct port_binding {
    struct port *port; /* or NULL: nowhere */
    uint32_t key;
};

extern const struct object_type port_type;

/* In zeroed memory, before it is an object. */
void port_begin(struct port *port, uint32_t most_running);

/* A packet that is the caller's until it is put; NULL without memory. */
struct port_packet *port_packet_make(void);

/* Into the port that is bound, with its key; the packet is the port's then. */
void port_put(const struct port_binding *binding, struct port_packet *packet);

/* The oldest packet, which is the caller's then (pool_free()). STATUS_TIMEOUT, STATUS_ABANDONED_WAIT_0: the
 * last handle was closed; and what else ends a wait. May wait. */
ntstatus port_take(struct port *port, bool alertable, uint64_t due, struct port_packet **packet);

/* From now on packets go to the port, which gets a reference; and no more. */
void port_bind(struct port_binding *binding, struct port *port, uint32_t key);
void port_unbind(struct port_binding *binding);

#endif

/*
 * Requests to drivers (NT: IRPs): a call on an open file of a device goes to the driver's function for it,
 * and is over when the driver completes it, in the call or later. Whoever asks waits for that, also on a
 * handle for overlapped work. Thread context; may wait. Programs' memory is the caller's affair.
 */
#ifndef SCHED_REQUEST_H
#define SCHED_REQUEST_H

#include "firmware/status.h"
#include "sched/driver/driverfile.h"

struct request {
    enum nt_major major;
    uint64_t offset;                    /* reading and writing */
    uint32_t code;                      /* control */
    uint32_t input_bytes, output_bytes; /* of reading and writing one is 0 */
    void *buffer;                       /* where a driver finds it as SystemBuffer, or NULL */
    void *direct;                       /* where it finds it by MdlAddress, or NULL */
    uint32_t direct_bytes;
    void *bare;                            /* where it finds it by UserBuffer, or NULL */
    void *bare_input;                      /* control: where it finds it by Type3InputBuffer, or NULL */
    const struct nt_stack_location *stack; /* parameters and flags of any other request, or NULL */
};

/* Asks the driver. What it says, and how many bytes came of it. A thread that is to end cancels its request
 * (STATUS_CANCELLED, if the driver listens). */
ntstatus request_perform(struct driver_file *file, const struct request *request, uint32_t *information);

/* What a driver does that has set no function: STATUS_INVALID_DEVICE_REQUEST. */
int32_t NTAPI request_not_done(struct nt_device_object *device, struct nt_irp *irp);

/* The driver has done it: IofCompleteRequest. At most at DISPATCH_LEVEL. */
void request_complete(struct nt_irp *irp);

#endif

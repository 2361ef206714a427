/*
 * Requests to drivers (NT: IRPs): a call on an open file of a device goes to the driver's function for it,
 * and is over when the driver completes it, in the call or later. Whoever asks waits for that, also on a
 * handle for overlapped work. Thread context; may wait. Programs' memory is the caller's affair.
 */
#ifndef SCHED_REQUEST_H
#define SCHED_REQUEST_H

#include "firmware/status.h"
#include "sched/driver/device.h"
#include "sched/object/fileobject.h"

struct driver_file {
    struct file_object file; /* first */
    struct driver_device *to;
    bool opened, cleaned; /* the driver has agreed to it; has heard that its last handle is gone */
    struct nt_file_object object;
};

struct request {
    enum nt_major major;
    uint64_t offset;                    /* reading and writing */
    uint32_t code;                      /* control */
    uint32_t input_bytes, output_bytes; /* of reading and writing one is 0 */
    void *buffer;                       /* where a driver finds it as SystemBuffer, or NULL */
    void *direct;                       /* where it finds it by MdlAddress, or NULL */
    uint32_t direct_bytes;
    void *bare;       /* where it finds it by UserBuffer, or NULL */
    void *bare_input; /* control: where it finds it by Type3InputBuffer, or NULL */
};

/* Opens a device; nobody has waited since it was found, behind drivers_settle(). STATUS_ACCESS_DENIED (it is
 * for one at a time), what the driver says. */
ntstatus driver_open(struct driver_device *device, bool synchronous, struct file_object **out);

/* The file of a device of a driver; NULL: it is none. */
struct driver_file *driver_file_of(struct file_object *object);

/* Asks the driver. What it says, and how many bytes came of it. A thread that is to end cancels its request
 * (STATUS_CANCELLED, if the driver listens). */
ntstatus request_perform(struct driver_file *file, const struct request *request, uint32_t *information);

/* For struct device: the last handle is gone, and then the file object. */
void driver_file_closed(struct file_object *object);

/* What a driver does that has set no function: STATUS_INVALID_DEVICE_REQUEST. */
int32_t NTAPI request_not_done(struct nt_device_object *device, struct nt_irp *irp);

/* The driver has done it: IofCompleteRequest. At most at DISPATCH_LEVEL. */
void request_complete(struct nt_irp *irp);

#endif

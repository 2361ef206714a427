#include "sched/driver/request.h"

#include <string.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/spinlock.h"
#include "sched/driver/waitobject.h"
#include "sched/object/longwait.h"

#define TAG_IRP  POOL_TAG('I', 'r', 'p', ' ')
#define TYPE_IRP 6 /* IO_TYPE_IRP */

#define STACK_BYTES 12288u /* no kernel stack is larger */
#define CANCEL      0x102u /* beside the numbers of functions, for the bugcheck */

/* NT's verifier: what is wrong with a request. */
enum { COMPLETED_PENDING = 0x06, COMPLETED_CANCELLABLE = 0x07 };

/* One device, one place on the stack of a request: none here lies over another. */
struct packet {
    struct link link; /* among all that are under way */
    const struct driver_file *file;
    struct driver *driver;
    struct nt_irp irp;
    struct nt_stack_location stack;
    struct nt_mdl mdl;
    struct waitable done;
    bool complete;
};

static struct link under_way = {&under_way, &under_way};

/* ---- one request ---- */

static void fill_control(struct nt_stack_location *stack, const struct request *request)
{
    stack->parameters.control_code.output_bytes = request->output_bytes;
    stack->parameters.control_code.input_bytes = request->input_bytes;
    stack->parameters.control_code.code = request->code;
    stack->parameters.control_code.input = request->bare_input;
}

static void fill_transfer(struct nt_stack_location *stack, const struct request *request)
{
    stack->parameters.transfer.length = request->input_bytes + request->output_bytes;
    stack->parameters.transfer.offset[0] = (uint32_t)request->offset;
    stack->parameters.transfer.offset[1] = (uint32_t)(request->offset >> 32);
}

static void fill_stack(struct packet *packet, const struct driver_file *file, const struct request *request)
{
    struct nt_stack_location *stack = &packet->stack;
    if (request->stack)
        *stack = *request->stack;
    else if (request->major == NT_MAJOR_CONTROL)
        fill_control(stack, request);
    else
        fill_transfer(stack, request);
    stack->major = (uint8_t)request->major;
    stack->device = &file->to->object;
    stack->file = (struct nt_file_object *)&file->object;
}

static void fill_mdl(struct packet *packet, const struct request *request)
{
    if (!request->direct)
        return;
    packet->mdl.size = sizeof packet->mdl;
    packet->mdl.flags = NT_MDL_MAPPED;
    packet->mdl.system_address = request->direct;
    packet->mdl.start = (void *)page_of((uint32_t)request->direct).address;
    packet->mdl.offset = (uint32_t)request->direct % PAGE_SIZE;
    packet->mdl.bytes = request->direct_bytes;
    packet->irp.mdl = &packet->mdl;
}

static void fill(struct packet *packet, const struct driver_file *file, const struct request *request)
{
    packet->file = file;
    packet->driver = file->to->driver;
    fill_stack(packet, file, request);
    packet->irp.type = TYPE_IRP;
    packet->irp.size = sizeof packet->irp + sizeof packet->stack;
    packet->irp.stack_count = packet->irp.location = 1;
    packet->irp.stack = &packet->stack;
    packet->irp.requestor_mode = 1;
    packet->irp.system_buffer = request->buffer;
    packet->irp.user_buffer = request->bare;
    packet->irp.file = packet->stack.file;
    packet->irp.thread = thread_current();
    event_start(&packet->done, "RequestDone", WAITABLE_NOTIFICATION, false);
    fill_mdl(packet, request);
}

static struct packet *find(const struct nt_irp *irp)
{
    list_each (link, &under_way)
        if (&list_member(link, struct packet, link)->irp == irp)
            return list_member(link, struct packet, link);
    return NULL;
}

/* NT's verifier finds both of these. */
static void check_completion(const struct packet *packet)
{
    const struct nt_irp *irp = &packet->irp;
    if (irp->status.status == STATUS_PENDING || irp->status.status == -1)
        driver_bug(packet->driver, BUGCHECK_NOT_COMPLETED, COMPLETED_PENDING, (uint32_t)irp->status.status,
                   (uint32_t)irp, "a driver completes a request with the status of one that is pending");
    if (irp->cancel_routine)
        driver_bug(packet->driver, BUGCHECK_NOT_COMPLETED, COMPLETED_CANCELLABLE,
                   (uint32_t)irp->cancel_routine, (uint32_t)irp,
                   "a driver completes a request that can still be cancelled");
}

void request_complete(struct nt_irp *irp)
{
    struct packet *packet = find(irp);
    if (!packet)
        driver_call_bug(BUGCHECK_COMPLETED_TWICE, (uint32_t)irp, 0, "a driver completes what is no request");
    if (packet->complete)
        driver_bug(packet->driver, BUGCHECK_COMPLETED_TWICE, (uint32_t)irp, 0, 0,
                   "a request was completed before");
    check_completion(packet);
    packet->complete = true;
    event_set(&packet->done);
}

int32_t NTAPI request_not_done(struct nt_device_object *device, struct nt_irp *irp)
{
    (void)device;
    irp->status = (struct nt_irp_status){STATUS_INVALID_DEVICE_REQUEST, 0};
    request_complete(irp);
    return STATUS_INVALID_DEVICE_REQUEST;
}

/* NT: IoCancelIrp. The driver's routine comes with the cancel spin lock, which it gives back. */
static void cancel(struct packet *packet)
{
    void(NTAPI * routine)(struct nt_device_object *, struct nt_irp *) = packet->irp.cancel_routine;
    packet->irp.cancel = 1;
    if (packet->complete || !routine)
        return;
    struct nt_device_object *device = &packet->file->to->object;
    driver_check_code(packet->driver, (uint32_t)routine);
    packet->irp.cancel_routine = NULL;
    packet->irp.cancel_level = (uint8_t)cancel_lock_acquire();
    routine(device, &packet->irp);
    driver_check_level(packet->driver, CANCEL, (uint32_t)device);
}

/* A driver that does not listen keeps the thread until it is done, as on NT. */
static void await(struct packet *packet)
{
    if (packet->complete)
        return;
    if (!thread_current()->terminating && long_wait(&packet->done, WAIT_FOREVER) == STATUS_SUCCESS)
        return;
    cancel(packet);
    wait_one(&packet->done, WAIT_EXECUTIVE, WAIT_FOREVER);
}

/* NT finds it on the way back to the program, by the kernel APCs that are still disabled. */
static void check_mutexes(const struct driver *driver, uint32_t function)
{
    const struct nt_mutex *mutex;
    uint32_t held = wait_mutexes_held(&mutex);
    if (held > 0)
        driver_bug(driver, BUGCHECK_APC_INDEX, function, 0, 0x10000 - held,
                   "a driver came back and holds a mutex");
}

static void check_regions(const struct driver *driver, uint32_t function)
{
    uint32_t regions = thread_current()->critical_regions;
    if (regions > 0)
        driver_bug(driver, BUGCHECK_APC_INDEX, function, 0, 0x10000 - regions,
                   "a driver came back within a critical region");
}

/* What has been called is over, and so are its variables. */
static void check_stack(const struct driver *driver)
{
    uint32_t here = (uint32_t)__builtin_frame_address(0);
    driver_memory_goes(driver, here - STACK_BYTES, here);
}

static void send(struct packet *packet, enum nt_major major)
{
    struct nt_device_object *device = &packet->file->to->object;
    struct driver *driver = packet->driver;
    int32_t(NTAPI * function)(struct nt_device_object *, struct nt_irp *) = driver->object.major[major];
    if (function != request_not_done)
        driver_check_code(driver, (uint32_t)function);
    driver_call_begins(driver);
    int32_t status = function(device, &packet->irp);
    driver_check_level(driver, major, (uint32_t)device);
    check_mutexes(driver, (uint32_t)function);
    check_regions(driver, (uint32_t)function);
    check_stack(driver);
    if (!packet->complete && status != STATUS_PENDING)
        driver_bug(driver, BUGCHECK_NOT_COMPLETED, (uint32_t)&driver->object, (uint32_t)status,
                   (uint32_t)&packet->irp, "a driver has neither completed a request nor left it pending");
    await(packet);
    driver_call_ends(driver);
}

ntstatus request_perform(struct driver_file *file, const struct request *request, uint32_t *information)
{
    struct packet *packet = pool_alloc(sizeof *packet, TAG_IRP);
    *information = 0;
    if (!packet)
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(packet, file, request);
    list_append(&under_way, &packet->link);
    send(packet, request->major);
    list_remove(&packet->link);
    ntstatus status = packet->irp.status.status;
    *information = packet->irp.status.information;
    pool_free(packet);
    return status;
}

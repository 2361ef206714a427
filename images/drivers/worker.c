/*
 * A driver with a thread of its own (PsCreateSystemThread): what is written is turned round by the thread,
 * whose work takes time; whoever reads before it has done waits for it. DriverUnload ends the thread and
 * waits for that.
 */
#include <ddk/wdm.h>

#define KEPT      64
#define WORK_TIME (-10 * 1000 * 10) /* 100 ns each, from now: 10 ms */

struct worker {
    KSPIN_LOCK lock; /* of what stands here, for requests may be cancelled from elsewhere */
    KEVENT written, stop;
    PVOID thread;
    ULONG bytes;
    CHAR text[KEPT];
    BOOLEAN done;
    PIRP reader; /* who waits */
};

static PDEVICE_OBJECT the_device;

DRIVER_INITIALIZE DriverEntry;

static NTSTATUS complete(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

/* ---- the thread ---- */

static VOID turn_round(struct worker *worker)
{
    for (ULONG i = 0; i < worker->bytes / 2; i++) {
        CHAR kept = worker->text[i];
        worker->text[i] = worker->text[worker->bytes - 1 - i];
        worker->text[worker->bytes - 1 - i] = kept;
    }
}

static NTSTATUS give(struct worker *worker, PIRP irp)
{
    ULONG bytes = IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;
    bytes = bytes < worker->bytes ? bytes : worker->bytes;
    RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, worker->text, bytes);
    return complete(irp, STATUS_SUCCESS, bytes);
}

/* Whoever takes the request out of `reader`, with the lock, completes it. */
static PIRP take_reader(struct worker *worker)
{
    PIRP irp = worker->reader;
    worker->reader = NULL;
    if (irp)
        IoSetCancelRoutine(irp, NULL);
    return irp;
}

static VOID work(struct worker *worker)
{
    LARGE_INTEGER time;
    KIRQL level;
    time.QuadPart = WORK_TIME;
    KeDelayExecutionThread(KernelMode, FALSE, &time);
    turn_round(worker);
    KeAcquireSpinLock(&worker->lock, &level);
    worker->done = TRUE;
    PIRP irp = take_reader(worker);
    KeReleaseSpinLock(&worker->lock, level);
    if (irp)
        give(worker, irp);
}

static VOID NTAPI worker_thread(PVOID context)
{
    struct worker *worker = context;
    PVOID events[] = {&worker->stop, &worker->written};
    DbgPrint("worker: the thread begins\n");
    while (KeWaitForMultipleObjects(2, events, WaitAny, Executive, KernelMode, FALSE, NULL, NULL) ==
           STATUS_WAIT_1)
        work(worker);
    DbgPrint("worker: the thread ends\n");
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* ---- requests ---- */

static NTSTATUS NTAPI worker_open(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return complete(irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI worker_write(PDEVICE_OBJECT device, PIRP irp)
{
    struct worker *worker = device->DeviceExtension;
    ULONG bytes = IoGetCurrentIrpStackLocation(irp)->Parameters.Write.Length;
    if (bytes > KEPT)
        return complete(irp, STATUS_BUFFER_OVERFLOW, 0);
    RtlCopyMemory(worker->text, irp->AssociatedIrp.SystemBuffer, bytes);
    worker->bytes = bytes;
    worker->done = FALSE;
    KeSetEvent(&worker->written, IO_NO_INCREMENT, FALSE);
    return complete(irp, STATUS_SUCCESS, bytes);
}

static VOID NTAPI worker_cancel(PDEVICE_OBJECT device, PIRP irp)
{
    struct worker *worker = device->DeviceExtension;
    KIRQL level;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    KeAcquireSpinLock(&worker->lock, &level);
    BOOLEAN ours = worker->reader == irp;
    if (ours)
        worker->reader = NULL;
    KeReleaseSpinLock(&worker->lock, level);
    if (ours)
        complete(irp, STATUS_CANCELLED, 0);
}

static NTSTATUS NTAPI worker_read(PDEVICE_OBJECT device, PIRP irp)
{
    struct worker *worker = device->DeviceExtension;
    KIRQL level;
    KeAcquireSpinLock(&worker->lock, &level);
    BOOLEAN done = worker->done, taken = worker->reader != NULL;
    if (!done && !taken) {
        IoMarkIrpPending(irp);
        IoSetCancelRoutine(irp, worker_cancel);
        worker->reader = irp;
    }
    KeReleaseSpinLock(&worker->lock, level);
    if (taken)
        return complete(irp, STATUS_DEVICE_BUSY, 0);
    return done ? give(worker, irp) : STATUS_PENDING;
}

/* ---- from the beginning to the end ---- */

static NTSTATUS start_thread(struct worker *worker)
{
    HANDLE handle;
    NTSTATUS status =
        PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, worker_thread, worker);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &worker->thread, NULL);
    ZwClose(handle);
    return status;
}

static VOID NTAPI worker_unload(PDRIVER_OBJECT driver)
{
    struct worker *worker = driver->DeviceObject->DeviceExtension;
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Worker");
    KeSetEvent(&worker->stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(worker->thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(worker->thread);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
}

static NTSTATUS make_device(PDRIVER_OBJECT driver)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Worker"),
                   link = RTL_CONSTANT_STRING(L"\\DosDevices\\Worker");
    NTSTATUS status =
        IoCreateDevice(driver, sizeof(struct worker), &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &the_device);
    if (!NT_SUCCESS(status))
        return status;
    the_device->Flags |= DO_BUFFERED_IO;
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(the_device);
    return status;
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNREFERENCED_PARAMETER(path);
    NTSTATUS status = make_device(driver);
    if (!NT_SUCCESS(status))
        return status;
    struct worker *worker = the_device->DeviceExtension;
    KeInitializeSpinLock(&worker->lock);
    KeInitializeEvent(&worker->written, SynchronizationEvent, FALSE);
    KeInitializeEvent(&worker->stop, NotificationEvent, FALSE);
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = worker_open;
    driver->MajorFunction[IRP_MJ_READ] = worker_read;
    driver->MajorFunction[IRP_MJ_WRITE] = worker_write;
    driver->DriverUnload = worker_unload;
    return start_thread(worker);
}

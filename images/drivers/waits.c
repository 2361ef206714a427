/*
 * A driver that waits in each way there is: what is written is over when a timer's DPC says so; who reads
 * sends two threads for a mutex and waits for both and for a timer; who asks counts a periodic timer's rings,
 * of which a semaphore takes three.
 */
#include <ddk/wdm.h>

#define MS    (-10 * 1000LL) /* 100 ns each, from now */
#define RINGS 3
#define KEPT  32
#define TAG   0x74696157 /* "Wait" */

struct waits {
    KTIMER later, ticks;
    KDPC written, ticked;
    PIRP writer;
    KMUTEX mutex;
    KSEMAPHORE rings;
    FAST_MUTEX guard; /* of the text */
    ERESOURCE resource;
    NPAGED_LOOKASIDE_LIST lines;
    ULONG bytes;
    CHAR text[KEPT];
};

struct worker {
    struct waits *waits;
    CHAR name;
    PVOID thread;
};

DRIVER_INITIALIZE DriverEntry;

static NTSTATUS complete(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI waits_open(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return complete(irp, STATUS_SUCCESS, 0);
}

static LARGE_INTEGER after(LONGLONG ms)
{
    LARGE_INTEGER time = {.QuadPart = ms * MS};
    return time;
}

static ULONG ms_now(VOID)
{
    return (ULONG)(KeQueryInterruptTime() / 10000);
}

static VOID pause(VOID)
{
    LARGE_INTEGER time = after(5);
    KeDelayExecutionThread(KernelMode, FALSE, &time);
}

static NTSTATUS start(struct worker *worker, PKSTART_ROUTINE routine)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, worker);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &worker->thread, NULL);
    ZwClose(handle);
    return status;
}

/* ---- a resource, of three threads ---- */

static VOID NTAPI share(PVOID context)
{
    struct worker *worker = context;
    PERESOURCE resource = &worker->waits->resource;
    BOOLEAN at_once = ExAcquireResourceSharedLite(resource, FALSE);
    if (!at_once)
        ExAcquireResourceSharedLite(resource, TRUE);
    DbgPrint("waits: %c shares, at once: %u\n", worker->name, at_once);
    pause();
    ExReleaseResourceLite(resource);
}

/* It comes behind who shares it by now. */
static VOID NTAPI own(PVOID context)
{
    struct worker *worker = context;
    PERESOURCE resource = &worker->waits->resource;
    ExAcquireResourceExclusiveLite(resource, TRUE);
    ExAcquireResourceExclusiveLite(resource, FALSE);
    DbgPrint("waits: %c owns %u times\n", worker->name, ExIsResourceAcquiredSharedLite(resource));
    ExReleaseResourceLite(resource);
    ExReleaseResourceLite(resource);
}

static VOID say_resource(PERESOURCE resource, PCSTR when)
{
    DbgPrint("waits: %s: exclusive %u, held %u, waiting %u+%u\n", when,
             ExIsResourceAcquiredExclusiveLite(resource), ExIsResourceAcquiredSharedLite(resource),
             ExGetExclusiveWaiterCount(resource), ExGetSharedWaiterCount(resource));
}

/* What it owns it shares when both have asked; who wants to own it keeps new ones from sharing. */
static VOID use_resource(struct waits *waits)
{
    struct worker sharer = {waits, 's', NULL}, owner = {waits, 'o', NULL};
    PVOID threads[2];
    BOOLEAN behind, ahead;
    if (!NT_SUCCESS(start(&sharer, share)) || !NT_SUCCESS(start(&owner, own)))
        return;
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&waits->resource, TRUE);
    pause();
    say_resource(&waits->resource, "owned");
    ExConvertExclusiveToSharedLite(&waits->resource);
    say_resource(&waits->resource, "shared");
    ExReleaseResourceLite(&waits->resource);
    behind = ExAcquireResourceSharedLite(&waits->resource, FALSE);
    ahead = ExAcquireSharedStarveExclusive(&waits->resource, FALSE);
    DbgPrint("waits: behind who waits: %u, ahead of it: %u\n", behind, ahead);
    ExReleaseResourceLite(&waits->resource);
    threads[0] = sharer.thread, threads[1] = owner.thread;
    KeWaitForMultipleObjects(2, threads, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    say_resource(&waits->resource, "free");
    KeLeaveCriticalRegion();
    ObDereferenceObject(sharer.thread);
    ObDereferenceObject(owner.thread);
}

/* ---- writing: a timer and its DPC ---- */

static VOID NTAPI write_done(PKDPC dpc, PVOID context, PVOID first, PVOID second)
{
    struct waits *waits = context;
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(first);
    UNREFERENCED_PARAMETER(second);
    complete(waits->writer, STATUS_SUCCESS,
             IoGetCurrentIrpStackLocation(waits->writer)->Parameters.Write.Length);
}

static NTSTATUS NTAPI waits_write(PDEVICE_OBJECT device, PIRP irp)
{
    struct waits *waits = device->DeviceExtension;
    IoMarkIrpPending(irp);
    use_resource(waits);
    waits->writer = irp;
    KeSetTimer(&waits->later, after(20), &waits->written);
    return STATUS_PENDING;
}

/* ---- reading: two threads and a mutex ---- */

static VOID note(struct waits *waits, CHAR name)
{
    PCHAR line = ExAllocateFromNPagedLookasideList(&waits->lines);
    if (!line)
        return;
    line[0] = name;
    ExAcquireFastMutex(&waits->guard);
    if (waits->bytes < KEPT)
        waits->text[waits->bytes++] = line[0];
    ExReleaseFastMutex(&waits->guard);
    ExFreeToNPagedLookasideList(&waits->lines, line);
}

/* The mutex stays its own while it sleeps; it may take what it has. */
static VOID NTAPI work(PVOID context)
{
    struct worker *worker = context;
    for (int i = 0; i < 2; i++) {
        KeWaitForSingleObject(&worker->waits->mutex, Executive, KernelMode, FALSE, NULL);
        KeWaitForSingleObject(&worker->waits->mutex, Executive, KernelMode, FALSE, NULL);
        note(worker->waits, worker->name);
        pause();
        note(worker->waits, worker->name);
        KeReleaseMutex(&worker->waits->mutex, FALSE);
        KeReleaseMutex(&worker->waits->mutex, FALSE);
    }
}

static VOID wait_for_all(struct waits *waits, struct worker workers[2])
{
    PVOID objects[] = {workers[0].thread, workers[1].thread, &waits->later};
    LARGE_INTEGER time = after(15);
    ULONG begun = ms_now();
    NTSTATUS status =
        KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode, FALSE, &time, NULL);
    DbgPrint("waits: all three: %x after %u ms\n", status, ms_now() - begun);
    status = KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    DbgPrint("waits: all three: %x after %u ms\n", status, ms_now() - begun);
    for (int i = 0; i < 2; i++)
        ObDereferenceObject(workers[i].thread);
}

static NTSTATUS NTAPI waits_read(PDEVICE_OBJECT device, PIRP irp)
{
    struct waits *waits = device->DeviceExtension;
    struct worker workers[2] = {{waits, 'a', NULL}, {waits, 'b', NULL}};
    ULONG length = IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;
    waits->bytes = 0;
    KeSetTimer(&waits->later, after(30), NULL);
    if (!NT_SUCCESS(start(&workers[0], work)) || !NT_SUCCESS(start(&workers[1], work)))
        return complete(irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    wait_for_all(waits, workers);
    length = length < waits->bytes ? length : waits->bytes;
    RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, waits->text, length);
    return complete(irp, STATUS_SUCCESS, length);
}

/* ---- asking: a periodic timer and a semaphore ---- */

static VOID NTAPI tick(PKDPC dpc, PVOID context, PVOID first, PVOID second)
{
    struct waits *waits = context;
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(first);
    UNREFERENCED_PARAMETER(second);
    if (KeReadStateSemaphore(&waits->rings) < RINGS)
        KeReleaseSemaphore(&waits->rings, IO_NO_INCREMENT, 1, FALSE);
}

static NTSTATUS NTAPI waits_control(PDEVICE_OBJECT device, PIRP irp)
{
    struct waits *waits = device->DeviceExtension;
    ULONG begun = ms_now(), *answer = irp->AssociatedIrp.SystemBuffer;
    if (IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.OutputBufferLength < sizeof *answer)
        return complete(irp, STATUS_BUFFER_TOO_SMALL, 0);
    KeSetTimerEx(&waits->ticks, after(1), 10, &waits->ticked);
    for (int i = 0; i < RINGS; i++)
        KeWaitForSingleObject(&waits->rings, Executive, KernelMode, FALSE, NULL);
    KeCancelTimer(&waits->ticks);
    *answer = ms_now() - begun;
    return complete(irp, STATUS_SUCCESS, sizeof *answer);
}

/* ---- from the beginning to the end ---- */

static VOID NTAPI waits_unload(PDRIVER_OBJECT driver)
{
    struct waits *waits = driver->DeviceObject->DeviceExtension;
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Waits");
    KeCancelTimer(&waits->later);
    ExDeleteNPagedLookasideList(&waits->lines);
    ExDeleteResourceLite(&waits->resource);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
}

static VOID begin(struct waits *waits)
{
    KeInitializeTimer(&waits->later);
    KeInitializeTimerEx(&waits->ticks, SynchronizationTimer);
    KeInitializeDpc(&waits->written, write_done, waits);
    KeInitializeDpc(&waits->ticked, tick, waits);
    KeInitializeMutex(&waits->mutex, 0);
    KeInitializeSemaphore(&waits->rings, 0, RINGS);
    ExInitializeFastMutex(&waits->guard);
    ExInitializeResourceLite(&waits->resource);
    ExInitializeNPagedLookasideList(&waits->lines, NULL, NULL, 0, KEPT, TAG, 0);
}

/* The name is put together, as drivers of several devices do it. */
static NTSTATUS make_link(PUNICODE_STRING device)
{
    WCHAR room[32];
    UNICODE_STRING link = {0, sizeof room, room}, name = RTL_CONSTANT_STRING(L"WAITS");
    RtlAppendUnicodeToString(&link, L"\\DosDevices\\");
    RtlAppendUnicodeStringToString(&link, &name);
    return IoCreateSymbolicLink(&link, device);
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    PDEVICE_OBJECT device;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Waits");
    UNREFERENCED_PARAMETER(path);
    NTSTATUS status =
        IoCreateDevice(driver, sizeof(struct waits), &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    begin(device->DeviceExtension);
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = waits_open;
    driver->MajorFunction[IRP_MJ_READ] = waits_read;
    driver->MajorFunction[IRP_MJ_WRITE] = waits_write;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = waits_control;
    driver->DriverUnload = waits_unload;
    status = make_link(&name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}

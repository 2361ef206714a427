/*
 * Does what drivers do wrong, as its control code says: each is a function that could stand in a real one.
 */
#include <ddk/wdm.h>

#define TAG 0x746c6146 /* "Falt" */

static UNICODE_STRING device_name = RTL_CONSTANT_STRING(L"\\Device\\Faulty"),
                      link_name = RTL_CONSTANT_STRING(L"\\DosDevices\\Faulty");

static KSPIN_LOCK lock;
static KEVENT never;
static KTIMER timer;
static KMUTEX mutex;
static PDRIVER_OBJECT the_driver;
static NTSTATUS (*volatile nobody)(PIRP irp);

DRIVER_INITIALIZE DriverEntry;

static NTSTATUS complete(PIRP irp, NTSTATUS status)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

/* With METHOD_BUFFERED nothing is there; and under a lock nobody could bring what is away. */
static NTSTATUS touches_under_lock(PIRP irp)
{
    KIRQL level;
    KeAcquireSpinLock(&lock, &level);
    *(volatile ULONG *)irp->UserBuffer = 1;
    KeReleaseSpinLock(&lock, level);
    return complete(irp, STATUS_SUCCESS);
}

/* A device's registers, where nobody has mapped them; above what a program may have in any layout. */
static NTSTATUS reads_nothing(PIRP irp)
{
    volatile ULONG *registers = (volatile ULONG *)0xffd00000;
    while (registers[4] & 1)
        ;
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS completes_twice(PIRP irp)
{
    complete(irp, STATUS_SUCCESS);
    return complete(irp, STATUS_UNSUCCESSFUL);
}

/* One way out of the function forgets the request. */
static NTSTATUS completes_never(PIRP irp)
{
    return irp->Cancel ? complete(irp, STATUS_CANCELLED) : STATUS_SUCCESS;
}

/* And here the lock. */
static NTSTATUS keeps_lock(PIRP irp)
{
    KIRQL level;
    KeAcquireSpinLock(&lock, &level);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS waits_under_lock(PIRP irp)
{
    KIRQL level;
    KeAcquireSpinLock(&lock, &level);
    KeWaitForSingleObject(&never, Executive, KernelMode, FALSE, NULL);
    KeReleaseSpinLock(&lock, level);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS make_thread(PKSTART_ROUTINE routine, PVOID context, PVOID *thread)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, context);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, thread, NULL);
    ZwClose(handle);
    return status;
}

static VOID NTAPI ender(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
}

static VOID NTAPI sleeper(PVOID event)
{
    KeWaitForSingleObject(event, Executive, KernelMode, FALSE, NULL);
}

/* DriverUnload will not know of it. */
static NTSTATUS leaves_thread(PIRP irp)
{
    PVOID thread;
    return complete(irp, make_thread(sleeper, &never, &thread));
}

/* It has moved on in the block, and gives back where it is. */
static NTSTATUS frees_part(PIRP irp)
{
    PCHAR block = ExAllocatePoolWithTag(NonPagedPool, 64, TAG);
    ExFreePool(block + 8);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS unmaps_twice(PIRP irp)
{
    PHYSICAL_ADDRESS screen = {.QuadPart = 0xb8000};
    PVOID shown = MmMapIoSpace(screen, PAGE_SIZE, MmNonCached);
    MmUnmapIoSpace(shown, PAGE_SIZE);
    MmUnmapIoSpace(shown, PAGE_SIZE);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS dereferences_twice(PIRP irp)
{
    PVOID thread;
    NTSTATUS status = make_thread(ender, NULL, &thread);
    if (!NT_SUCCESS(status))
        return complete(irp, status);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    ObDereferenceObject(thread);
    return complete(irp, STATUS_SUCCESS);
}

/* It is not pending: it is over. */
static NTSTATUS completes_pending(PIRP irp)
{
    return complete(irp, STATUS_PENDING);
}

/* The function is asked for when the handle is closed. */
static NTSTATUS has_no_function(PIRP irp)
{
    the_driver->MajorFunction[IRP_MJ_CLOSE] = NULL;
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS NTAPI calls_nothing(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return nobody(irp);
}

static NTSTATUS has_no_callback(PIRP irp)
{
    the_driver->MajorFunction[IRP_MJ_CLOSE] = calls_nothing;
    return complete(irp, STATUS_SUCCESS);
}

static VOID NTAPI unload_keeps_level(PDRIVER_OBJECT driver)
{
    KIRQL level;
    UNREFERENCED_PARAMETER(driver);
    KeRaiseIrql(DISPATCH_LEVEL, &level);
}

static NTSTATUS unloads_raised(PIRP irp)
{
    the_driver->DriverUnload = unload_keeps_level;
    return complete(irp, STATUS_SUCCESS);
}

/* It comes with the cancel spin lock, which is the routine's to give back. */
static VOID NTAPI cancel_keeps_lock(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    complete(irp, STATUS_CANCELLED);
}

static NTSTATUS cancels_under_lock(PIRP irp)
{
    IoMarkIrpPending(irp);
    IoSetCancelRoutine(irp, cancel_keeps_lock);
    return STATUS_PENDING;
}

/* DriverUnload will not cancel it. */
static NTSTATUS leaves_timer(PIRP irp)
{
    LARGE_INTEGER soon = {.QuadPart = -10000000};
    KeInitializeTimer(&timer);
    KeSetTimer(&timer, soon, NULL);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS keeps_mutex(PIRP irp)
{
    KeWaitForSingleObject(&mutex, Executive, KernelMode, FALSE, NULL);
    return complete(irp, STATUS_SUCCESS);
}

static VOID NTAPI mutex_keeper(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    KeWaitForSingleObject(&mutex, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS ends_with_mutex(PIRP irp)
{
    PVOID thread;
    NTSTATUS status = make_thread(mutex_keeper, NULL, &thread);
    if (NT_SUCCESS(status))
        KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    return complete(irp, status);
}

static NTSTATUS releases_too_much(PIRP irp)
{
    KSEMAPHORE semaphore;
    KeInitializeSemaphore(&semaphore, 1, 2);
    KeReleaseSemaphore(&semaphore, IO_NO_INCREMENT, 2, FALSE);
    return complete(irp, STATUS_SUCCESS);
}

/* It has forgotten to say which. */
static NTSTATUS asks_for_no_dpc(PIRP irp)
{
    static KDPC dpc;
    KeInsertQueueDpc(&dpc, NULL, NULL);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS makes_device_under_lock(PIRP irp)
{
    KIRQL level;
    PDEVICE_OBJECT device;
    KeAcquireSpinLock(&lock, &level);
    NTSTATUS status = IoCreateDevice(the_driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    KeReleaseSpinLock(&lock, level);
    return complete(irp, status);
}

/* A debugger's trick that was left in. */
static NTSTATUS steps(PIRP irp)
{
    __asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\tnop" : : : "cc", "memory");
    return complete(irp, STATUS_SUCCESS);
}

/* It has copied from the end, and not said that it is done with that. */
static NTSTATUS leaves_backwards(PIRP irp)
{
    NTSTATUS status = complete(irp, STATUS_SUCCESS);
    __asm__ volatile("std" : : : "cc");
    return status;
}

static NTSTATUS leaves_nested(PIRP irp)
{
    NTSTATUS status = complete(irp, STATUS_SUCCESS);
    __asm__ volatile("pushfl\n\torl $0x4000, (%%esp)\n\tpopfl" : : : "cc", "memory");
    return status;
}

/* A device that never says so. */
static NTSTATUS never_ready(PIRP irp)
{
    static volatile ULONG ready;
    while (!ready)
        ;
    return complete(irp, STATUS_SUCCESS);
}

/* A length that was not compared. */
static NTSTATUS overruns(PIRP irp, ULONG bytes, ULONG beyond)
{
    PCHAR block = ExAllocatePoolWithTag(NonPagedPool, bytes, TAG);
    for (ULONG i = 0; i < bytes + beyond; i++)
        ((volatile CHAR *)block)[i] = 0x41;
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS overruns_little(PIRP irp)
{
    return overruns(irp, 61, 1);
}

static NTSTATUS overruns_much(PIRP irp)
{
    return overruns(irp, 64, 65536);
}

static NTSTATUS overruns_pages(PIRP irp)
{
    return overruns(irp, 4096, 65536);
}

/* One of many blocks, of which some are looked at each time: found at the latest when it is freed. */
static NTSTATUS overruns_one_of_many(PIRP irp)
{
    PCHAR block = NULL;
    for (ULONG i = 0; i < 2000; i++)
        block = ExAllocatePoolWithTag(NonPagedPool, 200, TAG);
    block[200] = 0x41;
    ExFreePool(block);
    return complete(irp, STATUS_SUCCESS);
}

/* It ends with no call. */
static NTSTATUS overruns_at_end(PIRP irp)
{
    PCHAR block = ExAllocatePoolWithTag(NonPagedPool, 200, TAG);
    complete(irp, STATUS_SUCCESS);
    for (ULONG i = 0; i < 65536; i++)
        ((volatile CHAR *)block)[i] = 0x41;
    return STATUS_SUCCESS;
}

/* No mistake: interrupts were on where it comes from. */
static NTSTATUS lets_interrupts_in(PIRP irp)
{
    __asm__ volatile("cli\n\tsti");
    return complete(irp, STATUS_SUCCESS);
}

/* The same with a call. */
static NTSTATUS never_comes(PIRP irp)
{
    static volatile ULONG ready;
    while (!ready)
        KeStallExecutionProcessor(50);
    return complete(irp, STATUS_SUCCESS);
}

/* One way into the function takes it. */
static NTSTATUS gives_what_it_has_not(PIRP irp)
{
    ERESOURCE resource;
    ExInitializeResourceLite(&resource);
    ExReleaseResourceLite(&resource);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS frees_resource(PIRP irp)
{
    PERESOURCE resource = ExAllocatePoolWithTag(NonPagedPool, sizeof *resource, TAG);
    ExInitializeResourceLite(resource);
    ExFreePool(resource);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS stays_in_region(PIRP irp)
{
    KeEnterCriticalRegion();
    return complete(irp, STATUS_SUCCESS);
}

/* In a device's extension. */
static NTSTATUS deletes_timer(PIRP irp)
{
    LARGE_INTEGER soon = {.QuadPart = -10000000};
    PDEVICE_OBJECT other;
    NTSTATUS status = IoCreateDevice(the_driver, sizeof(KTIMER), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other);
    if (!NT_SUCCESS(status))
        return status;
    KeInitializeTimer(other->DeviceExtension);
    KeSetTimer(other->DeviceExtension, soon, NULL);
    IoDeleteDevice(other);
    return complete(irp, STATUS_SUCCESS);
}

static VOID NTAPI never_done(PKDPC dpc, PVOID context, PVOID first, PVOID second)
{
    static volatile ULONG done;
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(first);
    UNREFERENCED_PARAMETER(second);
    while (!done)
        ;
}

static NTSTATUS asks_for_endless_dpc(PIRP irp)
{
    static KDPC dpc;
    KeInitializeDpc(&dpc, never_done, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    return complete(irp, STATUS_SUCCESS);
}

static NTSTATUS (*const faults[])(PIRP irp) = {touches_under_lock,
                                               reads_nothing,
                                               completes_twice,
                                               completes_never,
                                               keeps_lock,
                                               waits_under_lock,
                                               leaves_thread,
                                               frees_part,
                                               unmaps_twice,
                                               dereferences_twice,
                                               completes_pending,
                                               has_no_function,
                                               has_no_callback,
                                               unloads_raised,
                                               cancels_under_lock,
                                               leaves_timer,
                                               keeps_mutex,
                                               ends_with_mutex,
                                               releases_too_much,
                                               asks_for_no_dpc,
                                               makes_device_under_lock,
                                               steps,
                                               leaves_backwards,
                                               leaves_nested,
                                               lets_interrupts_in,
                                               overruns_little,
                                               overruns_much,
                                               overruns_pages,
                                               overruns_at_end,
                                               never_ready,
                                               never_comes,
                                               gives_what_it_has_not,
                                               frees_resource,
                                               stays_in_region,
                                               asks_for_endless_dpc,
                                               deletes_timer,
                                               overruns_one_of_many};

/* With METHOD_NEITHER both addresses are the program's, as it has said them, and nobody has looked at them.
 */
static NTSTATUS doubles(PIRP irp)
{
    const ULONG *input = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.Type3InputBuffer;
    ULONG *output = irp->UserBuffer;
    ProbeForRead((PVOID)input, sizeof *input, sizeof(ULONG));
    ProbeForWrite(output, sizeof *output, sizeof(ULONG));
    *output = 2 * *input;
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = sizeof *output;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI faulty_control(PDEVICE_OBJECT device, PIRP irp)
{
    ULONG code = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.IoControlCode;
    ULONG which = (code >> 2 & 0xfff) - 0x800;
    UNREFERENCED_PARAMETER(device);
    if ((code & 3) == METHOD_NEITHER)
        return doubles(irp);
    return which < RTL_NUMBER_OF(faults) ? faults[which](irp) : complete(irp, STATUS_INVALID_DEVICE_REQUEST);
}

static NTSTATUS NTAPI faulty_open(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return complete(irp, STATUS_SUCCESS);
}

static VOID NTAPI faulty_unload(PDRIVER_OBJECT driver)
{
    IoDeleteSymbolicLink(&link_name);
    IoDeleteDevice(driver->DeviceObject);
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    PDEVICE_OBJECT device;
    UNREFERENCED_PARAMETER(path);
    NTSTATUS status = IoCreateDevice(driver, 0, &device_name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    KeInitializeSpinLock(&lock);
    KeInitializeEvent(&never, NotificationEvent, FALSE);
    KeInitializeMutex(&mutex, 0);
    the_driver = driver;
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = faulty_open;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = faulty_control;
    driver->DriverUnload = faulty_unload;
    status = IoCreateSymbolicLink(&link_name, &device_name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}

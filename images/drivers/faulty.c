/*
 * Does what drivers do wrong, as its control code says: each is a function that could stand in a real one.
 */
#include <ddk/wdm.h>

static UNICODE_STRING device_name = RTL_CONSTANT_STRING(L"\\Device\\Faulty"),
                      link_name = RTL_CONSTANT_STRING(L"\\DosDevices\\Faulty");

static KSPIN_LOCK lock;
static KEVENT never;

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

/* A device's registers, where nobody has mapped them. */
static NTSTATUS reads_nothing(PIRP irp)
{
    volatile ULONG *registers = (volatile ULONG *)0xfee00000;
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

static VOID NTAPI sleeper(PVOID event)
{
    KeWaitForSingleObject(event, Executive, KernelMode, FALSE, NULL);
}

/* DriverUnload will not know of it. */
static NTSTATUS leaves_thread(PIRP irp)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, sleeper, &never);
    if (NT_SUCCESS(status))
        ZwClose(thread);
    return complete(irp, status);
}

static NTSTATUS (*const faults[])(PIRP irp) = {touches_under_lock, reads_nothing, completes_twice,
                                               completes_never,    keeps_lock,    waits_under_lock,
                                               leaves_thread};

static NTSTATUS NTAPI faulty_control(PDEVICE_OBJECT device, PIRP irp)
{
    ULONG code = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.IoControlCode;
    ULONG which = (code >> 2 & 0xfff) - 0x800;
    UNREFERENCED_PARAMETER(device);
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
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = faulty_open;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = faulty_control;
    driver->DriverUnload = faulty_unload;
    status = IoCreateSymbolicLink(&link_name, &device_name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}

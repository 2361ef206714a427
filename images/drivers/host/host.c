/*
 * HOST.SYS: a folder of the host's as drive D:, by QEMU's virtio-9p. Read from below: virtio.c asks the
 * device, client.c knows what can be asked (p9.c how it is written), files.c what is open, and open.c,
 * transfer.c, info.c and list.c do what NT asks of a file system.
 *
 * A request has its answer when its function returns: the thread that asked waits for the device in it. One
 * at a time is served, by `turn`.
 */
#include <ddk/ntifs.h>

#include "client.h"
#include "names.h"
#include "requests.h"
#include "virtio.h"

static KEVENT turn;
static request_function *functions[IRP_MJ_MAXIMUM_FUNCTION + 1] = {
    [IRP_MJ_CREATE] = request_create,
    [IRP_MJ_CLEANUP] = request_cleanup,
    [IRP_MJ_CLOSE] = request_close,
    [IRP_MJ_READ] = request_read,
    [IRP_MJ_WRITE] = request_write,
    [IRP_MJ_FLUSH_BUFFERS] = request_flush,
    [IRP_MJ_QUERY_INFORMATION] = request_query,
    [IRP_MJ_SET_INFORMATION] = request_set,
    [IRP_MJ_DIRECTORY_CONTROL] = request_list,
    [IRP_MJ_QUERY_VOLUME_INFORMATION] = request_volume,
};

DRIVER_INITIALIZE DriverEntry;

uint16_t name_upper(uint16_t unit)
{
    return RtlUpcaseUnicodeChar(unit);
}

static NTSTATUS NTAPI serve(PDEVICE_OBJECT device, PIRP irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    ULONG_PTR information = 0;
    UNREFERENCED_PARAMETER(device);
    KeWaitForSingleObject(&turn, Executive, KernelMode, FALSE, NULL);
    NTSTATUS status = functions[stack->MajorFunction](irp, stack, &information);
    KeSetEvent(&turn, IO_NO_INCREMENT, FALSE);
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

/* ---- from the beginning to the end ---- */

static NTSTATUS make_device(PDRIVER_OBJECT driver)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Host"),
                   link = RTL_CONSTANT_STRING(L"\\DosDevices\\D:");
    PDEVICE_OBJECT device;
    NTSTATUS status =
        IoCreateDevice(driver, 0, &name, FILE_DEVICE_NETWORK_FILE_SYSTEM, FILE_REMOTE_DEVICE, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}

static VOID remove_device(PDRIVER_OBJECT driver)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\D:");
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
}

static VOID NTAPI host_unload(PDRIVER_OBJECT driver)
{
    virtio_stop();
    remove_device(driver);
}

static NTSTATUS start(PDRIVER_OBJECT driver)
{
    NTSTATUS status = virtio_start(driver->DeviceObject);
    if (!NT_SUCCESS(status))
        return status;
    status = client_start();
    if (!NT_SUCCESS(status))
        virtio_stop();
    return status;
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNREFERENCED_PARAMETER(path);
    KeInitializeEvent(&turn, SynchronizationEvent, TRUE);
    NTSTATUS status = make_device(driver);
    if (!NT_SUCCESS(status))
        return status;
    for (ULONG i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
        if (functions[i])
            driver->MajorFunction[i] = serve;
    driver->DriverUnload = host_unload;
    status = start(driver);
    if (!NT_SUCCESS(status))
        remove_device(driver);
    return status;
}

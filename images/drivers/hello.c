/*
 * The smallest driver that does something: a device that upper-cases what is written and gives it back.
 */
#include <ddk/wdm.h>

#define IOCTL_HELLO_KEPT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define KEPT             64

struct hello {
    ULONG bytes;
    CHAR text[KEPT];
};

static const WCHAR device_name[] = L"\\Device\\Hello", link_name[] = L"\\DosDevices\\Hello";

DRIVER_INITIALIZE DriverEntry;

static NTSTATUS complete(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI hello_open(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return complete(irp, STATUS_SUCCESS, 0);
}

static CHAR upper(CHAR c)
{
    return c >= 'a' && c <= 'z' ? (CHAR)(c - 'a' + 'A') : c;
}

static NTSTATUS NTAPI hello_write(PDEVICE_OBJECT device, PIRP irp)
{
    struct hello *hello = device->DeviceExtension;
    ULONG bytes = IoGetCurrentIrpStackLocation(irp)->Parameters.Write.Length;
    const CHAR *text = irp->AssociatedIrp.SystemBuffer;
    if (bytes > KEPT)
        return complete(irp, STATUS_BUFFER_OVERFLOW, 0);
    for (ULONG i = 0; i < bytes; i++)
        hello->text[i] = upper(text[i]);
    hello->bytes = bytes;
    return complete(irp, STATUS_SUCCESS, bytes);
}

static NTSTATUS NTAPI hello_read(PDEVICE_OBJECT device, PIRP irp)
{
    struct hello *hello = device->DeviceExtension;
    ULONG bytes = IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;
    bytes = bytes < hello->bytes ? bytes : hello->bytes;
    RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, hello->text, bytes);
    return complete(irp, STATUS_SUCCESS, bytes);
}

/* How many bytes are kept. It may leave memory (/PAGEKERNEL): it runs at PASSIVE_LEVEL only. */
__attribute__((section("PAGE"))) static NTSTATUS NTAPI hello_control(PDEVICE_OBJECT device, PIRP irp)
{
    const struct hello *hello = device->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_HELLO_KEPT)
        return complete(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof hello->bytes)
        return complete(irp, STATUS_BUFFER_TOO_SMALL, 0);
    *(ULONG *)irp->AssociatedIrp.SystemBuffer = hello->bytes;
    return complete(irp, STATUS_SUCCESS, sizeof hello->bytes);
}

static VOID NTAPI hello_unload(PDRIVER_OBJECT driver)
{
    UNICODE_STRING link;
    RtlInitUnicodeString(&link, link_name);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
    DbgPrint("hello: unloaded\n");
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNICODE_STRING name, link;
    PDEVICE_OBJECT device;
    RtlInitUnicodeString(&name, device_name);
    RtlInitUnicodeString(&link, link_name);
    NTSTATUS status =
        IoCreateDevice(driver, sizeof(struct hello), &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = hello_open;
    driver->MajorFunction[IRP_MJ_READ] = hello_read;
    driver->MajorFunction[IRP_MJ_WRITE] = hello_write;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = hello_control;
    driver->DriverUnload = hello_unload;
    DbgPrint("hello: %wZ, made for %ws\n", path, device_name);
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}

/*
 * DEAF.SYS: what must not be done with QEMU's device for education (edu.c has how it is done). It connects to
 * the device's line, has an interrupt raised, and calls none its own: the line cannot be made quiet.
 * Whoever opens it waits a second for an answer and is told STATUS_IO_TIMEOUT.
 */
#include <ddk/ntddk.h>

#define EDU_IDS         0x11e81234
#define COMMAND_MEMORY  2
#define INTERRUPT_CAUSE 0x24
#define INTERRUPT_RAISE 0x60
#define INTERRUPT_DONE  0x64
#define REGISTER_BYTES  0xa0
#define ONE_SECOND      (-10 * 1000 * 1000)

static PUCHAR registers;
static PKINTERRUPT interrupt;
static KEVENT answered;

DRIVER_INITIALIZE DriverEntry;

static ULONG get(ULONG offset)
{
    return READ_REGISTER_ULONG((PULONG)(registers + offset));
}

static VOID put(ULONG offset, ULONG value)
{
    WRITE_REGISTER_ULONG((PULONG)(registers + offset), value);
}

static BOOLEAN NTAPI deaf_interrupt(PKINTERRUPT of, PVOID context)
{
    UNREFERENCED_PARAMETER(of);
    UNREFERENCED_PARAMETER(context);
    return FALSE;
}

static NTSTATUS NTAPI deaf_open(PDEVICE_OBJECT device, PIRP irp)
{
    LARGE_INTEGER time;
    UNREFERENCED_PARAMETER(device);
    time.QuadPart = ONE_SECOND;
    put(INTERRUPT_RAISE, 1);
    NTSTATUS status = KeWaitForSingleObject(&answered, Executive, KernelMode, FALSE, &time);
    put(INTERRUPT_DONE, get(INTERRUPT_CAUSE));
    status = status == STATUS_TIMEOUT ? STATUS_IO_TIMEOUT : status;
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static BOOLEAN find(PPCI_COMMON_CONFIG config)
{
    for (ULONG slot = 0; slot < PCI_MAX_DEVICES; slot++)
        if (HalGetBusData(PCIConfiguration, 0, slot, config, sizeof *config) == sizeof *config &&
            *(PULONG)config == EDU_IDS)
            return TRUE;
    return FALSE;
}

static NTSTATUS start(VOID)
{
    PCI_COMMON_CONFIG config;
    PHYSICAL_ADDRESS at;
    KIRQL level;
    KAFFINITY affinity;
    if (!find(&config) || !(config.Command & COMMAND_MEMORY))
        return STATUS_NO_SUCH_DEVICE;
    at.QuadPart = config.u.type0.BaseAddresses[0] & PCI_ADDRESS_MEMORY_ADDRESS_MASK;
    registers = MmMapIoSpace(at, REGISTER_BYTES, MmNonCached);
    if (!registers)
        return STATUS_INSUFFICIENT_RESOURCES;
    ULONG vector = HalGetInterruptVector(PCIBus, 0, config.u.type0.InterruptLine, 0, &level, &affinity);
    NTSTATUS status = IoConnectInterrupt(&interrupt, deaf_interrupt, NULL, NULL, vector, level, level,
                                         LevelSensitive, TRUE, affinity, FALSE);
    if (!NT_SUCCESS(status))
        MmUnmapIoSpace(registers, REGISTER_BYTES);
    return status;
}

static VOID NTAPI deaf_unload(PDRIVER_OBJECT driver)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Deaf");
    IoDisconnectInterrupt(interrupt);
    MmUnmapIoSpace(registers, REGISTER_BYTES);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
}

static NTSTATUS make_device(PDRIVER_OBJECT driver)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Deaf"),
                   link = RTL_CONSTANT_STRING(L"\\DosDevices\\Deaf");
    PDEVICE_OBJECT device;
    NTSTATUS status = IoCreateDevice(driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    return NT_SUCCESS(status) ? IoCreateSymbolicLink(&link, &name) : status;
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Deaf");
    UNREFERENCED_PARAMETER(path);
    NTSTATUS status = make_device(driver);
    if (!NT_SUCCESS(status))
        return status;
    KeInitializeEvent(&answered, NotificationEvent, FALSE);
    driver->MajorFunction[IRP_MJ_CREATE] = deaf_open;
    driver->DriverUnload = deaf_unload;
    status = start();
    if (!NT_SUCCESS(status)) {
        IoDeleteSymbolicLink(&link);
        IoDeleteDevice(driver->DeviceObject);
    }
    return status;
}

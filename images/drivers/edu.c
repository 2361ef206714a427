/*
 * EDU.SYS: QEMU's device for education (docs/specs/edu of QEMU), all of it: identification, liveness,
 * factorial, interrupt, DMA. One request at a time is with the device, the others wait in a queue; its
 * interrupt tells that it has done, the DPC completes the request and begins the next.
 */
#include <ddk/ntddk.h>

#include "edu.h"

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11e8
#define EDU_ID     0xed /* the lowest byte of the identification */

#define COMMAND_INTX_OFF 0x400

/* Registers. */
enum {
    IDENTIFICATION = 0x00,
    LIVENESS = 0x04,
    FACTORIAL = 0x08,
    STATUS = 0x20,
    INTERRUPT_CAUSE = 0x24,
    INTERRUPT_RAISE = 0x60,
    INTERRUPT_DONE = 0x64,
    DMA_FROM = 0x80,
    DMA_TO = 0x88,
    DMA_BYTES = 0x90,
    DMA_COMMAND = 0x98,
    REGISTER_BYTES = 0xa0
};

#define STATUS_INTERRUPT 0x80 /* when the factorial is there */
#define DMA_RUN          1
#define DMA_FROM_DEVICE  2
#define DMA_INTERRUPT    4
#define DMA_BUFFER       0x40000      /* where the device has its buffer, for the DMA's addresses */
#define DMA_HIGHEST      0x0fffffffll /* it reaches 28 bits of the machine's */

struct edu {
    ULONG bus;
    PCI_SLOT_NUMBER slot;
    PUCHAR registers;
    PKINTERRUPT interrupt;
    PUCHAR shared; /* a page for the DMA */
    PHYSICAL_ADDRESS shared_at;

    ULONG causes; /* of interrupts since the last DPC; the interrupt's level guards it */

    KSPIN_LOCK lock; /* of what follows */
    LIST_ENTRY waiting;
    PIRP current;   /* NULL while busy: it was cancelled, the device does not know it */
    BOOLEAN busy;   /* the device is */
    KEVENT resting; /* signalled while it is not */
    struct edu_counts counts;
};

static PDEVICE_OBJECT the_device;

DRIVER_INITIALIZE DriverEntry;

static ULONG get(struct edu *edu, ULONG offset)
{
    return READ_REGISTER_ULONG((PULONG)(edu->registers + offset));
}

static VOID put(struct edu *edu, ULONG offset, ULONG value)
{
    WRITE_REGISTER_ULONG((PULONG)(edu->registers + offset), value);
}

static NTSTATUS complete(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS answer(PIRP irp, ULONG value)
{
    *(PULONG)irp->AssociatedIrp.SystemBuffer = value;
    return complete(irp, STATUS_SUCCESS, sizeof value);
}

static ULONG code_of(PIRP irp)
{
    return IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.IoControlCode;
}

static ULONG argument_of(PIRP irp)
{
    return *(PULONG)irp->AssociatedIrp.SystemBuffer;
}

/* ---- what the device is given, and what comes of it ---- */

static VOID begin_transfer(struct edu *edu, ULONG from, ULONG to, ULONG bytes, ULONG direction)
{
    put(edu, DMA_FROM, from);
    put(edu, DMA_TO, to);
    put(edu, DMA_BYTES, bytes);
    put(edu, DMA_COMMAND, DMA_RUN | DMA_INTERRUPT | direction);
}

static VOID begin_control(struct edu *edu, PIRP irp)
{
    if (code_of(irp) == IOCTL_EDU_RAISE) {
        put(edu, INTERRUPT_RAISE, argument_of(irp));
        return;
    }
    put(edu, STATUS, STATUS_INTERRUPT);
    put(edu, FACTORIAL, argument_of(irp));
}

static VOID begin(struct edu *edu, PIRP irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    ULONG place = DMA_BUFFER + stack->Parameters.Read.ByteOffset.LowPart;
    switch (stack->MajorFunction) {
    case IRP_MJ_READ:
        begin_transfer(edu, place, edu->shared_at.LowPart, stack->Parameters.Read.Length, DMA_FROM_DEVICE);
        break;
    case IRP_MJ_WRITE:
        RtlCopyMemory(edu->shared, irp->AssociatedIrp.SystemBuffer, stack->Parameters.Write.Length);
        begin_transfer(edu, edu->shared_at.LowPart, place, stack->Parameters.Write.Length, 0);
        break;
    default:
        begin_control(edu, irp);
    }
}

static VOID finish(struct edu *edu, PIRP irp, ULONG causes)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    switch (stack->MajorFunction) {
    case IRP_MJ_READ:
        RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, edu->shared, stack->Parameters.Read.Length);
        complete(irp, STATUS_SUCCESS, stack->Parameters.Read.Length);
        break;
    case IRP_MJ_WRITE:
        complete(irp, STATUS_SUCCESS, stack->Parameters.Write.Length);
        break;
    default:
        answer(irp, code_of(irp) == IOCTL_EDU_RAISE ? causes : get(edu, FACTORIAL));
    }
}

/* An interrupt that is raised by order is nothing that the device is busy with. */
static BOOLEAN keeps_busy(PIRP irp)
{
    return IoGetCurrentIrpStackLocation(irp)->MajorFunction != IRP_MJ_DEVICE_CONTROL ||
           code_of(irp) == IOCTL_EDU_FACTORIAL;
}

/* ---- the queue ---- */

/* With the lock. */
static VOID rest(struct edu *edu)
{
    edu->current = NULL;
    edu->busy = FALSE;
    KeSetEvent(&edu->resting, IO_NO_INCREMENT, FALSE);
}

static PIRP take_next(struct edu *edu)
{
    PIRP irp = NULL;
    KIRQL level;
    KeAcquireSpinLock(&edu->lock, &level);
    if (!edu->busy && !IsListEmpty(&edu->waiting)) {
        irp = CONTAINING_RECORD(RemoveHeadList(&edu->waiting), IRP, Tail.Overlay.ListEntry);
        edu->current = irp;
        edu->busy = TRUE;
        edu->counts.requests++;
        KeClearEvent(&edu->resting);
    }
    KeReleaseSpinLock(&edu->lock, level);
    return irp;
}

static VOID start_next(struct edu *edu)
{
    PIRP irp = take_next(edu);
    if (irp)
        begin(edu, irp);
}

/* Whoever takes a request out of here completes it. With the lock. */
static VOID take_out(struct edu *edu, PIRP irp)
{
    IoSetCancelRoutine(irp, NULL);
    if (irp != edu->current)
        RemoveEntryList(&irp->Tail.Overlay.ListEntry);
    else if (keeps_busy(irp))
        edu->current = NULL; /* the device goes on; its interrupt will be nobody's */
    else
        rest(edu);
}

static VOID NTAPI edu_cancel(PDEVICE_OBJECT device, PIRP irp)
{
    struct edu *edu = device->DeviceExtension;
    KIRQL level;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    KeAcquireSpinLock(&edu->lock, &level);
    take_out(edu, irp);
    KeReleaseSpinLock(&edu->lock, level);
    complete(irp, STATUS_CANCELLED, 0);
    start_next(edu);
}

static NTSTATUS queue(struct edu *edu, PIRP irp)
{
    KIRQL level;
    IoMarkIrpPending(irp);
    KeAcquireSpinLock(&edu->lock, &level);
    InsertTailList(&edu->waiting, &irp->Tail.Overlay.ListEntry);
    IoSetCancelRoutine(irp, edu_cancel);
    KeReleaseSpinLock(&edu->lock, level);
    start_next(edu);
    return STATUS_PENDING;
}

/* ---- interrupts ---- */

static BOOLEAN NTAPI edu_interrupt(PKINTERRUPT interrupt, PVOID context)
{
    struct edu *edu = context;
    ULONG cause = get(edu, INTERRUPT_CAUSE);
    UNREFERENCED_PARAMETER(interrupt);
    if (cause == 0)
        return FALSE; /* another device of the line */
    put(edu, INTERRUPT_DONE, cause);
    edu->causes |= cause;
    edu->counts.interrupts++;
    IoRequestDpc(the_device, NULL, edu);
    return TRUE;
}

struct taken {
    struct edu *edu;
    ULONG causes;
};

static BOOLEAN NTAPI take_causes(PVOID context)
{
    struct taken *taken = context;
    taken->causes = taken->edu->causes;
    taken->edu->causes = 0;
    return TRUE;
}

static VOID NTAPI edu_done(PKDPC dpc, PDEVICE_OBJECT device, PIRP none, PVOID context)
{
    struct edu *edu = context;
    struct taken taken = {edu, 0};
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(device);
    UNREFERENCED_PARAMETER(none);
    KeSynchronizeExecution(edu->interrupt, take_causes, &taken);
    KeAcquireSpinLockAtDpcLevel(&edu->lock);
    PIRP irp = edu->current;
    if (irp)
        IoSetCancelRoutine(irp, NULL);
    rest(edu);
    KeReleaseSpinLockFromDpcLevel(&edu->lock);
    if (irp)
        finish(edu, irp, taken.causes);
    start_next(edu);
}

/* ---- requests ---- */

static NTSTATUS NTAPI edu_open(PDEVICE_OBJECT device, PIRP irp)
{
    UNREFERENCED_PARAMETER(device);
    return complete(irp, STATUS_SUCCESS, 0);
}

/* A request of the file that has lost its last handle; NULL: there is none more. With the lock. */
static PIRP find_of(struct edu *edu, PFILE_OBJECT file)
{
    if (edu->current && IoGetCurrentIrpStackLocation(edu->current)->FileObject == file)
        return edu->current;
    for (PLIST_ENTRY entry = edu->waiting.Flink; entry != &edu->waiting; entry = entry->Flink) {
        PIRP irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
        if (IoGetCurrentIrpStackLocation(irp)->FileObject == file)
            return irp;
    }
    return NULL;
}

static PIRP take_of(struct edu *edu, PFILE_OBJECT file)
{
    KIRQL level;
    KeAcquireSpinLock(&edu->lock, &level);
    PIRP irp = find_of(edu, file);
    if (irp)
        take_out(edu, irp);
    KeReleaseSpinLock(&edu->lock, level);
    return irp;
}

static NTSTATUS NTAPI edu_cleanup(PDEVICE_OBJECT device, PIRP irp)
{
    struct edu *edu = device->DeviceExtension;
    PFILE_OBJECT file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    PIRP theirs;
    while ((theirs = take_of(edu, file)) != NULL)
        complete(theirs, STATUS_CANCELLED, 0);
    start_next(edu);
    return complete(irp, STATUS_SUCCESS, 0);
}

/* Both: length and offset lie at the same places in Read and Write. */
static NTSTATUS NTAPI edu_transfer(PDEVICE_OBJECT device, PIRP irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    ULONG bytes = stack->Parameters.Read.Length;
    LARGE_INTEGER offset = stack->Parameters.Read.ByteOffset;
    if (offset.HighPart != 0 || offset.LowPart > EDU_BUFFER_BYTES ||
        bytes > EDU_BUFFER_BYTES - offset.LowPart)
        return complete(irp, STATUS_INVALID_PARAMETER, 0);
    return bytes ? queue(device->DeviceExtension, irp) : complete(irp, STATUS_SUCCESS, 0);
}

static NTSTATUS answer_counts(struct edu *edu, PIRP irp)
{
    struct edu_counts *counts = irp->AssociatedIrp.SystemBuffer;
    KIRQL level;
    KeAcquireSpinLock(&edu->lock, &level);
    *counts = edu->counts;
    counts->status = edu->busy ? 0 : get(edu, STATUS);
    KeReleaseSpinLock(&edu->lock, level);
    return complete(irp, STATUS_SUCCESS, sizeof *counts);
}

static NTSTATUS answer_inverted(struct edu *edu, PIRP irp)
{
    put(edu, LIVENESS, argument_of(irp));
    return answer(irp, get(edu, LIVENESS));
}

static NTSTATUS check_room(PIRP irp, ULONG input, ULONG output)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < input ||
        stack->Parameters.DeviceIoControl.OutputBufferLength < output)
        return STATUS_BUFFER_TOO_SMALL;
    return STATUS_SUCCESS;
}

static NTSTATUS check(PIRP irp)
{
    switch (code_of(irp)) {
    case IOCTL_EDU_IDENTIFY:
        return check_room(irp, 0, sizeof(ULONG));
    case IOCTL_EDU_INVERT:
    case IOCTL_EDU_FACTORIAL:
    case IOCTL_EDU_RAISE:
        return check_room(irp, sizeof(ULONG), sizeof(ULONG));
    case IOCTL_EDU_COUNTS:
        return check_room(irp, 0, sizeof(struct edu_counts));
    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
}

static NTSTATUS NTAPI edu_control(PDEVICE_OBJECT device, PIRP irp)
{
    struct edu *edu = device->DeviceExtension;
    NTSTATUS status = check(irp);
    if (!NT_SUCCESS(status))
        return complete(irp, status, 0);
    switch (code_of(irp)) {
    case IOCTL_EDU_IDENTIFY:
        return answer(irp, get(edu, IDENTIFICATION));
    case IOCTL_EDU_INVERT:
        return answer_inverted(edu, irp);
    case IOCTL_EDU_COUNTS:
        return answer_counts(edu, irp);
    default:
        return queue(edu, irp);
    }
}

/* ---- from the beginning to the end ---- */

static BOOLEAN find_in_bus(struct edu *edu, PPCI_COMMON_CONFIG config)
{
    for (edu->slot.u.bits.DeviceNumber = 0;; edu->slot.u.bits.DeviceNumber++) {
        ULONG bytes = HalGetBusData(PCIConfiguration, edu->bus, edu->slot.u.AsULONG, config, sizeof *config);
        if (bytes == sizeof *config && config->VendorID == EDU_VENDOR && config->DeviceID == EDU_DEVICE)
            return TRUE;
        if (edu->slot.u.bits.DeviceNumber == PCI_MAX_DEVICES - 1)
            return FALSE;
    }
}

static BOOLEAN find(struct edu *edu, PPCI_COMMON_CONFIG config)
{
    for (edu->bus = 0; edu->bus <= PCI_MAX_BRIDGE_NUMBER; edu->bus++)
        if (find_in_bus(edu, config))
            return TRUE;
    return FALSE;
}

static VOID set_command(struct edu *edu, USHORT command)
{
    HalSetBusDataByOffset(PCIConfiguration, edu->bus, edu->slot.u.AsULONG, &command,
                          FIELD_OFFSET(PCI_COMMON_CONFIG, Command), sizeof command);
}

static NTSTATUS map_device(struct edu *edu, PPCI_COMMON_CONFIG config)
{
    PHYSICAL_ADDRESS at, highest;
    at.QuadPart = config->u.type0.BaseAddresses[0] & PCI_ADDRESS_MEMORY_ADDRESS_MASK;
    highest.QuadPart = DMA_HIGHEST;
    edu->registers = MmMapIoSpace(at, REGISTER_BYTES, MmNonCached);
    edu->shared = MmAllocateContiguousMemory(PAGE_SIZE, highest);
    if (!edu->registers || !edu->shared)
        return STATUS_INSUFFICIENT_RESOURCES;
    edu->shared_at = MmGetPhysicalAddress(edu->shared);
    set_command(edu, (USHORT)((config->Command | PCI_ENABLE_MEMORY_SPACE | PCI_ENABLE_BUS_MASTER) &
                              ~COMMAND_INTX_OFF));
    return (get(edu, IDENTIFICATION) & 0xff) == EDU_ID ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
}

static NTSTATUS connect(struct edu *edu, ULONG line)
{
    KIRQL level;
    KAFFINITY affinity;
    ULONG vector = HalGetInterruptVector(PCIBus, edu->bus, line, line, &level, &affinity);
    if (vector == 0)
        return STATUS_NO_SUCH_DEVICE;
    return IoConnectInterrupt(&edu->interrupt, edu_interrupt, edu, NULL, vector, level, level, LevelSensitive,
                              TRUE, affinity, FALSE);
}

static NTSTATUS start_device(struct edu *edu)
{
    PCI_COMMON_CONFIG config;
    if (!find(edu, &config))
        return STATUS_NO_SUCH_DEVICE;
    NTSTATUS status = map_device(edu, &config);
    return NT_SUCCESS(status) ? connect(edu, config.u.type0.InterruptLine) : status;
}

/* As much of it as was started. */
static VOID stop_device(struct edu *edu)
{
    if (edu->interrupt)
        IoDisconnectInterrupt(edu->interrupt);
    if (edu->registers)
        MmUnmapIoSpace(edu->registers, REGISTER_BYTES);
    if (edu->shared)
        MmFreeContiguousMemory(edu->shared);
}

/* What was cancelled may keep the device busy still, and its transfer would end in a page that is gone. */
static VOID NTAPI edu_unload(PDRIVER_OBJECT driver)
{
    struct edu *edu = driver->DeviceObject->DeviceExtension;
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\EDU");
    KeWaitForSingleObject(&edu->resting, Executive, KernelMode, FALSE, NULL);
    set_command(edu, PCI_ENABLE_MEMORY_SPACE);
    stop_device(edu);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
}

static VOID prepare(struct edu *edu)
{
    KeInitializeSpinLock(&edu->lock);
    KeInitializeEvent(&edu->resting, NotificationEvent, TRUE);
    InitializeListHead(&edu->waiting);
    the_device->Flags |= DO_BUFFERED_IO;
    IoInitializeDpcRequest(the_device, edu_done);
}

static NTSTATUS make_device(PDRIVER_OBJECT driver)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Edu"),
                   link = RTL_CONSTANT_STRING(L"\\DosDevices\\EDU");
    NTSTATUS status =
        IoCreateDevice(driver, sizeof(struct edu), &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &the_device);
    if (!NT_SUCCESS(status))
        return status;
    prepare(the_device->DeviceExtension);
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(the_device);
    return status;
}

__attribute__((section("INIT"))) NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\EDU");
    UNREFERENCED_PARAMETER(path);
    NTSTATUS status = make_device(driver);
    if (!NT_SUCCESS(status))
        return status;
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_CLOSE] = edu_open;
    driver->MajorFunction[IRP_MJ_CLEANUP] = edu_cleanup;
    driver->MajorFunction[IRP_MJ_READ] = driver->MajorFunction[IRP_MJ_WRITE] = edu_transfer;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = edu_control;
    driver->DriverUnload = edu_unload;
    status = start_device(the_device->DeviceExtension);
    if (NT_SUCCESS(status))
        return status;
    stop_device(the_device->DeviceExtension);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(the_device);
    return status;
}

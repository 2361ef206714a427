#include "virtio.h"

#define VIRTIO_VENDOR 0x1af4
#define VIRTIO_9P     0x1009 /* transitional: with the legacy interface */

#define COMMAND_PORTS    0x1
#define COMMAND_MASTER   0x4
#define COMMAND_INTX_OFF 0x400
#define CONFIG_COMMAND   4
#define QUEUE_MOST       1024
#define PATIENCE         (-10ll * 1000 * 1000) /* a second, once no interrupt is expected any more */
#define HIGHEST          0xffffffffull

/* Registers of the legacy interface. */
enum {
    GUEST_FEATURES = 4,
    QUEUE_PAGE = 8,
    QUEUE_SIZE = 12,
    QUEUE_SELECT = 14,
    QUEUE_NOTIFY = 16,
    DEVICE_STATUS = 18,
    INTERRUPT_STATUS = 19,
};

#define STATUS_RESET        0
#define STATUS_ACKNOWLEDGED 1
#define STATUS_HAS_DRIVER   2
#define STATUS_WORKS        4

struct descriptor {
    ULONGLONG address;
    ULONG bytes;
    USHORT flags, next;
};

#define DESCRIPTOR_GOES_ON 1
#define DESCRIPTOR_WRITTEN 2 /* by the device */

struct available {
    USHORT flags, index, ring[];
};

struct used {
    USHORT flags, index;
    struct {
        ULONG id, bytes;
    } ring[];
};

static struct {
    PDEVICE_OBJECT device;
    ULONG port;
    PKINTERRUPT interrupt;
    KEVENT answered;
    BOOLEAN broken;

    PUCHAR memory; /* question, answer, then the queue: descriptors, available, on a page of its own used */
    USHORT size, asked;
    struct descriptor *descriptors;
    volatile struct available *available;
    volatile struct used *used;
} virtio;

static PUCHAR port_of(ULONG offset)
{
    return (PUCHAR)(ULONG_PTR)(virtio.port + offset);
}

static void put8(ULONG offset, UCHAR value)
{
    WRITE_PORT_UCHAR(port_of(offset), value);
}

PUCHAR virtio_question(void)
{
    return virtio.memory;
}

const UCHAR *virtio_answer(void)
{
    return virtio.memory + VIRTIO_MESSAGE_BYTES;
}

/* ---- finding it ---- */

static BOOLEAN is_it(const PCI_COMMON_CONFIG *config)
{
    return config->VendorID == VIRTIO_VENDOR && config->DeviceID == VIRTIO_9P &&
           (config->u.type0.BaseAddresses[0] & PCI_ADDRESS_IO_SPACE);
}

/* Buses are numbered from 0 on without a gap; what is behind the last has no bytes. */
static BOOLEAN find(PULONG bus, PCI_SLOT_NUMBER *slot, PPCI_COMMON_CONFIG config)
{
    slot->u.AsULONG = 0;
    for (*bus = 0;; ++*bus)
        for (ULONG number = 0; number < PCI_MAX_DEVICES; number++) {
            slot->u.bits.DeviceNumber = number;
            ULONG bytes = HalGetBusData(PCIConfiguration, *bus, slot->u.AsULONG, config, sizeof *config);
            if (bytes == 0)
                return FALSE;
            if (bytes == sizeof *config && is_it(config))
                return TRUE;
        }
}

static void switch_on(ULONG bus, PCI_SLOT_NUMBER slot, const PCI_COMMON_CONFIG *config)
{
    USHORT command = (USHORT)((config->Command | COMMAND_PORTS | COMMAND_MASTER) & ~COMMAND_INTX_OFF);
    HalSetBusDataByOffset(PCIConfiguration, bus, slot.u.AsULONG, &command, CONFIG_COMMAND, sizeof command);
    virtio.port = config->u.type0.BaseAddresses[0] & PCI_ADDRESS_IO_ADDRESS_MASK;
}

/* ---- its queue ---- */

static ULONG page_up(ULONG bytes)
{
    return (bytes + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

static ULONG used_offset(ULONG size)
{
    return page_up(size * sizeof(struct descriptor) + sizeof(struct available) + (size + 1) * sizeof(USHORT));
}

static ULONG queue_bytes(ULONG size)
{
    return used_offset(size) + page_up(sizeof(struct used) + size * 8 + sizeof(USHORT));
}

/* No interrupt for what the device has taken, no features. */
static void fill_queue(void)
{
    PUCHAR queue = virtio.memory + 2 * VIRTIO_MESSAGE_BYTES;
    ULONGLONG question = (ULONGLONG)MmGetPhysicalAddress(virtio.memory).QuadPart;
    RtlZeroMemory(queue, queue_bytes(virtio.size));
    virtio.descriptors = (struct descriptor *)queue;
    virtio.available = (struct available *)(virtio.descriptors + virtio.size);
    virtio.used = (struct used *)(queue + used_offset(virtio.size));
    virtio.descriptors[0] = (struct descriptor){question, 0, DESCRIPTOR_GOES_ON, 1};
    virtio.descriptors[1] =
        (struct descriptor){question + VIRTIO_MESSAGE_BYTES, VIRTIO_MESSAGE_BYTES, DESCRIPTOR_WRITTEN, 0};
}

static NTSTATUS take_queue(void)
{
    PHYSICAL_ADDRESS highest;
    WRITE_PORT_USHORT((PUSHORT)port_of(QUEUE_SELECT), 0);
    virtio.size = READ_PORT_USHORT((PUSHORT)port_of(QUEUE_SIZE));
    if (virtio.size < 2 || virtio.size > QUEUE_MOST || (virtio.size & (virtio.size - 1)))
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    highest.QuadPart = HIGHEST;
    virtio.memory = MmAllocateContiguousMemory(2 * VIRTIO_MESSAGE_BYTES + queue_bytes(virtio.size), highest);
    if (!virtio.memory)
        return STATUS_INSUFFICIENT_RESOURCES;
    fill_queue();
    ULONG page = (ULONG)(MmGetPhysicalAddress(virtio.descriptors).QuadPart / PAGE_SIZE);
    WRITE_PORT_ULONG((PULONG)port_of(QUEUE_PAGE), page);
    return STATUS_SUCCESS;
}

/* ---- interrupts ---- */

static BOOLEAN NTAPI virtio_interrupt(PKINTERRUPT interrupt, PVOID context)
{
    UNREFERENCED_PARAMETER(interrupt);
    UNREFERENCED_PARAMETER(context);
    if (!(READ_PORT_UCHAR(port_of(INTERRUPT_STATUS)) & 1)) /* it is quiet by that */
        return FALSE;
    IoRequestDpc(virtio.device, NULL, NULL);
    return TRUE;
}

static VOID NTAPI virtio_answered(PKDPC dpc, PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(device);
    UNREFERENCED_PARAMETER(irp);
    UNREFERENCED_PARAMETER(context);
    KeSetEvent(&virtio.answered, IO_NO_INCREMENT, FALSE);
}

static NTSTATUS connect(const PCI_COMMON_CONFIG *config)
{
    KIRQL level;
    KAFFINITY affinity;
    ULONG vector = HalGetInterruptVector(PCIBus, 0, config->u.type0.InterruptLine, 0, &level, &affinity);
    KeInitializeEvent(&virtio.answered, SynchronizationEvent, FALSE);
    IoInitializeDpcRequest(virtio.device, virtio_answered);
    return IoConnectInterrupt(&virtio.interrupt, virtio_interrupt, NULL, NULL, vector, level, level,
                              LevelSensitive, TRUE, affinity, FALSE);
}

/* ---- from the beginning to the end ---- */

NTSTATUS virtio_start(PDEVICE_OBJECT device)
{
    PCI_COMMON_CONFIG config;
    PCI_SLOT_NUMBER slot;
    ULONG bus;
    if (!find(&bus, &slot, &config))
        return STATUS_NO_SUCH_DEVICE;
    virtio.device = device;
    switch_on(bus, slot, &config);
    put8(DEVICE_STATUS, STATUS_RESET);
    put8(DEVICE_STATUS, STATUS_ACKNOWLEDGED | STATUS_HAS_DRIVER);
    WRITE_PORT_ULONG((PULONG)port_of(GUEST_FEATURES), 0);
    NTSTATUS status = take_queue();
    if (NT_SUCCESS(status))
        status = connect(&config);
    if (NT_SUCCESS(status))
        put8(DEVICE_STATUS, STATUS_ACKNOWLEDGED | STATUS_HAS_DRIVER | STATUS_WORKS);
    else
        virtio_stop();
    return status;
}

void virtio_stop(void)
{
    put8(DEVICE_STATUS, STATUS_RESET);
    if (virtio.interrupt)
        IoDisconnectInterrupt(virtio.interrupt);
    if (virtio.memory)
        MmFreeContiguousMemory(virtio.memory);
    virtio.interrupt = NULL;
    virtio.memory = NULL;
}

/* A device that was reset writes into memory no more. */
void virtio_give_up(void)
{
    put8(DEVICE_STATUS, STATUS_RESET);
    virtio.broken = TRUE;
}

/* ---- asking ---- */

/* What the device has put into its part of the queue is held to what it was asked. */
static NTSTATUS take_answer(PULONG received)
{
    ULONG last = (USHORT)(virtio.asked - 1) % virtio.size;
    *received = virtio.used->ring[last].bytes;
    if (virtio.used->index != virtio.asked || virtio.used->ring[last].id != 0 ||
        *received > VIRTIO_MESSAGE_BYTES)
        return STATUS_DEVICE_PROTOCOL_ERROR;
    return STATUS_SUCCESS;
}

/* The interrupt is waited for before the queue is looked at: whether the answer lies there by now hangs on
 * the host. */
static NTSTATUS await_answer(PULONG received)
{
    LARGE_INTEGER time;
    time.QuadPart = PATIENCE;
    do
        if (KeWaitForSingleObject(&virtio.answered, Executive, KernelMode, FALSE, &time) == STATUS_TIMEOUT)
            return STATUS_IO_TIMEOUT;
    while (virtio.used->index != virtio.asked);
    return take_answer(received);
}

NTSTATUS virtio_ask(ULONG bytes, PULONG received)
{
    if (virtio.broken)
        return STATUS_DEVICE_NOT_CONNECTED;
    virtio.descriptors[0].bytes = bytes;
    virtio.available->ring[virtio.asked % virtio.size] = 0;
    KeMemoryBarrier();
    virtio.available->index = ++virtio.asked;
    KeMemoryBarrier();
    WRITE_PORT_USHORT((PUSHORT)port_of(QUEUE_NOTIFY), 0);
    NTSTATUS status = await_answer(received);
    if (!NT_SUCCESS(status))
        virtio_give_up();
    return status;
}

#include "firmware/virtioconsole.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/pcibus.h"
#include "firmware/ports.h"
#include "firmware/virtqueue.h"

#define VIRTIO_VENDOR  0x1af4u
#define CONSOLE_LEGACY 0x1003u
#define TRANSMIT_QUEUE 1u       /* of the first port */
#define MOST_LOOKS     5000000u /* each reads a port, which takes an emulator about a microsecond */

/* Registers behind the first base address, legacy (virtio 1.1, 4.1.4.8). */
enum {
    GUEST_FEATURES = 4,
    QUEUE_PAGE = 8,
    QUEUE_SIZE = 12,
    QUEUE_SELECT = 14,
    QUEUE_NOTIFY = 16,
    STATUS = 18
};
enum { STATUS_RESET = 0, STATUS_ACKNOWLEDGE = 1, STATUS_DRIVER = 2, STATUS_DRIVER_OK = 4 };

static uint8_t queue_memory[VIRTQUEUE_BYTES] __attribute__((aligned(VIRTQUEUE_PAGE)));
static struct virtqueue queue;
static uint32_t offset; /* of the kernel's addresses from physical ones */
static uint16_t base;   /* of the device's ports */

static uint32_t physical(const void *address)
{
    return (uint32_t)address - offset;
}

static uint16_t device_port(uint32_t place)
{
    uint32_t command = pci_read(place, PCI_COMMAND);
    pci_write(place, PCI_COMMAND, (command & 0xffff) | PCI_COMMAND_IO | PCI_COMMAND_BUS_MASTER);
    return (uint16_t)(pci_read(place, PCI_BAR0) & ~3u);
}

/* No feature is accepted: one port, and nothing but bytes. */
static bool start_device(void)
{
    port_out8(base + STATUS, STATUS_RESET);
    port_out8(base + STATUS, STATUS_ACKNOWLEDGE);
    port_out8(base + STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    port_out32(base + GUEST_FEATURES, 0);
    port_out16(base + QUEUE_SELECT, TRANSMIT_QUEUE);
    if (!virtqueue_start(&queue, queue_memory, port_in16(base + QUEUE_SIZE)))
        return false;
    port_out32(base + QUEUE_PAGE, physical(queue_memory) / VIRTQUEUE_PAGE);
    port_out8(base + STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
    return true;
}

INIT_CODE bool virtio_console_start(uint32_t kernel_offset)
{
    uint32_t place;
    ASSERT(base == 0);
    offset = kernel_offset;
    if (!pci_find(VIRTIO_VENDOR, CONSOLE_LEGACY, &place))
        return false;
    base = device_port(place);
    return base != 0 && start_device();
}

/* To look at the device's status lets an emulator do its own work; the queue tells when the buffer is taken.
 */
static bool is_taken(void)
{
    for (uint32_t looks = 0; !virtqueue_is_empty(&queue); looks++) {
        if (looks == MOST_LOOKS)
            return false;
        port_in8(base + STATUS);
    }
    return true;
}

static bool console_write(const char *bytes, uint32_t count)
{
    virtqueue_give(&queue, physical(bytes), count);
    port_out16(base + QUEUE_NOTIFY, TRANSMIT_QUEUE);
    return is_taken();
}

const struct log_sink virtio_console = {console_write, true};

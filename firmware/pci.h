/*
 * The configuration space of PCI functions, by ports cf8 and cfc (PCI Local Bus Specification 3.0, 3.2.2.3.2
 * and 6.1). A function is named by its place: bus, device and function as they stand in the address that the
 * bridge is given. Any context.
 */
#ifndef FIRMWARE_PCI_H
#define FIRMWARE_PCI_H

#include <stdint.h>

#define PCI_DEVICES      32u /* of a bus */
#define PCI_FUNCTIONS    8u  /* of a device */
#define PCI_BUSES        256u
#define PCI_CONFIG_BYTES 256u

enum {
    PCI_ID = 0x00, /* vendor, and device above it */
    PCI_COMMAND = 0x04,
    PCI_CLASS = 0x08, /* revision, and three bytes of class above it */
    PCI_HEADER = 0x0c,
    PCI_BAR0 = 0x10,
    PCI_BRIDGE_BUSES = 0x18,
    PCI_INTERRUPT = 0x3c
};
enum { PCI_COMMAND_IO = 1, PCI_COMMAND_MEMORY = 2, PCI_COMMAND_BUS_MASTER = 4 };

static inline uint32_t pci_place(uint32_t bus, uint32_t device, uint32_t function)
{
    return bus << 16 | device << 11 | function << 8;
}

static inline uint32_t pci_bus_of(uint32_t place)
{
    return place >> 16;
}

static inline uint32_t pci_device_of(uint32_t place)
{
    return place >> 11 & (PCI_DEVICES - 1);
}

static inline uint32_t pci_function_of(uint32_t place)
{
    return place >> 8 & (PCI_FUNCTIONS - 1);
}

/* `offset` is a multiple of four below PCI_CONFIG_BYTES. What is not there reads as ones. */
uint32_t pci_read(uint32_t place, uint32_t offset);
void pci_write(uint32_t place, uint32_t offset, uint32_t value);

/* The lower `bytes` (1, 2 or 4) of a value to an offset that is a multiple of `bytes`; nothing beside them is
 * written, because of some registers a 1 that is written is an order. */
void pci_write_part(uint32_t place, uint32_t offset, uint32_t value, uint32_t bytes);

#endif

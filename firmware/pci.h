/*
 * The configuration space of PCI devices on bus 0, by ports cf8 and cfc (PCI Local Bus Specification 3.0,
 * 3.2.2.3.2 and 6.1). Any context.
 */
#ifndef FIRMWARE_PCI_H
#define FIRMWARE_PCI_H

#include <stdbool.h>
#include <stdint.h>

enum { PCI_COMMAND = 0x04, PCI_BAR0 = 0x10 };
enum { PCI_COMMAND_IO = 1, PCI_COMMAND_BUS_MASTER = 4 };

/* Which slot (0 to 31) holds the device; false when none does. Looks at each slot's first function only. */
bool pci_find(uint16_t vendor, uint16_t device, uint32_t *slot);

/* `offset` is a multiple of four below 256. */
uint32_t pci_read(uint32_t slot, uint32_t offset);
void pci_write(uint32_t slot, uint32_t offset, uint32_t value);

#endif

#include "firmware/pci.h"

#include "firmware/panic.h"
#include "firmware/ports.h"

#define CONFIG_SEEN 0x80000000u

enum { CONFIG_ADDRESS = 0xcf8, CONFIG_DATA = 0xcfc };

static void choose(uint32_t place, uint32_t offset)
{
    ASSERT(pci_bus_of(place) < PCI_BUSES && place % PCI_CONFIG_BYTES == 0 && offset < PCI_CONFIG_BYTES);
    port_out32(CONFIG_ADDRESS, CONFIG_SEEN | place | (offset & ~3u));
}

uint32_t pci_read(uint32_t place, uint32_t offset)
{
    ASSERT(offset % 4 == 0);
    choose(place, offset);
    return port_in32(CONFIG_DATA);
}

void pci_write(uint32_t place, uint32_t offset, uint32_t value)
{
    pci_write_part(place, offset, value, 4);
}

void pci_write_part(uint32_t place, uint32_t offset, uint32_t value, uint32_t bytes)
{
    uint16_t port = (uint16_t)(CONFIG_DATA + offset % 4);
    ASSERT((bytes == 1 || bytes == 2 || bytes == 4) && offset % bytes == 0);
    choose(place, offset);
    if (bytes == 4)
        port_out32(port, value);
    else if (bytes == 2)
        port_out16(port, (uint16_t)value);
    else
        port_out8(port, (uint8_t)value);
}

#include "firmware/pci.h"

#include "firmware/panic.h"
#include "firmware/ports.h"

#define SLOTS       32u
#define SLOT_SHIFT  11
#define CONFIG_SEEN 0x80000000u

enum { CONFIG_ADDRESS = 0xcf8, CONFIG_DATA = 0xcfc };

static void choose(uint32_t slot, uint32_t offset)
{
    ASSERT(slot < SLOTS && offset < 256 && offset % 4 == 0);
    port_out32(CONFIG_ADDRESS, CONFIG_SEEN | slot << SLOT_SHIFT | offset);
}

uint32_t pci_read(uint32_t slot, uint32_t offset)
{
    choose(slot, offset);
    return port_in32(CONFIG_DATA);
}

void pci_write(uint32_t slot, uint32_t offset, uint32_t value)
{
    choose(slot, offset);
    port_out32(CONFIG_DATA, value);
}

bool pci_find(uint16_t vendor, uint16_t device, uint32_t *slot)
{
    for (*slot = 0; *slot < SLOTS; ++*slot)
        if (pci_read(*slot, 0) == ((uint32_t)device << 16 | vendor))
            return true;
    return false;
}

#include "firmware/pcibus.h"

#include "firmware/panic.h"

#define PLACE_STEP     (1u << 8)
#define PLACES         (PCI_BUSES * PCI_DEVICES * PCI_FUNCTIONS * PLACE_STEP)
#define PLACES_OF_BUS  (PCI_DEVICES * PCI_FUNCTIONS * PLACE_STEP)
#define NOBODY         0xffffu
#define HEADER_SHIFT   16
#define HEADER_MANY    0x80u /* functions */
#define HEADER_DEVICE  0x00u
#define HEADER_BRIDGE  0x01u
#define BARS_OF_BRIDGE 2u

/* Of a base address register. */
#define BAR_PORTS       0x1u
#define BAR_PORTS_FLAGS 0x3u
#define BAR_FLAGS       0xfu
#define BAR_TYPE        0x6u
#define BAR_TYPE_WIDE   0x4u
#define ALL_ONES        0xffffffffu

static uint32_t header_of(uint32_t place)
{
    return pci_read(place, PCI_HEADER) >> HEADER_SHIFT & 0xff;
}

static bool is_there(uint32_t place)
{
    uint32_t vendor = pci_read(place, PCI_ID) & 0xffff;
    return vendor != NOBODY && vendor != 0;
}

/* ---- from one to the next ---- */

/* The walk goes forward only: a bridge that leads back, or to its own bus, leads nowhere new. */
static void note_bridge(struct pci_walk *walk, uint32_t place)
{
    uint32_t bus = pci_read(place, PCI_BRIDGE_BUSES) >> 8 & 0xff;
    if ((header_of(place) & ~HEADER_MANY) == HEADER_BRIDGE)
        walk->buses[bus / 32] |= 1u << bus % 32;
}

static bool leads_to(const struct pci_walk *walk, uint32_t bus)
{
    return bus == 0 || (walk->buses[bus / 32] >> bus % 32 & 1);
}

/* What can be left out behind a place where nobody is, or one of a device of one function. */
static uint32_t behind(const struct pci_walk *walk, uint32_t place, bool there)
{
    if (!leads_to(walk, pci_bus_of(place)))
        return place + PLACES_OF_BUS;
    bool alone = pci_function_of(place) == 0 && (!there || !(header_of(place) & HEADER_MANY));
    return place + (alone ? PCI_FUNCTIONS * PLACE_STEP : PLACE_STEP);
}

bool pci_walk_next(struct pci_walk *walk, uint32_t *place)
{
    while (walk->next < PLACES) {
        *place = walk->next;
        bool there = leads_to(walk, pci_bus_of(*place)) && is_there(*place);
        walk->next = behind(walk, *place, there);
        if (there) {
            note_bridge(walk, *place);
            return true;
        }
    }
    return false;
}

bool pci_find(uint16_t vendor, uint16_t device, uint32_t *place)
{
    struct pci_walk walk = {0};
    while (pci_walk_next(&walk, place))
        if (pci_read(*place, PCI_ID) == ((uint32_t)device << 16 | vendor))
            return true;
    return false;
}

/* ---- base addresses ---- */

static uint32_t bars_of(uint32_t place)
{
    switch (header_of(place) & ~HEADER_MANY) {
    case HEADER_DEVICE:
        return PCI_BARS;
    case HEADER_BRIDGE:
        return BARS_OF_BRIDGE;
    default:
        return 0;
    }
}

/* What the register has room for: the bits that stay ones. */
static uint32_t mask_of(uint32_t place, uint32_t offset)
{
    uint32_t before = pci_read(place, offset);
    pci_write(place, offset, ALL_ONES);
    uint32_t mask = pci_read(place, offset);
    pci_write(place, offset, before);
    return mask;
}

static void measure(uint32_t place, uint32_t offset, struct pci_bar *bar)
{
    uint32_t low = pci_read(place, offset), flags = bar->is_ports ? BAR_PORTS_FLAGS : BAR_FLAGS;
    uint64_t mask = mask_of(place, offset) & ~flags;
    bar->base = low & ~flags;
    if (bar->is_wide) {
        bar->base |= (uint64_t)pci_read(place, offset + 4) << 32;
        mask |= (uint64_t)mask_of(place, offset + 4) << 32;
    }
    bar->bytes = mask & (~mask + 1); /* the lowest bit that can be set */
    bar->is_there = bar->bytes != 0;
}

void pci_bar_read(uint32_t place, uint32_t index, struct pci_bar *bar)
{
    uint32_t offset = PCI_BAR0 + 4 * index, count = bars_of(place);
    ASSERT(index < PCI_BARS);
    *bar = (struct pci_bar){0};
    if (index >= count)
        return;
    uint32_t low = pci_read(place, offset), command = pci_read(place, PCI_COMMAND) & 0xffff;
    bar->is_ports = low & BAR_PORTS;
    bar->is_wide = !bar->is_ports && (low & BAR_TYPE) == BAR_TYPE_WIDE;
    if (bar->is_wide && index + 1 == count)
        return; /* its upper half would be another register */
    pci_write_part(place, PCI_COMMAND, command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY), 2);
    measure(place, offset, bar);
    pci_write_part(place, PCI_COMMAND, command, 2);
}

/* The bus, registers and ports. */
#include "sched/driver/hardwarecalls.h"

#include <string.h>
#include "firmware/pci.h"
#include "firmware/ports.h"
#include "storage/bytes.h"

#define KIND_PCI     4u /* PCIConfiguration */
#define FIRST_BUS    0u
#define NOBODY       0xffffu
#define NOBODY_BYTES 2u

/* PCI_SLOT_NUMBER: five bits of the device, three of its function. */
static uint32_t place_of(uint32_t bus, uint32_t slot)
{
    return pci_place(bus, slot % PCI_DEVICES, slot / PCI_DEVICES % PCI_FUNCTIONS);
}

static bool is_there(uint32_t kind, uint32_t bus, uint32_t slot)
{
    return kind == KIND_PCI && bus < PCI_BUSES && (pci_read(place_of(bus, slot), PCI_ID) & 0xffff) != NOBODY;
}

static uint32_t bytes_within(uint32_t offset, uint32_t bytes)
{
    if (offset >= PCI_CONFIG_BYTES)
        return 0;
    return bytes < PCI_CONFIG_BYTES - offset ? bytes : PCI_CONFIG_BYTES - offset;
}

static uint32_t nobody(uint32_t kind, uint32_t bus, uint32_t bytes, void *buffer)
{
    if (kind != KIND_PCI || bus > FIRST_BUS || bytes < NOBODY_BYTES)
        return 0;
    bytes_put16(buffer, NOBODY);
    return NOBODY_BYTES;
}

uint32_t NTAPI hal_get_bus_data_by_offset(uint32_t kind, uint32_t bus, uint32_t slot, void *buffer,
                                          uint32_t offset, uint32_t bytes)
{
    uint8_t *to = buffer;
    if (!is_there(kind, bus, slot))
        return nobody(kind, bus, bytes, buffer);
    bytes = bytes_within(offset, bytes);
    for (uint32_t i = 0; i < bytes; i++) {
        uint32_t at = offset + i;
        to[i] = (uint8_t)(pci_read(place_of(bus, slot), at & ~3u) >> 8 * (at % 4));
    }
    return bytes;
}

/* As large a part as may be written at once: half a register is another order than the whole. */
static uint32_t part_at(uint32_t offset, uint32_t bytes)
{
    uint32_t part = 4;
    while (offset % part || part > bytes)
        part /= 2;
    return part;
}

uint32_t NTAPI hal_set_bus_data_by_offset(uint32_t kind, uint32_t bus, uint32_t slot, const void *buffer,
                                          uint32_t offset, uint32_t bytes)
{
    const uint8_t *from = buffer;
    if (!is_there(kind, bus, slot))
        return 0;
    bytes = bytes_within(offset, bytes);
    for (uint32_t done = 0, part; done < bytes; done += part) {
        uint32_t value = 0;
        part = part_at(offset + done, bytes - done);
        memcpy(&value, from + done, part);
        pci_write_part(place_of(bus, slot), offset + done, value, part);
    }
    return bytes;
}

uint32_t NTAPI hal_get_bus_data(uint32_t kind, uint32_t bus, uint32_t slot, void *buffer, uint32_t bytes)
{
    return hal_get_bus_data_by_offset(kind, bus, slot, buffer, 0, bytes);
}

uint32_t NTAPI hal_set_bus_data(uint32_t kind, uint32_t bus, uint32_t slot, const void *buffer,
                                uint32_t bytes)
{
    return hal_set_bus_data_by_offset(kind, bus, slot, buffer, 0, bytes);
}

uint8_t NTAPI hal_translate_bus_address(uint32_t interface, uint32_t bus, uint64_t address, uint32_t *space,
                                        uint64_t *translated)
{
    (void)interface, (void)bus, (void)space;
    *translated = address;
    return 1;
}

/* ---- registers ---- */

uint8_t NTAPI read_register_uchar(const volatile uint8_t *at)
{
    return *at;
}

uint16_t NTAPI read_register_ushort(const volatile uint16_t *at)
{
    return *at;
}

uint32_t NTAPI read_register_ulong(const volatile uint32_t *at)
{
    return *at;
}

void NTAPI write_register_uchar(volatile uint8_t *at, uint8_t value)
{
    *at = value;
}

void NTAPI write_register_ushort(volatile uint16_t *at, uint16_t value)
{
    *at = value;
}

void NTAPI write_register_ulong(volatile uint32_t *at, uint32_t value)
{
    *at = value;
}

/* ---- ports ---- */

uint8_t NTAPI read_port_uchar(uint32_t port)
{
    return port_in8((uint16_t)port);
}

uint16_t NTAPI read_port_ushort(uint32_t port)
{
    return port_in16((uint16_t)port);
}

uint32_t NTAPI read_port_ulong(uint32_t port)
{
    return port_in32((uint16_t)port);
}

void NTAPI write_port_uchar(uint32_t port, uint8_t value)
{
    port_out8((uint16_t)port, value);
}

void NTAPI write_port_ushort(uint32_t port, uint16_t value)
{
    port_out16((uint16_t)port, value);
}

void NTAPI write_port_ulong(uint32_t port, uint32_t value)
{
    port_out32((uint16_t)port, value);
}

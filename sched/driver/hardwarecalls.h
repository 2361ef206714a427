/*
 * What drivers call to reach their devices, by NT's rules (Microsoft, "Windows Driver Kit": the page of each
 * name in exports.def). As in kernelcalls.h.
 */
#ifndef SCHED_HARDWARECALLS_H
#define SCHED_HARDWARECALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/driver/interrupt.h"
#include "sched/driver/ntdriver.h"

/* The bus. Configuration space of PCI only: bytes that were moved; 0: another kind of bus, no such one; 2
 * (NT: and the vendor FFFF): a slot where nobody is. What has an address on the bus has the same in the
 * machine. */
uint32_t NTAPI hal_get_bus_data_by_offset(uint32_t kind, uint32_t bus, uint32_t slot, void *buffer,
                                          uint32_t offset, uint32_t bytes);
uint32_t NTAPI hal_set_bus_data_by_offset(uint32_t kind, uint32_t bus, uint32_t slot, const void *buffer,
                                          uint32_t offset, uint32_t bytes);
uint32_t NTAPI hal_get_bus_data(uint32_t kind, uint32_t bus, uint32_t slot, void *buffer, uint32_t bytes);
uint32_t NTAPI hal_set_bus_data(uint32_t kind, uint32_t bus, uint32_t slot, const void *buffer,
                                uint32_t bytes);
uint8_t NTAPI hal_translate_bus_address(uint32_t interface, uint32_t bus, uint64_t address, uint32_t *space,
                                        uint64_t *translated);

/* Registers in memory and ports. */
uint8_t NTAPI read_register_uchar(const volatile uint8_t *at);
uint16_t NTAPI read_register_ushort(const volatile uint16_t *at);
uint32_t NTAPI read_register_ulong(const volatile uint32_t *at);
void NTAPI write_register_uchar(volatile uint8_t *at, uint8_t value);
void NTAPI write_register_ushort(volatile uint16_t *at, uint16_t value);
void NTAPI write_register_ulong(volatile uint32_t *at, uint32_t value);
uint8_t NTAPI read_port_uchar(uint32_t port);
uint16_t NTAPI read_port_ushort(uint32_t port);
uint32_t NTAPI read_port_ulong(uint32_t port);
void NTAPI write_port_uchar(uint32_t port, uint8_t value);
void NTAPI write_port_ushort(uint32_t port, uint16_t value);
void NTAPI write_port_ulong(uint32_t port, uint32_t value);

/* A device's memory. NULL: no room, above 4 GB without /PAE, or memory of the machine. Never kept by the
 * processor, whatever is asked for. */
void *NTAPI mm_map_io_space(uint64_t physical, uint32_t bytes, uint32_t caching);
void NTAPI mm_unmap_io_space(void *address, uint32_t bytes);

/* Memory that a device may read and write: side by side, from a page's begin on, none of it above `highest`.
 * NULL: there is none. PASSIVE_LEVEL. */
void *NTAPI mm_allocate_contiguous_memory(uint32_t bytes, uint64_t highest);
void NTAPI mm_free_contiguous_memory(void *address);
/* Of memory of the kernel that is there; 0: of none. */
uint64_t NTAPI mm_get_physical_address(const void *address);

/* Interrupts and what they leave to be done. A vector is that of a line; 0: there is no such line. */
uint32_t NTAPI hal_get_interrupt_vector(uint32_t interface, uint32_t bus, uint32_t line, uint32_t bus_vector,
                                        uint8_t *level, uint32_t *affinity);
int32_t NTAPI io_connect_interrupt(struct interrupt **out, nt_service_routine *routine, void *context,
                                   uint32_t *lock, uint32_t vector, uint8_t level, uint8_t synchronize_level,
                                   uint32_t mode, uint8_t shared, uint32_t affinity, uint8_t floating);
void NTAPI io_disconnect_interrupt(struct interrupt *interrupt);
uint8_t NTAPI ke_synchronize_execution(struct interrupt *interrupt, uint8_t(NTAPI *routine)(void *context),
                                       void *context);
void NTAPI ke_initialize_dpc(struct nt_dpc *dpc, nt_deferred_routine *routine, void *context);
uint8_t NTAPI ke_insert_queue_dpc(struct nt_dpc *dpc, void *first, void *second);
uint8_t NTAPI ke_remove_queue_dpc(struct nt_dpc *dpc);

#endif

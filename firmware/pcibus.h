/*
 * Which PCI functions there are, and where they answer (PCI Local Bus Specification 3.0, 6.2; PCI-to-PCI
 * Bridge Architecture Specification 1.2, 3.2). The firmware has numbered the buses and placed the functions;
 * nothing is changed here. Trusts nothing that it reads: whatever that is, each bus is looked at once at
 * most, and so the walk ends. Any context; allocates nothing.
 */
#ifndef FIRMWARE_PCIBUS_H
#define FIRMWARE_PCIBUS_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/pci.h"

#define PCI_BARS 6u

struct pci_walk {                   /* zeroed: from the beginning */
    uint32_t next;                  /* the place that is looked at next */
    uint32_t buses[PCI_BUSES / 32]; /* that a bridge leads to */
};

/* The next function, by bus, device and number. A bus is looked at if a bridge on a lower one leads to it.
 * False: there is none. */
bool pci_walk_next(struct pci_walk *walk, uint32_t *place);

/* The first function with these ids. */
bool pci_find(uint16_t vendor, uint16_t device, uint32_t *place);

struct pci_bar {
    bool is_there, is_ports, is_wide; /* `is_wide`: the next register has its upper half */
    uint64_t base, bytes;             /* `bytes` is a power of two */
};

/* What base address register `index` (below PCI_BARS) says. Its length is found by writing ones to it, while
 * the function answers to no address. */
void pci_bar_read(uint32_t place, uint32_t index, struct pci_bar *bar);

#endif

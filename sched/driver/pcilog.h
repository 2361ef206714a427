/* What the log says of PCI functions (docs/log-format.md, Drivers). */
#ifndef SCHED_PCILOG_H
#define SCHED_PCILOG_H

/* A `pci` line for each there is. */
void pci_log_functions(void);

#endif

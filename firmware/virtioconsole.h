/*
 * The log on a virtio console (legacy PCI; virtio 1.1, 4.1 and 5.3), which takes a buffer at a time: where
 * COM1 costs the host a write for each byte, this costs one for some five hundred lines. Polled, without
 * interrupts; all memory is static.
 */
#ifndef FIRMWARE_VIRTIOCONSOLE_H
#define FIRMWARE_VIRTIOCONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/logsink.h"

/* Finds the device and makes it ready. `kernel_offset` is how far the kernel's image lies above its physical
 * place. False when there is no such device, or not one to work with: then the log stays where it is. At
 * start, once. */
bool virtio_console_start(uint32_t kernel_offset);

/* What it is given must lie in the kernel's image. */
extern const struct log_sink virtio_console;

#endif

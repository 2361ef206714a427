/*
 * The virtqueue of a virtio-9p device (OASIS, "Virtual I/O Device", 4.1.4.8, legacy interface), with one
 * request at a time. PASSIVE_LEVEL; one caller at a time.
 */
#ifndef DRIVERS_HOST_VIRTIO_H
#define DRIVERS_HOST_VIRTIO_H

#include <ddk/ntifs.h>

#define VIRTIO_MESSAGE_BYTES 0x8000u /* of a message, either way */

/* The driver's first device object, for DPCs. STATUS_NO_SUCH_DEVICE, STATUS_INSUFFICIENT_RESOURCES,
 * STATUS_DEVICE_CONFIGURATION_ERROR: a queue that cannot be. */
NTSTATUS virtio_start(PDEVICE_OBJECT device);
void virtio_stop(void);

/* Where a message for the device is written, and where its answer is found: the device may write there as
 * long as it is asked. */
PUCHAR virtio_question(void);
const UCHAR *virtio_answer(void);

/* Asks, and waits; *received bytes have come. STATUS_DEVICE_PROTOCOL_ERROR: the queue says what cannot be;
 * STATUS_IO_TIMEOUT; after either the device is asked no more: STATUS_DEVICE_NOT_CONNECTED. */
NTSTATUS virtio_ask(ULONG bytes, PULONG received);

/* Whoever cannot make sense of an answer breaks with the device. */
void virtio_give_up(void);

#endif

/*
 * The driver's side of a queue between driver and device, for one buffer at a time: the buffer is given, and
 * the queue is looked at until the device has taken it. Virtio 1.1, 2.6 (split virtqueues) in the layout
 * of 2.6.2 (legacy). Hardware-free: the device is told by whoever calls. Any context.
 */
#ifndef FIRMWARE_VIRTQUEUE_H
#define FIRMWARE_VIRTQUEUE_H

#include <stdbool.h>
#include <stdint.h>

#define VIRTQUEUE_PAGE  4096u /* legacy devices are told the number of a page of this size */
#define VIRTQUEUE_MOST  1024u /* entries: the most that QEMU gives to any device */
#define VIRTQUEUE_BYTES (8 * VIRTQUEUE_PAGE)

struct virtqueue {
    uint8_t *memory; /* VIRTQUEUE_BYTES, on a page of its own */
    uint16_t size;   /* entries, as the device says */
    uint16_t given;  /* buffers so far; the count wraps, as the device's does */
};

/* Lays an empty queue of `size` entries into `memory`, zeroing it. False when the size is no power of two up
 * to VIRTQUEUE_MOST. The device is not told yet. */
bool virtqueue_start(struct virtqueue *queue, void *memory, uint32_t size);

/* Gives the device `bytes` bytes to read at a physical address. The one before must have been taken. */
void virtqueue_give(struct virtqueue *queue, uint64_t physical, uint32_t bytes);

/* Has the device taken everything that was given? */
bool virtqueue_is_empty(const struct virtqueue *queue);

#endif

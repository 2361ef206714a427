#include "firmware/virtqueue.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"

#define WITHOUT_INTERRUPT 1u

struct descriptor {
    uint64_t physical;
    uint32_t bytes;
    uint16_t flags, next;
};

/* What the driver has given: entries are numbers of descriptors. */
struct available {
    uint16_t flags, index;
    uint16_t ring[];
};

/* What the device has taken. */
struct used {
    uint16_t flags, index;
};

static struct available *available(const struct virtqueue *queue)
{
    return (struct available *)(queue->memory + queue->size * sizeof(struct descriptor));
}

/* On the first page behind what the driver writes; one more entry stands at the end of its ring. */
static const volatile struct used *used(const struct virtqueue *queue)
{
    uint32_t bytes = queue->size * (uint32_t)(sizeof(struct descriptor) + sizeof(uint16_t)) +
                     (uint32_t)(sizeof(struct available) + sizeof(uint16_t));
    return (const volatile struct used *)(queue->memory +
                                          (bytes + VIRTQUEUE_PAGE - 1) / VIRTQUEUE_PAGE * VIRTQUEUE_PAGE);
}

INIT_CODE bool virtqueue_start(struct virtqueue *queue, void *memory, uint32_t size)
{
    ASSERT((uintptr_t)memory % VIRTQUEUE_PAGE == 0);
    if (size == 0 || size > VIRTQUEUE_MOST || (size & (size - 1)) != 0)
        return false;
    memset(memory, 0, VIRTQUEUE_BYTES);
    *queue = (struct virtqueue){memory, (uint16_t)size, 0};
    available(queue)->flags = WITHOUT_INTERRUPT;
    return true;
}

/* One buffer at a time needs one descriptor, the first; every entry of the ring keeps its number, 0. The
 * device may read as soon as the index has moved, so that is stored last. */
void virtqueue_give(struct virtqueue *queue, uint64_t physical, uint32_t bytes)
{
    ASSERT(bytes > 0 && virtqueue_is_empty(queue));
    struct descriptor *first = (struct descriptor *)queue->memory;
    first->physical = physical;
    first->bytes = bytes;
    available(queue)->ring[queue->given % queue->size] = 0;
    __atomic_store_n(&available(queue)->index, ++queue->given, __ATOMIC_RELEASE);
}

bool virtqueue_is_empty(const struct virtqueue *queue)
{
    return used(queue)->index == queue->given;
}

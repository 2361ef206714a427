// sources: firmware/virtqueue.c
#include <stdlib.h>
#include <string.h>
#include "firmware/virtqueue.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/*
 * The device, from the specification's side (virtio 1.1, 2.6): it knows the memory and the size, and nothing
 * of the driver.
 */
struct device {
    uint8_t *memory;
    uint32_t size;
    uint16_t taken;
};

static uint16_t word_at(const struct device *device, uint32_t place)
{
    uint16_t word;
    memcpy(&word, device->memory + place, sizeof word);
    return word;
}

static uint32_t used_place(const struct device *device)
{
    uint32_t available = 16 * device->size, end = available + 2 * (3 + device->size);
    return (end + 4095) & ~4095u;
}

/* Takes one buffer, if there is one, and says where it lies and how long it is. */
static bool device_take(struct device *device, uint64_t *address, uint32_t *bytes)
{
    uint32_t available = 16 * device->size;
    if (word_at(device, available + 2) == device->taken)
        return false;
    uint32_t head = word_at(device, available + 4 + 2 * (device->taken % device->size));
    CHECK(head < device->size &&
          word_at(device, 16 * head + 12) == 0); /* it is read, and has no more parts */
    memcpy(address, device->memory + 16 * head, 8);
    memcpy(bytes, device->memory + 16 * head + 8, 4);
    uint32_t element[2] = {head, 0};
    memcpy(device->memory + used_place(device) + 4 + 8 * (device->taken % device->size), element, 8);
    uint16_t next = ++device->taken;
    memcpy(device->memory + used_place(device) + 2, &next, 2);
    return true;
}

static struct virtqueue queue;
static struct device device;

static void begin(uint32_t size)
{
    device = (struct device){aligned_alloc(VIRTQUEUE_PAGE, VIRTQUEUE_BYTES), size, 0};
    memset(device.memory, 0xa5, VIRTQUEUE_BYTES);
    CHECK(virtqueue_start(&queue, device.memory, size));
}

static void end(void)
{
    free(device.memory);
}

static void sizes_are_powers_of_two(void)
{
    uint8_t *memory = aligned_alloc(VIRTQUEUE_PAGE, VIRTQUEUE_BYTES);
    for (uint32_t size = 0; size < 70000; size++) {
        bool good = size == 1 || size == 2 || size == 4 || size == 8 || size == 16 || size == 32 ||
                    size == 64 || size == 128 || size == 256 || size == 512 || size == 1024;
        CHECK(virtqueue_start(&queue, memory, size) == good);
    }
    free(memory);
}

static void an_empty_queue_has_nothing_and_asks_for_no_interrupt(void)
{
    uint64_t address;
    uint32_t bytes;
    begin(128);
    CHECK(virtqueue_is_empty(&queue) && !device_take(&device, &address, &bytes));
    CHECK(word_at(&device, 16 * 128) == 1);
    end();
}

/* More often than the count of buffers has bits for. */
static void every_buffer_arrives_once_and_in_order(void)
{
    for (uint32_t size = 1; size <= VIRTQUEUE_MOST; size *= 2) {
        begin(size);
        for (uint32_t i = 1; i <= 70000; i++) {
            uint64_t address = 0;
            uint32_t bytes = 0;
            virtqueue_give(&queue, 0x100000000ull + i, i);
            bool held = !virtqueue_is_empty(&queue);
            bool right =
                device_take(&device, &address, &bytes) && address == 0x100000000ull + i && bytes == i;
            if (!held || !right || !virtqueue_is_empty(&queue) || device_take(&device, &address, &bytes)) {
                printf("# size %u, buffer %u\n", size, i);
                CHECK(false);
                break;
            }
        }
        end();
    }
}

static void nothing_is_written_behind_the_queue(void)
{
    uint8_t *memory = aligned_alloc(VIRTQUEUE_PAGE, VIRTQUEUE_BYTES + VIRTQUEUE_PAGE);
    memset(memory + VIRTQUEUE_BYTES, 0xa5, VIRTQUEUE_PAGE);
    device = (struct device){memory, VIRTQUEUE_MOST, 0};
    CHECK(virtqueue_start(&queue, memory, VIRTQUEUE_MOST));
    CHECK(used_place(&device) + 6 + 8 * VIRTQUEUE_MOST <= VIRTQUEUE_BYTES);
    for (uint32_t i = 0; i < VIRTQUEUE_PAGE; i++)
        CHECK(memory[VIRTQUEUE_BYTES + i] == 0xa5);
    free(memory);
}

int main(void)
{
    RUN(sizes_are_powers_of_two);
    RUN(an_empty_queue_has_nothing_and_asks_for_no_interrupt);
    RUN(every_buffer_arrives_once_and_in_order);
    RUN(nothing_is_written_behind_the_queue);
    return unit_end();
}

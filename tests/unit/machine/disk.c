#include "firmware/clock.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "sched/dispatch/wait.h"
#include "storage/file.h"
#include "storage/pagefile.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/parts.h"
#include "tests/unit/volume.h"

#define CLUSTER_SECTORS 8u
#define ROOT_ENTRIES    64u

static struct test_disk disk;
static uint32_t latency, reads, writes;
static struct waitable never; /* what a delay waits for */

static uint64_t now(void)
{
    return 130000000000000000ull;
}

/* A slow disk is one that waits before it does what the other one does; other threads run meanwhile. */
static void delay(void)
{
    if (latency)
        wait_one(&never, WAIT_PAGE_IN, clock_now() + latency);
}

static ntstatus slow_read(struct disk *slow, uint32_t sector, uint32_t count, void *buffer)
{
    (void)slow;
    reads++;
    delay();
    return disk.disk.operations->read(&disk.disk, sector, count, buffer);
}

static ntstatus slow_write(struct disk *slow, uint32_t sector, uint32_t count, const void *buffer)
{
    (void)slow;
    writes++;
    delay();
    return disk.disk.operations->write(&disk.disk, sector, count, buffer);
}

static const struct disk_operations slow_operations = {slow_read, slow_write};
static struct disk slow = {.operations = &slow_operations};

/* The disk is the RAM disk that mmu_start() has mapped. */
void disk_start(uint32_t bytes, uint32_t slots)
{
    test_disk_make(&disk, bytes / SECTOR_SIZE);
    free(disk.bytes);
    disk.bytes = (uint8_t *)layout.ramdisk;
    ramdisk_init(&disk.ramdisk, disk.bytes, bytes);
    test_disk_format(&disk, CLUSTER_SECTORS, ROOT_ENTRIES);
    event_start(&never, WAITABLE_NOTIFICATION, false);
    slow.sectors = disk.disk.sectors;
    if (!status_ok(file_mount(&slow, now)) || !status_ok(pagefile_create(slots)))
        machine_fail("the volume");
}

void machine_disk_latency(uint32_t units)
{
    latency = units;
}

uint32_t machine_disk_reads(void)
{
    return reads;
}

uint32_t machine_disk_writes(void)
{
    return writes;
}

void machine_disk_fail(int32_t after)
{
    disk.fail_at = after;
}

void machine_end_write(pfn_t pfn, slot_t slot)
{
    frame_end_write(pfn, slot_is_none(slot) ? pte_none() : pte_page_file(slot, PROT_READWRITE));
}

struct file *machine_file(const char *path, const void *bytes, uint32_t count)
{
    struct file *file;
    enum file_action action;
    uint32_t done;
    if (!status_ok(file_open(path, FILE_DISPOSITION_CREATE, 0, false, true, &file, &action)) ||
        !status_ok(file_write(file, 0, bytes, count, &done)))
        machine_fail("%s cannot be made", path);
    return file;
}

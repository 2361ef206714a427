#include "firmware/clock.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/pageio.h"
#include "sched/dispatch/wait.h"
#include "storage/file.h"
#include "storage/pagefile.h"
#include "storage/slowdisk.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/parts.h"
#include "tests/unit/volume.h"

#define CLUSTER_SECTORS 8u
#define ROOT_ENTRIES    64u

static struct test_disk disk;
static struct slowdisk slow; /* over it: files and pages in one count */

static uint64_t now(void)
{
    return 130000000000000000ull;
}

/* As sched/start/start.c does it. */
static void let_time_pass(uint64_t units)
{
    wait_delay(clock_after(units), pageio_is_reading() ? WAIT_PAGE_IN : WAIT_EXECUTIVE);
}

/* The disk is the RAM disk that mmu_start() has mapped. */
void disk_start(uint32_t bytes, uint32_t slots)
{
    test_disk_make(&disk, bytes / SECTOR_SIZE);
    free(disk.bytes);
    disk.bytes = (uint8_t *)layout.ramdisk;
    ramdisk_init(&disk.ramdisk, disk.bytes, bytes);
    test_disk_format(&disk, CLUSTER_SECTORS, ROOT_ENTRIES);
    slowdisk_init(&slow, &disk.disk, let_time_pass, &(struct slowdisk_manner){0});
    if (!status_ok(file_mount(&slow.disk, now)) || !status_ok(pagefile_create_one(slots)))
        machine_fail("the volume");
}

static struct slowdisk_manner manner;

void machine_disk_latency(uint32_t units)
{
    manner.latency = units;
    slowdisk_change(&slow, &manner);
}

void machine_disk_fail_nth(uint32_t read, uint32_t write)
{
    manner.fail_read = read;
    manner.fail_write = write;
    slowdisk_change(&slow, &manner);
}

uint32_t machine_disk_reads(void)
{
    return slow.reads;
}

uint32_t machine_disk_writes(void)
{
    return slow.writes;
}

void machine_disk_fail(int32_t after)
{
    disk.fail_at = after;
}

void machine_disk_dead(bool dead)
{
    disk.dead_after = dead ? 0 : -1;
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

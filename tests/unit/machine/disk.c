#include "mmu/layout.h"
#include "storage/file.h"
#include "storage/pagefile.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/parts.h"
#include "tests/unit/volume.h"

#define CLUSTER_SECTORS 8u
#define ROOT_ENTRIES    64u

static struct test_disk disk;

static uint64_t now(void)
{
    return 130000000000000000ull;
}

/* The disk is the RAM disk that mmu_start() has mapped. */
void disk_start(uint32_t bytes, uint32_t slots)
{
    test_disk_make(&disk, bytes / SECTOR_SIZE);
    free(disk.bytes);
    disk.bytes = (uint8_t *)LAYOUT_RAMDISK;
    ramdisk_init(&disk.ramdisk, disk.bytes, bytes);
    test_disk_format(&disk, CLUSTER_SECTORS, ROOT_ENTRIES);
    if (!status_ok(file_mount(&disk.disk, now)) || !status_ok(pagefile_create(slots)))
        machine_fail("the volume");
}

void machine_disk_fail(int32_t after)
{
    disk.fail_at = after;
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

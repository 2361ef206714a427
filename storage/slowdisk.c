#include "storage/slowdisk.h"

#include <stdbool.h>
#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"

static struct slowdisk *slowdisk_of(struct disk *disk)
{
    return (struct slowdisk *)disk;
}

static void take_time(const struct slowdisk *slow)
{
    if (slow->manner.latency != 0)
        slow->pass(slow->manner.latency);
}

/* Counted before the time passes: who comes meanwhile is the next one. */
static ntstatus slowdisk_read(struct disk *disk, uint32_t sector, uint32_t count, void *buffer)
{
    struct slowdisk *slow = slowdisk_of(disk);
    bool fails = ++slow->reads == slow->manner.fail_read;
    take_time(slow);
    return fails ? STATUS_IO_DEVICE_ERROR : slow->under->operations->read(slow->under, sector, count, buffer);
}

static ntstatus slowdisk_write(struct disk *disk, uint32_t sector, uint32_t count, const void *buffer)
{
    struct slowdisk *slow = slowdisk_of(disk);
    bool fails = ++slow->writes == slow->manner.fail_write;
    take_time(slow);
    return fails ? STATUS_IO_DEVICE_ERROR
                 : slow->under->operations->write(slow->under, sector, count, buffer);
}

static const struct disk_operations slowdisk_operations = {slowdisk_read, slowdisk_write};

void slowdisk_change(struct slowdisk *slow, const struct slowdisk_manner *manner)
{
    ASSERT(slow->pass != NULL || manner->latency == 0);
    slow->manner = *manner;
    if (manner->fail_read != 0)
        slow->manner.fail_read += slow->reads;
    if (manner->fail_write != 0)
        slow->manner.fail_write += slow->writes;
}

INIT_CODE void slowdisk_init(struct slowdisk *slow, struct disk *under, void (*pass)(uint64_t units),
                             const struct slowdisk_manner *manner)
{
    ASSERT(under != NULL && &slow->disk != under);
    slow->disk.operations = &slowdisk_operations;
    slow->disk.sectors = under->sectors;
    slow->under = under;
    slow->pass = pass;
    slow->reads = slow->writes = 0;
    slowdisk_change(slow, manner);
}

#include "sched/start/pagefiles.h"

#include <stddef.h>
#include <string.h>
#include "firmware/initcode.h"
#include "mmu/address.h"
#include "sched/start/switches.h"
#include "storage/file.h"
#include "storage/pagefile.h"

#define PAGES_PER_MB (1024 * 1024 / PAGE_SIZE)
#define DEFAULT_MB   16u
#define MOST_MB      512u

/* The number that a text begins with, up to MOST_MB; what stands behind it. NULL: there is none. */
INIT_CODE static const char *read_number(const char *text, uint32_t *number)
{
    const char *at = text;
    for (*number = 0; *at >= '0' && *at <= '9' && *number <= MOST_MB; at++)
        *number = *number * 10 + (uint32_t)(*at - '0');
    return at == text || *number > MOST_MB ? NULL : at;
}

/* "8" or "8-32", in MB. What stands behind it; NULL: that it is not. */
INIT_CODE static const char *read_size(const char *text, struct pagefile_size *size)
{
    uint32_t first, most;
    const char *at = read_number(text, &first);
    most = first;
    if (at && *at == '-')
        at = read_number(at + 1, &most);
    *size = (struct pagefile_size){first * PAGES_PER_MB, most * PAGES_PER_MB};
    return at && first <= most ? at : NULL;
}

/* One behind the other, with commas. */
INIT_CODE static bool read_sizes(const char *text, struct pagefile_size sizes[PAGEFILES])
{
    for (uint32_t i = 0; text && i < PAGEFILES; i++) {
        text = read_size(text, &sizes[i]);
        if (text && *text == 0)
            return true;
        text = text && *text == ',' ? text + 1 : NULL;
    }
    return false;
}

INIT_CODE static void choose_sizes(struct pagefile_size sizes[PAGEFILES])
{
    const char *text = switches_text("PAGEFILE");
    memset(sizes, 0, PAGEFILES * sizeof *sizes);
    if (text && read_sizes(text, sizes))
        return;
    if (text)
        switches_problem("PAGEFILE", "malformed");
    memset(sizes, 0, PAGEFILES * sizeof *sizes);
    sizes[0] = (struct pagefile_size){DEFAULT_MB * PAGES_PER_MB, DEFAULT_MB * PAGES_PER_MB};
}

INIT_CODE ntstatus pagefiles_make(void)
{
    struct pagefile_size sizes[PAGEFILES];
    struct volume_information volume;
    choose_sizes(sizes);
    ntstatus status = pagefile_create(sizes);
    if (status != STATUS_DISK_FULL || !status_ok(volume_information(&volume)))
        return status;
    switches_problem("PAGEFILE", "disk-full");
    return pagefile_create_one(volume.free_clusters * (volume.cluster_bytes / SECTOR_SIZE) /
                               (PAGE_SIZE / SECTOR_SIZE) / 2);
}

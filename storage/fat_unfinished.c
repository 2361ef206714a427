#include "storage/fat_unfinished.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "storage/fat_change.h"

/* What a walk over all entries looks for, and what it finds. */
struct wanted {
    bool leaving;
    uint32_t cluster; /* 0: any that is crossed */
    bool found;
    struct fat_record record;
};

INIT_CODE static bool is_dots(const struct fat_entry *entry)
{
    return strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0;
}

INIT_CODE static bool is_wanted(const struct fat_check *check, const struct wanted *wanted,
                                const struct fat_entry *entry)
{
    bool leaving = entry->lower_case & FAT_LEAVING;
    if (leaving != wanted->leaving)
        return false;
    return wanted->cluster != 0 ? entry->cluster == wanted->cluster
                                : fat_check_is_marked(check->crossed, entry->cluster);
}

/* Stops in the middle when it has found what is wanted. */
INIT_CODE static ntstatus look_in(struct fat_volume *volume, struct fat_check *check, uint32_t cluster,
                                  struct wanted *wanted)
{
    struct fat_directory directory;
    struct fat_entry entry;
    ntstatus status = STATUS_SUCCESS;
    fat_directory_open(&directory, cluster);
    for (uint32_t position = 0; status_ok(status);) {
        status = fat_directory_next(volume, &directory, &position, &entry);
        if (!status_ok(status) || is_dots(&entry) || !fat_is_cluster(volume, entry.cluster))
            continue;
        if (is_wanted(check, wanted, &entry)) {
            wanted->found = true;
            wanted->record = fat_record_of(&entry);
            return status;
        }
        if (entry.attributes & FAT_DIRECTORY)
            fat_check_push(check, entry.cluster);
    }
    return fat_check_status(status);
}

INIT_CODE static ntstatus look(struct fat_volume *volume, struct fat_check *check, struct wanted *wanted)
{
    ntstatus status = STATUS_SUCCESS;
    memset(check->owned, 0, fat_check_bytes(volume));
    memset(check->pending, 0, fat_check_bytes(volume));
    for (uint32_t cluster = FAT_ROOT; status_ok(status) && !wanted->found && cluster != FAT_END;
         cluster = fat_check_pop(volume, check))
        status = look_in(volume, check, cluster, wanted);
    return status;
}

INIT_CODE static ntstatus finish(struct fat_volume *volume, const struct fat_record *leaving,
                                 const struct fat_record *stays)
{
    ntstatus status = STATUS_SUCCESS;
    if (stays->attributes & FAT_DIRECTORY)
        status = fat_directory_reparent(volume, stays->cluster, stays->directory);
    return status_ok(status) ? fat_record_remove(volume, leaving) : status;
}

INIT_CODE ntstatus fat_unfinished_finish(struct fat_volume *volume, struct fat_check *check, bool *finished)
{
    struct wanted leaving = {.leaving = true}, stays = {.leaving = false};
    ASSERT(check->crossings != 0);
    *finished = false;
    ntstatus status = look(volume, check, &leaving);
    if (!status_ok(status) || !leaving.found)
        return status;
    stays.cluster = leaving.record.cluster;
    status = look(volume, check, &stays);
    if (!status_ok(status) || !stays.found)
        return status;
    status = finish(volume, &leaving.record, &stays.record);
    *finished = status_ok(status);
    return fat_check_status(status);
}

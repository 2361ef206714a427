#include "storage/fat_check.h"

#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "storage/bytes.h"

INIT_CODE static uint32_t map_words(const struct fat_volume *volume)
{
    return (volume->clusters + 2 + 31) / 32;
}

INIT_CODE uint32_t fat_check_bytes(const struct fat_volume *volume)
{
    return map_words(volume) * (uint32_t)sizeof(uint32_t);
}

INIT_CODE static void mark(uint32_t *map, uint32_t cluster)
{
    map[cluster / 32] |= 1u << cluster % 32;
}

INIT_CODE ntstatus fat_check_status(ntstatus status)
{
    bool damage = status == STATUS_FILE_CORRUPT_ERROR || status == STATUS_NO_MORE_FILES;
    return damage ? STATUS_SUCCESS : status;
}

/* Gives a chain to an owner. Stops at the first cluster that has one: what follows is the other's already. */
INIT_CODE static ntstatus own_chain(struct fat_volume *volume, struct fat_check *check, uint32_t cluster)
{
    while (fat_is_cluster(volume, cluster)) {
        if (fat_check_is_marked(check->owned, cluster)) {
            check->crossings += !fat_check_is_marked(check->crossed, cluster);
            mark(check->crossed, cluster);
            break;
        }
        mark(check->owned, cluster);
        ntstatus status = fat_table_next(volume, cluster, &cluster);
        if (!status_ok(status))
            return fat_check_status(status);
    }
    return STATUS_SUCCESS;
}

INIT_CODE void fat_check_push(struct fat_check *check, uint32_t cluster)
{
    if (fat_check_is_marked(check->owned, cluster))
        return;
    mark(check->owned, cluster);
    mark(check->pending, cluster);
}

/* A directory is walked only when its first cluster had no owner before: so each is once, whatever points
 * where. */
INIT_CODE static ntstatus own_entry(struct fat_volume *volume, struct fat_check *check, const uint8_t *bytes)
{
    uint32_t cluster = bytes_get16(bytes + PLACE_CLUSTER);
    if (bytes[0] == FAT_PLACE_FREE || bytes[0] == '.' || (bytes[PLACE_ATTRIBUTES] & FAT_LABEL))
        return STATUS_SUCCESS;
    if ((bytes[PLACE_ATTRIBUTES] & FAT_DIRECTORY) && fat_is_cluster(volume, cluster) &&
        !fat_check_is_marked(check->owned, cluster))
        mark(check->pending, cluster);
    return own_chain(volume, check, cluster);
}

INIT_CODE static ntstatus own_directory(struct fat_volume *volume, struct fat_check *check, uint32_t cluster)
{
    struct fat_directory directory;
    fat_directory_open(&directory, cluster);
    for (uint32_t position = 0;; position++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &directory, position, &bytes, NULL);
        if (status_ok(status) && bytes[0] == FAT_PLACE_END)
            return STATUS_SUCCESS;
        if (status_ok(status))
            status = own_entry(volume, check, bytes);
        if (!status_ok(status))
            return fat_check_status(status);
    }
}

INIT_CODE uint32_t fat_check_pop(const struct fat_volume *volume, struct fat_check *check)
{
    for (uint32_t word = 0; word < map_words(volume); word++) {
        for (uint32_t bit = 0; check->pending[word] != 0; bit++) {
            if (check->pending[word] >> bit & 1) {
                check->pending[word] &= ~(1u << bit);
                return word * 32 + bit;
            }
        }
    }
    return FAT_END;
}

INIT_CODE ntstatus fat_check(struct fat_volume *volume, struct fat_check *check)
{
    ASSERT(check->owned != NULL && check->crossed != NULL && check->pending != NULL);
    check->crossings = 0;
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t directory = FAT_ROOT; status_ok(status) && directory != FAT_END;
         directory = fat_check_pop(volume, check))
        status = own_directory(volume, check, directory);
    return status;
}

#include "storage/fat_index.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/fat_names.h"
#include "storage/fat_places.h"
#include "storage/fat_tails.h"
#include "storage/unicode.h"

#define CLUSTERS_TAG POOL_TAG('F', 'a', 't', 'C')

struct folder {
    bool used;
    uint32_t cluster; /* the first; FAT_ROOT */
    uint32_t last_use;
    uint16_t *clusters; /* the chain as far as it is known; the root has none */
    uint32_t cluster_count, cluster_room;
    struct fat_names names; /* of each entry both names, with the position where the long one begins */
    struct fat_places places;
    struct fat_tails tails;
};

static struct {
    const struct fat_volume *volume;
    struct folder folders[FAT_INDEX_FOLDERS];
    uint32_t uses;
} all;

static void folder_drop(struct folder *folder)
{
    fat_names_drop(&folder->names);
    fat_places_drop(&folder->places);
    pool_free(folder->clusters);
    memset(folder, 0, sizeof *folder);
}

void fat_index_forget(void)
{
    for (uint32_t i = 0; i < FAT_INDEX_FOLDERS; i++)
        folder_drop(&all.folders[i]);
}

void fat_index_begin(const struct fat_volume *volume)
{
    fat_index_forget();
    all.volume = volume;
}

static struct folder *folder_find(const struct fat_volume *volume, uint32_t cluster)
{
    for (uint32_t i = 0; i < FAT_INDEX_FOLDERS && volume == all.volume; i++) {
        struct folder *folder = &all.folders[i];
        if (folder->used && folder->cluster == cluster) {
            folder->last_use = ++all.uses;
            return folder;
        }
    }
    return NULL;
}

void fat_index_drop(const struct fat_volume *volume, uint32_t cluster)
{
    struct folder *folder = folder_find(volume, cluster);
    if (folder != NULL)
        folder_drop(folder);
}

/* The one that was not used for longest, of those with room for at least `room` names; not `except`. One that
 * is not in use has none, and is the oldest of all. */
static struct folder *folder_oldest(const struct folder *except, uint32_t room)
{
    struct folder *oldest = NULL;
    for (uint32_t i = 0; i < FAT_INDEX_FOLDERS; i++) {
        struct folder *folder = &all.folders[i];
        if (folder != except && folder->names.room >= room &&
            (oldest == NULL || folder->last_use < oldest->last_use))
            oldest = folder;
    }
    return oldest;
}

static uint32_t names_room(void)
{
    uint32_t room = 0;
    for (uint32_t i = 0; i < FAT_INDEX_FOLDERS; i++)
        room += all.folders[i].names.room;
    return room;
}

/* Forgets others until there are not too many names. */
static void folder_make_room(const struct folder *folder)
{
    while (names_room() > FAT_INDEX_NAMES && names_room() != folder->names.room)
        folder_drop(folder_oldest(folder, 1));
}

/* ---- names ---- */

/* Both names of an entry, once if they are the same but for case. */
struct hashes {
    uint32_t long_name, short_name;
    bool both;
};

static struct hashes hashes_of(const char *name, uint32_t length, const char *short_name)
{
    struct hashes hashes = {.long_name = unicode_hash(name, length)};
    hashes.short_name = unicode_hash(short_name, (uint32_t)strlen(short_name));
    hashes.both = short_name[0] != 0 && hashes.short_name != hashes.long_name;
    return hashes;
}

static bool folder_add(struct folder *folder, uint32_t first, uint32_t position, const struct hashes *hashes)
{
    return fat_places_take(&folder->places, first, position - first + 1) &&
           fat_names_add(&folder->names, hashes->long_name, first) &&
           (!hashes->both || fat_names_add(&folder->names, hashes->short_name, first));
}

/* ---- reading a directory ---- */

/* How many clusters a directory has at least that has this place. */
static uint32_t clusters_of(const struct fat_volume *volume, uint32_t position)
{
    return position / FAT_SECTOR_PLACES / volume->cluster_sectors + 1;
}

static bool clusters_room(struct folder *folder)
{
    uint32_t room = folder->cluster_room == 0 ? 32 : folder->cluster_room * 2;
    if (folder->cluster_count < folder->cluster_room)
        return true;
    uint16_t *clusters = pool_alloc(room * sizeof *clusters, CLUSTERS_TAG);
    if (clusters == NULL)
        return false;
    if (folder->clusters != NULL)
        memcpy(clusters, folder->clusters, folder->cluster_count * sizeof *clusters);
    pool_free(folder->clusters);
    folder->clusters = clusters;
    folder->cluster_room = room;
    return true;
}

/* Goes on along the chain to its end. A chain that is broken or too long is not remembered. */
static ntstatus clusters_read(struct fat_volume *volume, struct folder *folder)
{
    uint32_t most = clusters_of(volume, FAT_PLACES);
    uint32_t next = folder->cluster;
    ntstatus status = STATUS_SUCCESS;
    if (folder->cluster_count != 0)
        status = fat_table_next(volume, folder->clusters[folder->cluster_count - 1], &next);
    while (status_ok(status) && next != FAT_END) {
        if (folder->cluster_count == most)
            return STATUS_FILE_CORRUPT_ERROR;
        if (!clusters_room(folder))
            return STATUS_INSUFFICIENT_RESOURCES;
        folder->clusters[folder->cluster_count++] = (uint16_t)next;
        status = fat_table_next(volume, next, &next);
    }
    return status;
}

static void folder_open(const struct fat_volume *volume, const struct folder *folder,
                        struct fat_directory *directory, uint32_t position)
{
    uint32_t index = clusters_of(volume, position) - 1;
    fat_directory_open(directory, folder->cluster);
    if (folder->cluster_count == 0)
        return;
    index = index < folder->cluster_count ? index : folder->cluster_count - 1;
    directory->chain.index = index;
    directory->chain.cluster = folder->clusters[index];
}

/* Takes the places before an entry that are neither free nor its own: labels, and pieces of names without
 * one. */
static ntstatus gap_read(struct fat_volume *volume, struct folder *folder, uint32_t from, uint32_t to)
{
    struct fat_directory directory;
    folder_open(volume, folder, &directory, from);
    for (; from < to; from++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &directory, from, &bytes, NULL);
        if (!status_ok(status))
            return status;
        if (bytes[0] != FAT_PLACE_FREE && !fat_places_take(&folder->places, from, 1))
            return STATUS_INSUFFICIENT_RESOURCES;
    }
    return STATUS_SUCCESS;
}

static ntstatus entries_read(struct fat_volume *volume, struct folder *folder)
{
    struct fat_directory directory;
    struct fat_entry entry;
    folder_open(volume, folder, &directory, 0);
    for (uint32_t position = 0;;) {
        uint32_t from = position;
        ntstatus status = fat_directory_next(volume, &directory, &position, &entry);
        if (status == STATUS_NO_MORE_FILES)
            return gap_read(volume, folder, from, position);
        if (!status_ok(status))
            return status;
        struct hashes hashes = hashes_of(entry.name, (uint32_t)strlen(entry.name), entry.short_name);
        if (!folder_add(folder, entry.first_position, entry.position, &hashes))
            return STATUS_INSUFFICIENT_RESOURCES;
        status = gap_read(volume, folder, from, entry.first_position);
        if (!status_ok(status))
            return status;
    }
}

static ntstatus folder_read(struct fat_volume *volume, struct folder *folder, uint32_t cluster)
{
    folder_drop(folder);
    folder->used = true;
    folder->cluster = cluster;
    folder->last_use = ++all.uses;
    ntstatus status = cluster != FAT_ROOT ? clusters_read(volume, folder) : STATUS_SUCCESS;
    if (status_ok(status))
        status = entries_read(volume, folder);
    if (status_ok(status))
        folder_make_room(folder);
    else
        folder_drop(folder);
    return status;
}

/* The directory as it is remembered from now on; NULL: it is not. Damage is no error here, because what is
 * looked up may stand before it. */
static ntstatus folder_get(struct fat_volume *volume, uint32_t cluster, struct folder **out)
{
    *out = folder_find(volume, cluster);
    if (*out != NULL || volume != all.volume)
        return STATUS_SUCCESS;
    struct folder *folder = folder_oldest(NULL, 0);
    ntstatus status = folder_read(volume, folder, cluster);
    *out = status_ok(status) ? folder : NULL;
    bool look_without = status == STATUS_NO_MORE_FILES || status == STATUS_FILE_CORRUPT_ERROR ||
                        status == STATUS_INSUFFICIENT_RESOURCES;
    return look_without ? STATUS_SUCCESS : status;
}

/* ---- asking ---- */

static ntstatus entry_read(struct fat_volume *volume, const struct folder *folder, uint32_t position,
                           struct fat_entry *entry)
{
    struct fat_directory directory;
    folder_open(volume, folder, &directory, position);
    ntstatus status = fat_directory_next(volume, &directory, &position, entry);
    return status == STATUS_NO_MORE_FILES ? STATUS_FILE_CORRUPT_ERROR : status;
}

ntstatus fat_index_find(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                        struct fat_entry *entry)
{
    struct folder *folder;
    ntstatus status = folder_get(volume, cluster, &folder);
    if (!status_ok(status))
        return status;
    if (folder == NULL)
        return fat_directory_find(volume, cluster, name, length, entry);
    uint32_t hash = unicode_hash(name, length), at = fat_names_next(&folder->names, hash, 0);
    for (; at != FAT_NO_POSITION; at = fat_names_next(&folder->names, hash, at + 1)) {
        status = entry_read(volume, folder, at, entry);
        if (!status_ok(status) || fat_entry_is_called(entry, name, length))
            return status;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

void fat_index_open(const struct fat_volume *volume, struct fat_directory *directory, uint32_t cluster,
                    uint32_t position)
{
    const struct folder *folder = folder_find(volume, cluster);
    if (folder != NULL)
        folder_open(volume, folder, directory, position);
    else
        fat_directory_open(directory, cluster);
}

uint32_t fat_index_room(const struct fat_volume *volume, uint32_t cluster, uint32_t wanted)
{
    struct folder *folder = folder_find(volume, cluster);
    return folder != NULL ? fat_places_find(&folder->places, wanted) : 0;
}

uint32_t fat_index_clusters(const struct fat_volume *volume, uint32_t cluster)
{
    const struct folder *folder = folder_find(volume, cluster);
    return folder != NULL ? folder->cluster_count : 0;
}

struct fat_tails *fat_index_tails(const struct fat_volume *volume, uint32_t cluster)
{
    struct folder *folder = folder_find(volume, cluster);
    return folder != NULL ? &folder->tails : NULL;
}

ntstatus fat_index_has_short(struct fat_volume *volume, uint32_t cluster, const uint8_t raw[FAT_SHORT_RAW],
                             uint32_t except, bool *has)
{
    const struct folder *folder = folder_find(volume, cluster);
    struct fat_entry entry;
    char text[FAT_SHORT_BYTES];
    ASSERT(folder != NULL);
    fat_short_to_text(raw, text);
    uint32_t hash = unicode_hash(text, (uint32_t)strlen(text)), at = fat_names_next(&folder->names, hash, 0);
    *has = false;
    for (; !*has && at != FAT_NO_POSITION; at = fat_names_next(&folder->names, hash, at + 1)) {
        ntstatus status = entry_read(volume, folder, at, &entry);
        if (!status_ok(status))
            return status;
        *has = entry.position != except && strcmp(entry.short_name, text) == 0;
    }
    return STATUS_SUCCESS;
}

/* ---- changes ---- */

void fat_index_added(struct fat_volume *volume, uint32_t cluster, uint32_t first, uint32_t position,
                     const char *name, uint32_t length, const uint8_t raw[FAT_SHORT_RAW])
{
    struct folder *folder = folder_find(volume, cluster);
    char text[FAT_SHORT_BYTES];
    if (folder == NULL)
        return;
    fat_short_to_text(raw, text);
    struct hashes hashes = hashes_of(name, length, text);
    bool known = folder_add(folder, first, position, &hashes);
    if (known && clusters_of(volume, position) > folder->cluster_count && cluster != FAT_ROOT)
        known = status_ok(clusters_read(volume, folder));
    if (known)
        folder_make_room(folder);
    else
        folder_drop(folder);
}

/* False: they are not as they were noted. */
static bool names_remove(struct folder *folder, const struct fat_entry *entry)
{
    struct hashes hashes = hashes_of(entry->name, (uint32_t)strlen(entry->name), entry->short_name);
    return fat_names_remove(&folder->names, hashes.long_name, entry->first_position) &&
           (!hashes.both || fat_names_remove(&folder->names, hashes.short_name, entry->first_position));
}

void fat_index_leaves(struct fat_volume *volume, uint32_t cluster, uint32_t first, uint32_t position)
{
    struct folder *folder = folder_find(volume, cluster);
    struct fat_directory directory;
    struct fat_entry entry;
    uint8_t *bytes;
    if (folder == NULL)
        return;
    ntstatus status = entry_read(volume, folder, first, &entry);
    folder_open(volume, folder, &directory, position);
    if (status_ok(status))
        status = fat_directory_place(volume, &directory, position, &bytes, NULL);
    if (!status_ok(status) || entry.first_position != first || entry.position != position ||
        !names_remove(folder, &entry)) {
        folder_drop(folder);
        return;
    }
    fat_tails_freed(&folder->tails, bytes);
    fat_places_free(&folder->places, first, position - first + 1);
}

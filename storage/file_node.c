#include "storage/file_node.h"

#include <stddef.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/fat_check.h"
#include "storage/fat_index.h"
#include "storage/fat_space.h"
#include "storage/fat_time.h"
#include "storage/fat_unfinished.h"
#include "storage/volumelock.h"

#define NODE_TAG POOL_TAG('F', 'i', 'l', 'e')
#define PATH_TAG POOL_TAG('F', 'i', 'l', 'N')
#define MAP_TAG  POOL_TAG('F', 'i', 'l', 'X')

static struct {
    struct fat_volume fat;
    uint64_t (*now)(void);
    struct file_node *nodes;
    uint32_t
        *crossed; /* one bit a cluster: two owners, see fat_check.h. NULL: there is none, as it should be */
} mounted;

/* The maps are zeroed. */
INIT_CODE static ntstatus check_again(struct fat_check *check)
{
    uint32_t bytes = fat_check_bytes(&mounted.fat);
    memset(check->owned, 0, bytes);
    memset(check->crossed, 0, bytes);
    memset(check->pending, 0, bytes);
    return fat_check(&mounted.fat, check);
}

/* Two entries with the same clusters may be a move that was interrupted. */
INIT_CODE static ntstatus check_and_finish(struct fat_check *check)
{
    bool finished = false;
    ntstatus status = fat_check(&mounted.fat, check);
    if (status_ok(status) && check->crossings != 0)
        status = fat_unfinished_finish(&mounted.fat, check, &finished);
    return status_ok(status) && check->crossings != 0 ? check_again(check) : status;
}

/* Cross links cannot be seen from one file alone, so the whole volume is walked once. */
INIT_CODE static ntstatus check_volume(void)
{
    uint32_t bytes = fat_check_bytes(&mounted.fat);
    struct fat_check check = {pool_alloc(bytes, MAP_TAG), pool_alloc(bytes, MAP_TAG),
                              pool_alloc(bytes, MAP_TAG), 0};
    ntstatus status = STATUS_INSUFFICIENT_RESOURCES;
    if (check.owned != NULL && check.crossed != NULL && check.pending != NULL)
        status = check_and_finish(&check);
    pool_free(check.owned);
    pool_free(check.pending);
    if (!status_ok(status) || check.crossings == 0) {
        pool_free(check.crossed);
        check.crossed = NULL;
    }
    mounted.crossed = check.crossed;
    return status;
}

INIT_CODE static ntstatus mount_locked(struct disk *disk, uint64_t (*now)(void))
{
    ASSERT(mounted.nodes == NULL);
    pool_free(mounted.crossed);
    mounted.crossed = NULL;
    mounted.now = now;
    ntstatus status = fat_mount(&mounted.fat, disk);
    if (status_ok(status))
        status = fat_space_init(&mounted.fat);
    return status_ok(status) ? check_volume() : status;
}

INIT_CODE ntstatus file_mount(struct disk *disk, uint64_t (*now)(void))
{
    volume_lock();
    ntstatus status = mount_locked(disk, now);
    volume_unlock();
    return status;
}

void file_forget(void)
{
    volume_lock();
    fat_index_forget();
    volume_unlock();
}

struct fat_volume *file_volume(void)
{
    return &mounted.fat;
}

void file_times_to_fat(const struct file_times *from, struct fat_times *times)
{
    struct fat_stamp created = fat_stamp_from_nt(from->created);
    struct fat_stamp written = fat_stamp_from_nt(from->written);
    times->created_date = created.date;
    times->created_time = created.time;
    times->created_10ms = created.ten_ms;
    times->accessed_date = fat_stamp_from_nt(from->accessed).date;
    times->written_date = written.date;
    times->written_time = written.time;
}

struct file_times file_times_from_fat(const struct fat_times *times)
{
    return (struct file_times){
        .created = fat_stamp_to_nt(
            (struct fat_stamp){times->created_date, times->created_time, times->created_10ms}),
        .accessed = fat_stamp_to_nt((struct fat_stamp){.date = times->accessed_date}),
        .written = fat_stamp_to_nt((struct fat_stamp){times->written_date, times->written_time, 0}),
    };
}

struct fat_times file_now(void)
{
    struct fat_times times;
    uint64_t now = mounted.now();
    file_times_to_fat(&(struct file_times){now, now, now}, &times);
    return times;
}

struct file_node *file_node_find(uint32_t place)
{
    struct file_node *node = mounted.nodes;
    while (node != NULL && node->record.place != place)
        node = node->next;
    return node;
}

uint32_t file_open_count(void)
{
    uint32_t count = 0;
    for (struct file_node *node = mounted.nodes; node != NULL; node = node->next)
        count++;
    return count;
}

bool file_is_below(const struct file *file, const struct file *directory)
{
    const char *path = ((const struct file_node *)file)->path;
    const char *above = ((const struct file_node *)directory)->path;
    size_t length = strlen(above);
    ASSERT(directory->directory);
    return strncmp(path, above, length) == 0 && path[length] == '\\';
}

bool file_node_has_open_below(const struct file_node *node)
{
    for (struct file_node *other = mounted.nodes; other != NULL; other = other->next)
        if (file_is_below(&other->file, &node->file))
            return true;
    return false;
}

void file_node_set_path(struct file_node *node, char *path)
{
    const char *last = strrchr(path, '\\');
    node->path = path;
    node->name = (uint16_t)(last ? last + 1 - path : 0);
}

struct file_node *file_node_make(const char *path)
{
    struct file_node *node = pool_alloc(sizeof *node, NODE_TAG);
    char *copy = node != NULL ? file_path_copy(path) : NULL;
    if (copy == NULL) {
        pool_free(node);
        return NULL;
    }
    file_node_set_path(node, copy);
    return node;
}

char *file_path_copy(const char *path)
{
    size_t bytes = strlen(path) + 1;
    char *copy = pool_alloc_raw(bytes, PATH_TAG);
    return copy != NULL ? memcpy(copy, path, bytes) : NULL;
}

ntstatus file_chain_check(uint32_t first, uint32_t *clusters)
{
    uint32_t cluster = first;
    *clusters = mounted.crossed == NULL ? fat_index_clusters(&mounted.fat, first) : 0;
    if (*clusters != 0)
        return STATUS_SUCCESS;
    ntstatus status = fat_chain_length(&mounted.fat, first, clusters);
    for (uint32_t i = 0; status_ok(status) && mounted.crossed != NULL && i < *clusters; i++) {
        if (fat_check_is_marked(mounted.crossed, cluster))
            return STATUS_FILE_CORRUPT_ERROR;
        status = fat_table_next(&mounted.fat, cluster, &cluster);
    }
    return status;
}

void file_node_fresh(struct file_node *node, const struct fat_record *record)
{
    node->record = *record;
    node->file.directory = record->attributes & FAT_DIRECTORY;
    node->clusters = record->cluster != 0;
    fat_chain_init(&node->chain, record->cluster);
}

ntstatus file_node_load(struct file_node *node, const struct fat_record *record)
{
    node->record = *record;
    node->file.directory = record->attributes & FAT_DIRECTORY;
    node->file.size = node->file.directory ? 0 : record->size;
    node->clusters = 0;
    fat_chain_init(&node->chain, record->cluster);
    if (file_node_is_root(node) || record->cluster == 0)
        return STATUS_SUCCESS; /* fat_entry_check() has seen that it is empty */
    ntstatus status = file_chain_check(record->cluster, &node->clusters);
    uint64_t room = (uint64_t)node->clusters * fat_cluster_bytes(&mounted.fat);
    if (status_ok(status) && node->file.size > room)
        return STATUS_FILE_CORRUPT_ERROR;
    return status;
}

void file_node_enter(struct file_node *node)
{
    ASSERT(file_node_find(node->record.place) == NULL);
    node->next = mounted.nodes;
    mounted.nodes = node;
}

void file_node_displace(const struct fat_record *record)
{
    for (struct file_node *node = mounted.nodes; node != NULL; node = node->next)
        if (!file_node_is_root(node) && node->record.directory == record->directory &&
            node->record.position >= record->first_position && node->record.position <= record->position)
            node->record.place = FILE_NO_PLACE;
}

void file_node_free(struct file_node *node)
{
    ASSERT(node->file.references == 0);
    for (struct file_node **link = &mounted.nodes; *link != NULL; link = &(*link)->next) {
        if (*link == node) {
            *link = node->next;
            break;
        }
    }
    pool_free(node->path);
    pool_free(node);
}

ntstatus file_node_store(struct file_node *node)
{
    if (file_node_is_root(node))
        return STATUS_SUCCESS;
    if (node->record.place == FILE_NO_PLACE)
        return STATUS_FILE_CORRUPT_ERROR;
    node->record.size = node->file.size;
    node->record.cluster = node->chain.first;
    ntstatus status = fat_record_update(&mounted.fat, &node->record);
    node->stale = node->stale && !status_ok(status);
    return status;
}

static uint32_t clusters_for(uint32_t bytes)
{
    uint32_t cluster = fat_cluster_bytes(&mounted.fat);
    return bytes / cluster + (bytes % cluster != 0);
}

static ntstatus grow_by(struct file_node *node, uint32_t count)
{
    uint32_t tail = 0, first;
    ntstatus status = STATUS_SUCCESS;
    if (node->clusters != 0)
        status = fat_chain_seek(&mounted.fat, &node->chain, node->clusters - 1, &tail);
    if (status_ok(status))
        status = fat_space_take(&mounted.fat, tail, count, &first);
    if (!status_ok(status))
        return status;
    if (tail == 0)
        fat_chain_init(&node->chain, first);
    else
        status = fat_space_link(&mounted.fat, tail, first);
    if (status_ok(status))
        node->clusters += count;
    else
        fat_space_release(&mounted.fat, first);
    return status;
}

ntstatus file_node_grow(struct file_node *node, uint32_t bytes)
{
    uint32_t needed = clusters_for(bytes);
    return needed > node->clusters ? grow_by(node, needed - node->clusters) : STATUS_SUCCESS;
}

ntstatus file_node_cut(struct file_node *node, uint32_t bytes)
{
    uint32_t last, first = node->chain.first;
    uint32_t keep = clusters_for(bytes);
    if (keep >= node->clusters)
        return STATUS_SUCCESS;
    if (keep == 0) {
        node->clusters = 0;
        fat_chain_init(&node->chain, 0);
        return fat_space_release(&mounted.fat, first);
    }
    ntstatus status = fat_chain_seek(&mounted.fat, &node->chain, keep - 1, &last);
    if (!status_ok(status)) /* a second chance, as fat_space.h gives it */
        status = fat_chain_seek(&mounted.fat, &node->chain, keep - 1, &last);
    if (status_ok(status))
        status = fat_space_cut(&mounted.fat, last);
    node->clusters = status_ok(status) ? keep : node->clusters;
    return status;
}

struct file_state file_node_state(const struct file_node *node)
{
    return (struct file_state){node->record, node->chain, node->file.size, node->clusters, node->stale};
}

void file_node_restore(struct file_node *node, const struct file_state *state)
{
    ASSERT(node->record.place == state->record.place);
    node->record = state->record;
    node->chain = state->chain;
    node->file.size = state->size;
    node->clusters = state->clusters;
    node->stale = state->stale;
}

ntstatus file_node_empty(struct file_node *node)
{
    struct file_state before = file_node_state(node);
    struct fat_times now = file_now();
    node->file.size = 0;
    node->clusters = 0;
    node->record.times.accessed_date = now.accessed_date;
    node->record.times.written_date = now.written_date;
    node->record.times.written_time = now.written_time;
    fat_chain_init(&node->chain, 0);
    ntstatus status = file_node_store(node); /* first: no entry may point to free clusters */
    if (status_ok(status))
        fat_space_release(&mounted.fat, before.chain.first); /* the file is empty, whatever becomes of them */
    else
        file_node_restore(node, &before);
    return status;
}

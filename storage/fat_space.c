#include "storage/fat_space.h"

#include "firmware/panic.h"
#include "storage/fat_index.h"

static uint32_t cluster_end(const struct fat_volume *volume)
{
    return volume->clusters + 2;
}

ntstatus fat_space_init(struct fat_volume *volume)
{
    uint32_t taken, free;
    fat_index_begin(volume);
    volume->free_clusters = 0;
    volume->free_hint = cluster_end(volume);
    for (uint32_t cluster = 2; cluster < cluster_end(volume); cluster += taken + free) {
        ntstatus status = fat_table_row(volume, cluster, volume->clusters, FAT_ROW_TAKEN, &taken);
        if (status_ok(status))
            status = fat_table_row(volume, cluster + taken, volume->clusters, FAT_ROW_FREE, &free);
        if (!status_ok(status))
            return status;
        if (volume->free_clusters == 0)
            volume->free_hint = cluster + taken;
        volume->free_clusters += free;
    }
    return STATUS_SUCCESS;
}

/* The first free cluster at or behind `cluster`; cluster_end() if there is none. */
static ntstatus next_free(struct fat_volume *volume, uint32_t cluster, uint32_t *found)
{
    uint32_t taken;
    ntstatus status = fat_table_row(volume, cluster, volume->clusters, FAT_ROW_TAKEN, &taken);
    *found = cluster + taken;
    return status;
}

/* Where a run of `wanted` begins: behind `near`, or the lowest there is; the hint if there is none. */
static ntstatus find_start(struct fat_volume *volume, uint32_t near, uint32_t wanted, uint32_t *start)
{
    uint32_t length = 0;
    ntstatus status = STATUS_SUCCESS;
    if (near != 0) {
        status = fat_table_row(volume, near + 1, wanted, FAT_ROW_FREE, &length);
        *start = near + 1;
    }
    uint32_t from = volume->free_hint;
    while (status_ok(status) && length < wanted) {
        status = next_free(volume, from, start);
        if (!status_ok(status) || *start == cluster_end(volume)) {
            *start = volume->free_hint;
            break;
        }
        status = fat_table_row(volume, *start, wanted, FAT_ROW_FREE, &length);
        from = *start + length;
    }
    return status;
}

/* A chain on its way. */
struct fresh {
    uint32_t first, last, count;
};

/* For taking back and giving back, which nobody can take back in turn: everything gets a second chance. */
static ntstatus put_surely(struct fat_volume *volume, uint32_t cluster, uint32_t entry)
{
    ntstatus status = fat_table_put(volume, cluster, entry);
    return status_ok(status) ? status : fat_table_put(volume, cluster, entry);
}

static ntstatus next_surely(struct fat_volume *volume, uint32_t cluster, uint32_t *next)
{
    ntstatus status = fat_table_next(volume, cluster, next);
    bool try_again = !status_ok(status) && status != STATUS_FILE_CORRUPT_ERROR;
    return try_again ? fat_table_next(volume, cluster, next) : status;
}

static ntstatus flush_surely(struct fat_volume *volume)
{
    ntstatus status = fat_table_flush(volume);
    return status_ok(status) ? status : fat_table_flush(volume);
}

/* Frees clusters side by side; how many have become free. */
static uint32_t row_free(struct fat_volume *volume, uint32_t cluster, uint32_t count)
{
    uint32_t freed = 0;
    for (uint32_t i = 0; i < count; i++)
        freed += status_ok(put_surely(volume, cluster + i, FAT_FREE));
    return freed;
}

/* Puts more clusters, side by side, at the end: at most as many as the table's window holds. They become a
 * chain first, and are linked then, so that no chain leads to a free cluster at any moment. After an error
 * they are free. */
static ntstatus fresh_add(struct fat_volume *volume, struct fresh *fresh, uint32_t cluster, uint32_t count)
{
    ntstatus status = fat_table_put_row(volume, cluster, count);
    if (status_ok(status) && fresh->count != 0)
        status = fat_table_put(volume, fresh->last, cluster);
    if (!status_ok(status)) {
        volume->free_clusters -= count - row_free(volume, cluster, count);
        return status;
    }
    fresh->first = fresh->count == 0 ? cluster : fresh->first;
    fresh->last = cluster + count - 1;
    fresh->count += count;
    volume->free_clusters -= count;
    return status;
}

/* The link of the last cluster may be half-written: it is not read. */
static void fresh_drop(struct fat_volume *volume, const struct fresh *fresh)
{
    uint32_t cluster = fresh->first, next = 0;
    for (uint32_t left = fresh->count; left != 0; left--, cluster = next) {
        if (left != 1 && !status_ok(next_surely(volume, cluster, &next)))
            break;
        if (status_ok(put_surely(volume, cluster, FAT_FREE)))
            volume->free_clusters++;
    }
    flush_surely(volume);
}

/* Finds the next clusters for `fresh`, up to `wanted` of them, at or behind *cluster, and adds them; *cluster
 * is moved behind them. */
static ntstatus fresh_extend(struct fat_volume *volume, struct fresh *fresh, uint32_t wanted,
                             uint32_t *cluster)
{
    uint32_t count;
    ntstatus status = next_free(volume, *cluster, cluster);
    if (!status_ok(status))
        return status;
    if (*cluster == cluster_end(volume))
        return STATUS_DISK_CORRUPT_ERROR; /* the table changed under us */
    wanted = fat_table_together(volume, *cluster, wanted);
    status = fat_table_row(volume, *cluster, wanted, FAT_ROW_FREE, &count);
    if (status_ok(status))
        status = fresh_add(volume, fresh, *cluster, count);
    *cluster += count;
    return status;
}

/* Links the next `count` free clusters from `cluster` on to a chain. */
static ntstatus take_from(struct fat_volume *volume, uint32_t cluster, uint32_t count, struct fresh *fresh)
{
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && fresh->count != count)
        status = fresh_extend(volume, fresh, count - fresh->count, &cluster);
    return status_ok(status) ? fat_table_flush(volume) : status;
}

ntstatus fat_space_take(struct fat_volume *volume, uint32_t near, uint32_t count, uint32_t *first)
{
    uint32_t start = 0;
    struct fresh fresh = {0};
    ASSERT(count != 0);
    if (count > volume->free_clusters)
        return STATUS_DISK_FULL;
    ntstatus status = find_start(volume, near, count, &start);
    if (!status_ok(status))
        return status;
    status = take_from(volume, start, count, &fresh);
    if (!status_ok(status)) {
        fresh_drop(volume, &fresh);
        return status;
    }
    *first = fresh.first;
    if (start <= volume->free_hint)
        volume->free_hint = fresh.last + 1; /* all from the hint to here are taken now */
    return status;
}

ntstatus fat_space_link(struct fat_volume *volume, uint32_t tail, uint32_t next)
{
    ASSERT(fat_is_cluster(volume, next));
    ntstatus status = fat_table_put(volume, tail, next);
    if (status_ok(status))
        status = fat_table_flush(volume);
    if (!status_ok(status)) {
        put_surely(volume, tail, FAT_END);
        flush_surely(volume);
    }
    return status;
}

static ntstatus release_one(struct fat_volume *volume, uint32_t cluster, uint32_t *next)
{
    ntstatus status = next_surely(volume, cluster, next);
    if (status_ok(status))
        status = put_surely(volume, cluster, FAT_FREE);
    if (status_ok(status)) {
        volume->free_clusters++;
        volume->free_hint = cluster < volume->free_hint ? cluster : volume->free_hint;
    }
    return status;
}

/* Ends on a loop too: its first cluster is free by then, and a free cluster is in no chain. */
ntstatus fat_space_release(struct fat_volume *volume, uint32_t first)
{
    ntstatus status = STATUS_SUCCESS;
    uint32_t cluster = first != 0 ? first : FAT_END;
    while (status_ok(status) && cluster != FAT_END)
        status = release_one(volume, cluster, &cluster);
    ntstatus flush = flush_surely(volume);
    return status_ok(status) ? flush : status;
}

ntstatus fat_space_cut(struct fat_volume *volume, uint32_t last)
{
    uint32_t next;
    ntstatus status = next_surely(volume, last, &next);
    if (!status_ok(status) || next == FAT_END)
        return status;
    status = put_surely(volume, last, FAT_END);
    if (status_ok(status))
        status = flush_surely(volume); /* the chain ends before what followed is free */
    return status_ok(status) ? fat_space_release(volume, next) : status;
}

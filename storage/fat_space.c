#include "storage/fat_space.h"

#include "firmware/panic.h"

static uint32_t cluster_end(const struct fat_volume *volume)
{
    return volume->clusters + 2;
}

ntstatus fat_space_init(struct fat_volume *volume)
{
    volume->free_clusters = 0;
    volume->free_hint = cluster_end(volume);
    for (uint32_t cluster = cluster_end(volume); cluster-- > 2;) {
        uint32_t entry;
        ntstatus status = fat_table_get(volume, cluster, &entry);
        if (!status_ok(status))
            return status;
        if (entry == FAT_FREE) {
            volume->free_clusters++;
            volume->free_hint = cluster;
        }
    }
    return STATUS_SUCCESS;
}

/* The first free cluster at or behind `cluster`; cluster_end() if there is none. */
static ntstatus next_free(struct fat_volume *volume, uint32_t cluster, uint32_t *found)
{
    ntstatus status = STATUS_SUCCESS;
    for (; cluster < cluster_end(volume); cluster++) {
        uint32_t entry;
        status = fat_table_get(volume, cluster, &entry);
        if (!status_ok(status) || entry == FAT_FREE)
            break;
    }
    *found = cluster;
    return status;
}

/* How many clusters, up to `wanted`, are free from `cluster` on. */
static ntstatus free_length(struct fat_volume *volume, uint32_t cluster, uint32_t wanted, uint32_t *length)
{
    ntstatus status = STATUS_SUCCESS;
    for (*length = 0; *length < wanted && cluster + *length < cluster_end(volume); (*length)++) {
        uint32_t entry;
        status = fat_table_get(volume, cluster + *length, &entry);
        if (!status_ok(status) || entry != FAT_FREE)
            break;
    }
    return status;
}

/* Where a run of `wanted` begins: behind `near`, or the lowest there is; the hint if there is none. */
static ntstatus find_start(struct fat_volume *volume, uint32_t near, uint32_t wanted, uint32_t *start)
{
    uint32_t length = 0;
    ntstatus status = STATUS_SUCCESS;
    if (near != 0) {
        status = free_length(volume, near + 1, wanted, &length);
        *start = near + 1;
    }
    uint32_t from = volume->free_hint;
    while (status_ok(status) && length < wanted) {
        status = next_free(volume, from, start);
        if (!status_ok(status) || *start == cluster_end(volume)) {
            *start = volume->free_hint;
            break;
        }
        status = free_length(volume, *start, wanted, &length);
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

/* Puts one more cluster at the end. After an error it is free. */
static ntstatus fresh_add(struct fat_volume *volume, struct fresh *fresh, uint32_t cluster)
{
    ntstatus status = fat_table_put(volume, cluster, FAT_END);
    if (status_ok(status) && fresh->count != 0)
        status = fat_table_put(volume, fresh->last, cluster);
    if (!status_ok(status)) {
        put_surely(volume, cluster, FAT_FREE);
        return status;
    }
    fresh->first = fresh->count == 0 ? cluster : fresh->first;
    fresh->last = cluster;
    fresh->count++;
    volume->free_clusters--;
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

/* Links the next `count` free clusters from `start` on to a chain. */
static ntstatus take_from(struct fat_volume *volume, uint32_t start, uint32_t count, struct fresh *fresh)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t cluster = start; status_ok(status) && fresh->count != count; cluster++) {
        status = next_free(volume, cluster, &cluster);
        if (status_ok(status) && cluster == cluster_end(volume))
            status = STATUS_DISK_CORRUPT_ERROR; /* the table changed under us */
        if (status_ok(status))
            status = fresh_add(volume, fresh, cluster);
    }
    return status_ok(status) ? fat_table_flush(volume) : status;
}

ntstatus fat_space_take(struct fat_volume *volume, uint32_t near, uint32_t count, uint32_t *first)
{
    uint32_t start;
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

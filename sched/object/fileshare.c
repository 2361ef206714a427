/*
 * Share access of the files of the volume.
 */
#include "sched/object/fileshare.h"

#include "mmu/pool.h"
#include "firmware/panic.h"

#define TAG_SHARE POOL_TAG('S', 'h', 'a', 'r')

struct file_share {
    struct share_count count;
};

ntstatus file_share_enter(struct file_object *object)
{
    struct file *file = object->file;
    ASSERT(file && !object->counted);
    if (!share_takes_part(object->access))
        return STATUS_SUCCESS;
    if (!file->share)
        file->share = pool_alloc(sizeof *file->share, TAG_SHARE);
    if (!file->share)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!share_allows(&file->share->count, object->access, object->share_access))
        return STATUS_SHARING_VIOLATION;
    share_enter(&file->share->count, object->access, object->share_access);
    object->counted = true;
    return STATUS_SUCCESS;
}

void file_share_leave(struct file_object *object)
{
    struct file *file = object->file;
    if (!object->counted)
        return;
    ASSERT(file->share && file->share->count.openers > 0);
    share_leave(&file->share->count, object->access, object->share_access);
    object->counted = false;
    if (file->share->count.openers == 0) {
        ASSERT(file->share->count.readers == 0 && file->share->count.writers == 0 &&
               file->share->count.deleters == 0);
        pool_free(file->share);
        file->share = NULL;
    }
}

bool file_share_allows(const struct file *file, uint32_t access, uint32_t allow)
{
    return !file->share || share_allows(&file->share->count, access, allow);
}

bool file_is_written(const struct file *file)
{
    return file->share && file->share->count.writers > 0;
}

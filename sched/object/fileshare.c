/*
 * Share access: how many openers of a file want what, and refuse what (NT: IoCheckShareAccess).
 */
#include "sched/object/fileshare.h"

#include "mmu/pool.h"
#include "firmware/panic.h"

#define TAG_SHARE    POOL_TAG('S', 'h', 'a', 'r')
#define SHARE_READ   0x1u
#define SHARE_WRITE  0x2u
#define SHARE_DELETE 0x4u

struct file_share {
    uint32_t openers;
    uint32_t readers, writers, deleters;
    uint32_t share_read, share_write, share_delete;
};

bool file_wants_read(uint32_t access)
{
    return (access & (FILE_RIGHT_READ | FILE_RIGHT_EXECUTE)) != 0;
}

bool file_wants_write(uint32_t access)
{
    return (access & (FILE_RIGHT_WRITE | FILE_RIGHT_APPEND)) != 0;
}

bool file_wants_delete(uint32_t access)
{
    return (access & FILE_RIGHT_DELETE) != 0;
}

static bool share_allows(const struct file_share *share, uint32_t access, uint32_t allow)
{
    if (file_wants_read(access) && share->share_read < share->openers)
        return false;
    if (file_wants_write(access) && share->share_write < share->openers)
        return false;
    if (file_wants_delete(access) && share->share_delete < share->openers)
        return false;
    return (share->readers == 0 || (allow & SHARE_READ)) && (share->writers == 0 || (allow & SHARE_WRITE)) &&
           (share->deleters == 0 || (allow & SHARE_DELETE));
}

/* Opening for attributes only takes no part in sharing. */
static bool takes_part(uint32_t access)
{
    return file_wants_read(access) || file_wants_write(access) || file_wants_delete(access);
}

static void share_count(struct file_share *share, const struct file_object *object, int32_t by)
{
    uint32_t n = (uint32_t)by;
    share->openers += n;
    share->readers += file_wants_read(object->access) ? n : 0;
    share->writers += file_wants_write(object->access) ? n : 0;
    share->deleters += file_wants_delete(object->access) ? n : 0;
    share->share_read += object->share_access & SHARE_READ ? n : 0;
    share->share_write += object->share_access & SHARE_WRITE ? n : 0;
    share->share_delete += object->share_access & SHARE_DELETE ? n : 0;
}

ntstatus file_share_enter(struct file_object *object)
{
    struct file *file = object->file;
    ASSERT(file && !object->counted);
    if (!takes_part(object->access))
        return STATUS_SUCCESS;
    if (!file->share)
        file->share = pool_alloc(sizeof *file->share, TAG_SHARE);
    if (!file->share)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!share_allows(file->share, object->access, object->share_access))
        return STATUS_SHARING_VIOLATION;
    share_count(file->share, object, 1);
    object->counted = true;
    return STATUS_SUCCESS;
}

void file_share_leave(struct file_object *object)
{
    struct file *file = object->file;
    if (!object->counted)
        return;
    ASSERT(file->share && file->share->openers > 0);
    share_count(file->share, object, -1);
    object->counted = false;
    if (file->share->openers == 0) {
        ASSERT(file->share->readers == 0 && file->share->writers == 0 && file->share->deleters == 0);
        pool_free(file->share);
        file->share = NULL;
    }
}

bool file_share_allows(const struct file *file, uint32_t access, uint32_t allow)
{
    return !file->share || share_allows(file->share, access, allow);
}

bool file_is_written(const struct file *file)
{
    return file->share && file->share->writers > 0;
}

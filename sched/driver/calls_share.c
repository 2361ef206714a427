/* Sharing of files, and upper case. */
#include "sched/driver/sharecalls.h"

#include "firmware/panic.h"
#include "firmware/status.h"
#include "sched/object/fileobject.h"
#include "storage/unicode.h"

/* A file object that wants none of the three lets others do what they like: it takes no part. */
static void note(struct nt_file_object *file, uint32_t access, uint32_t share)
{
    if (!share_takes_part(access))
        share = 0;
    file->reads = file_wants_read(access);
    file->writes = file_wants_write(access);
    file->deletes = file_wants_delete(access);
    file->shared_read = (share & SHARE_READ) != 0;
    file->shared_write = (share & SHARE_WRITE) != 0;
    file->shared_delete = (share & SHARE_DELETE) != 0;
}

static uint32_t noted_access(const struct nt_file_object *file)
{
    return (file->reads ? FILE_RIGHT_READ : 0u) | (file->writes ? FILE_RIGHT_WRITE : 0u) |
           (file->deletes ? FILE_RIGHT_DELETE : 0u);
}

static uint32_t noted_share(const struct nt_file_object *file)
{
    return (file->shared_read ? SHARE_READ : 0u) | (file->shared_write ? SHARE_WRITE : 0u) |
           (file->shared_delete ? SHARE_DELETE : 0u);
}

int32_t NTAPI io_check_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                                    struct share_count *others, uint8_t update)
{
    note(file, access, share);
    if (!share_allows(others, access, share))
        return STATUS_SHARING_VIOLATION;
    if (update)
        share_enter(others, access, share);
    return STATUS_SUCCESS;
}

void NTAPI io_set_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                               struct share_count *others)
{
    *others = (struct share_count){0};
    note(file, access, share);
    share_enter(others, access, share);
}

void NTAPI io_remove_share_access(struct nt_file_object *file, struct share_count *others)
{
    uint32_t access = noted_access(file);
    ASSERT(!share_takes_part(access) || others->openers > 0); /* else it was taken out before */
    share_leave(others, access, noted_share(file));
}

uint16_t NTAPI rtl_upcase_unicode_char(uint16_t unit)
{
    return unicode_upper(unit);
}

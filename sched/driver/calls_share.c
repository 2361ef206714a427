/* Sharing of files, and upper case. */
#include "sched/driver/sharecalls.h"

#include <stdbool.h>
#include "firmware/panic.h"
#include "firmware/status.h"
#include "sched/object/fileshare.h"
#include "storage/unicode.h"

enum { SHARE_READ = 1, SHARE_WRITE = 2, SHARE_DELETE = 4 };

/* A file object that wants none of the three counts for nobody. */
static bool counts(const struct nt_file_object *file)
{
    return file->reads || file->writes || file->deletes;
}

static void note(struct nt_file_object *file, uint32_t access, uint32_t share)
{
    file->reads = file_wants_read(access);
    file->writes = file_wants_write(access);
    file->deletes = file_wants_delete(access);
    file->shared_read = counts(file) && (share & SHARE_READ);
    file->shared_write = counts(file) && (share & SHARE_WRITE);
    file->shared_delete = counts(file) && (share & SHARE_DELETE);
}

static void count(struct nt_share_access *others, const struct nt_file_object *file, uint32_t by)
{
    if (!counts(file))
        return;
    others->openers += by;
    others->readers += file->reads ? by : 0;
    others->writers += file->writes ? by : 0;
    others->deleters += file->deletes ? by : 0;
    others->shared_read += file->shared_read ? by : 0;
    others->shared_write += file->shared_write ? by : 0;
    others->shared_delete += file->shared_delete ? by : 0;
}

static bool allows(const struct nt_share_access *others, const struct nt_file_object *file)
{
    if ((file->reads && others->shared_read < others->openers) ||
        (file->writes && others->shared_write < others->openers) ||
        (file->deletes && others->shared_delete < others->openers))
        return false;
    return (file->shared_read || others->readers == 0) && (file->shared_write || others->writers == 0) &&
           (file->shared_delete || others->deleters == 0);
}

int32_t NTAPI io_check_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                                    struct nt_share_access *others, uint8_t update)
{
    note(file, access, share);
    if (counts(file) && !allows(others, file))
        return STATUS_SHARING_VIOLATION;
    if (update)
        count(others, file, 1);
    return STATUS_SUCCESS;
}

void NTAPI io_set_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                               struct nt_share_access *others)
{
    *others = (struct nt_share_access){0};
    note(file, access, share);
    count(others, file, 1);
}

void NTAPI io_remove_share_access(struct nt_file_object *file, struct nt_share_access *others)
{
    ASSERT(!counts(file) || others->openers > 0); /* else it was taken out before */
    count(others, file, UINT32_MAX);
}

uint16_t NTAPI rtl_upcase_unicode_char(uint16_t unit)
{
    return unicode_upper(unit);
}

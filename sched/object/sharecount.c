#include "sched/object/sharecount.h"

#include "sched/object/fileobject.h"

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

bool share_takes_part(uint32_t access)
{
    return file_wants_read(access) || file_wants_write(access) || file_wants_delete(access);
}

bool share_allows(const struct share_count *others, uint32_t access, uint32_t share)
{
    if (!share_takes_part(access))
        return true;
    if (file_wants_read(access) && others->share_read < others->openers)
        return false;
    if (file_wants_write(access) && others->share_write < others->openers)
        return false;
    if (file_wants_delete(access) && others->share_delete < others->openers)
        return false;
    return (others->readers == 0 || (share & SHARE_READ)) &&
           (others->writers == 0 || (share & SHARE_WRITE)) &&
           (others->deleters == 0 || (share & SHARE_DELETE));
}

static void count(struct share_count *others, uint32_t access, uint32_t share, uint32_t by)
{
    if (!share_takes_part(access))
        return;
    others->openers += by;
    others->readers += file_wants_read(access) ? by : 0;
    others->writers += file_wants_write(access) ? by : 0;
    others->deleters += file_wants_delete(access) ? by : 0;
    others->share_read += share & SHARE_READ ? by : 0;
    others->share_write += share & SHARE_WRITE ? by : 0;
    others->share_delete += share & SHARE_DELETE ? by : 0;
}

void share_enter(struct share_count *others, uint32_t access, uint32_t share)
{
    count(others, access, share, 1);
}

void share_leave(struct share_count *others, uint32_t access, uint32_t share)
{
    count(others, access, share, UINT32_MAX);
}

#include "sched/service/filename.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/service/service_fileinfo.h"

#define TAG_NAME POOL_TAG('F', 'n', 'a', 'm')

static const char volume[] = "\\??\\C:";

/* `path` has room for one backslash more. */
static ntstatus join(char *path, char *text)
{
    uint32_t length = (uint32_t)strlen(path), added = (uint32_t)strlen(text);
    ASSERT(length >= sizeof volume - 1 && length < sizeof volume + CAPTURE_NAME_BYTES - 1);
    if (added && path[length - 1] != '\\')
        path[length++] = '\\';
    if (length + added >= CAPTURE_NAME_BYTES)
        return STATUS_NAME_TOO_LONG;
    memcpy(path + length, text, added + 1);
    strcpy(text, path);
    return STATUS_SUCCESS;
}

/* The NT path of an open file, in pool; NULL without memory. */
static char *path_of(const struct file *file)
{
    char *path = pool_alloc_raw(sizeof volume + CAPTURE_NAME_BYTES, TAG_NAME);
    if (path) {
        strcpy(path, volume);
        file_path(file, path + sizeof volume - 1, CAPTURE_NAME_BYTES);
    }
    return path;
}

static ntstatus join_file(const struct file *file, char *text)
{
    char *path = path_of(file);
    ntstatus status = path ? join(path, text) : STATUS_INSUFFICIENT_RESOURCES;
    pool_free(path);
    return status;
}

ntstatus file_name_resolve(uint32_t root, char text[CAPTURE_NAME_BYTES])
{
    struct file_object *object;
    if (root == 0)
        return STATUS_SUCCESS;
    if (text[0] == '\\')
        return STATUS_INVALID_PARAMETER;
    ntstatus status = file_object_of(root, 0, &object);
    if (!status_ok(status))
        return status;
    if (!object->file || (text[0] && !object->file->directory))
        status = STATUS_OBJECT_PATH_NOT_FOUND;
    else
        status = join_file(object->file, text);
    object_dereference(&object->object);
    return status;
}

ntstatus file_name_beside(const struct file *file, char text[CAPTURE_NAME_BYTES])
{
    if (!text[0] || strchr(text, '\\'))
        return STATUS_OBJECT_NAME_INVALID;
    char *path = path_of(file);
    if (!path)
        return STATUS_INSUFFICIENT_RESOURCES;
    strrchr(path, '\\')[1] = 0;
    ntstatus status = join(path, text);
    pool_free(path);
    return status;
}

ntstatus file_name_missing(const char *text)
{
    static const char prefix[] = "\\??\\";
    bool device = strncmp(text, prefix, sizeof prefix - 1) == 0 && !strchr(text + sizeof prefix - 1, '\\');
    return device ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_PATH_NOT_FOUND;
}

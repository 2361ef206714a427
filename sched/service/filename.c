#include "sched/service/filename.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/object/directory.h"
#include "sched/service/service_fileinfo.h"

#define TAG_NAME POOL_TAG('F', 'n', 'a', 'm')

/* ---- through the name space ---- */

static ntstatus find(struct captured_name *name, struct object_directory *from, struct file_place *place)
{
    struct lookup lookup = {.text = name->text, .from = from, .any_case = true};
    place->link = NULL;
    ntstatus status = directory_find(&lookup);
    if (!status_ok(status))
        return status;
    if (!lookup.object) {
        place->link = lookup.directory == directory_of_links() ? lookup.rest : NULL;
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (lookup.object->type != &device_type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    place->device = ((struct device_object *)lookup.object)->device;
    place->path = lookup.rest;
    return STATUS_SUCCESS;
}

static ntstatus find_from(struct captured_name *name, const struct object *root, struct file_place *place)
{
    if (root->type == &directory_type) {
        name->root = 0;
        return find(name, (struct object_directory *)root, place);
    }
    if (root->type != &file_type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    const struct file_object *file = (const struct file_object *)root;
    *place = (struct file_place){.device = file->file ? &volume_device : file->device, .path = name->text};
    return STATUS_SUCCESS;
}

ntstatus file_name_place(struct captured_name *name, struct file_place *place)
{
    struct object *root;
    if (!name->root)
        return find(name, NULL, place);
    ntstatus status = capture_object(name->root, NULL, 0, &root, NULL);
    if (!status_ok(status))
        return status;
    status = find_from(name, root, place);
    object_dereference(root);
    return status;
}

ntstatus file_name_on_volume(struct captured_name *name, const char **path)
{
    struct file_place place;
    ntstatus status = file_name_place(name, &place);
    if (status_ok(status) && !name->root && place.device != &volume_device)
        status = *place.path ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_NAME_NOT_FOUND;
    if (status_ok(status))
        status = file_name_resolve(name->root, name->text);
    if (status_ok(status))
        *path = name->root ? name->text : place.path;
    return status;
}

/* ---- on the volume ---- */

/* `path` has room for one backslash more. */
static ntstatus join(char *path, char *text)
{
    uint32_t length = (uint32_t)strlen(path), added = (uint32_t)strlen(text);
    ASSERT(length < CAPTURE_NAME_BYTES);
    if (added && (length == 0 || path[length - 1] != '\\'))
        path[length++] = '\\';
    if (length + added >= CAPTURE_NAME_BYTES)
        return STATUS_NAME_TOO_LONG;
    memcpy(path + length, text, added + 1);
    strcpy(text, path);
    return STATUS_SUCCESS;
}

/* In pool; NULL without memory. */
static char *path_of(const struct file *file)
{
    char *path = pool_alloc_raw(CAPTURE_NAME_BYTES + 1, TAG_NAME);
    if (path)
        file_path(file, path, CAPTURE_NAME_BYTES);
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

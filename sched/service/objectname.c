#include "sched/service/objectname.h"

#include "mmu/pool.h"
#include "sched/object/fileobject.h"
#include "sched/process/nt.h"

#define TAG_NAME POOL_TAG('O', 'b', 'N', 'm')

static ntstatus name_of_file(const struct file_object *object, struct device_name *name)
{
    if (object->file)
        return device_name_make(object->file, name);
    return device_name_join(
        "\\Device\\", device_is_console(object->device) ? "ConDrv" : object_text(&object->object), name);
}

static ntstatus name_in_directory(const struct object *object, struct device_name *name)
{
    uint32_t length = object_path(object, NULL, 0);
    char *path = length ? pool_alloc(length + 1, TAG_NAME) : NULL;
    if (!path)
        return length ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
    object_path(object, path, length);
    ntstatus status = device_name_join(path, "", name);
    pool_free(path);
    return status;
}

ntstatus object_name_make(const struct object *object, struct device_name *name)
{
    *name = (struct device_name){0};
    return object->type == &file_type ? name_of_file((const struct file_object *)object, name)
                                      : name_in_directory(object, name);
}

uint32_t object_name_bytes(const struct device_name *name)
{
    return name->units ? (uint32_t)(sizeof(struct nt_unicode_string) + name->bytes + sizeof *name->units) : 0;
}

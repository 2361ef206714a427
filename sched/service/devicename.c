#include "sched/service/devicename.h"

#include <string.h>
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/process/nt.h"
#include "storage/unicode.h"

#define TAG_NAME POOL_TAG('D', 'e', 'v', 'N')

ntstatus device_name_join(const char *first, const char *second, struct device_name *name)
{
    uint32_t room = (uint32_t)(strlen(first) + strlen(second) + 1);
    name->units = pool_alloc(room * sizeof *name->units, TAG_NAME);
    if (!name->units)
        return STATUS_INSUFFICIENT_RESOURCES;
    uint32_t units = unicode_to_utf16_cut(first, name->units, room - 1);
    units += unicode_to_utf16_cut(second, name->units + units, room - units - 1);
    name->bytes = units * (uint32_t)sizeof *name->units;
    return STATUS_SUCCESS;
}

ntstatus device_name_make(const struct file *file, struct device_name *name)
{
    return device_name_join(DEVICE_OF_VOLUME, file_path_text(file), name);
}

void device_name_free(struct device_name *name)
{
    pool_free(name->units);
    name->units = NULL;
}

ntstatus device_name_give(const struct device_name *name, uint32_t out, uint32_t room, uint32_t returned,
                          ntstatus too_small)
{
    struct nt_unicode_string string = {0};
    if (name->units) {
        string.length = (uint16_t)name->bytes;
        string.maximum = (uint16_t)(name->bytes + sizeof *name->units);
        string.buffer = out + (uint32_t)sizeof string;
    }
    uint32_t bytes = (uint32_t)sizeof string + string.maximum;
    ntstatus status = returned ? user_write32(returned, bytes) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    if (room < bytes)
        return too_small;
    status = user_write(out, &string, sizeof string);
    return status_ok(status) && name->units ? user_write(string.buffer, name->units, string.maximum) : status;
}

#include "sched/service/devicename.h"

#include <string.h>
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/process/nt.h"
#include "storage/unicode.h"

#define TAG_NAME POOL_TAG('D', 'e', 'v', 'N')

ntstatus device_name_make(const struct file *file, struct device_name *name)
{
    static const char device[] = DEVICE_OF_VOLUME;
    const char *path = file_path_text(file);
    uint32_t room = (uint32_t)(sizeof device + strlen(path)), units = sizeof device - 1;
    name->units = pool_alloc(room * sizeof *name->units, TAG_NAME);
    if (!name->units)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (uint32_t i = 0; i < units; i++)
        name->units[i] = (uint8_t)device[i];
    units += unicode_to_utf16_cut(path, name->units + units, room - units - 1);
    name->bytes = units * (uint32_t)sizeof *name->units;
    return STATUS_SUCCESS;
}

void device_name_free(struct device_name *name)
{
    pool_free(name->units);
    name->units = NULL;
}

ntstatus device_name_give(const struct device_name *name, uint32_t out, uint32_t room, uint32_t returned,
                          ntstatus too_small)
{
    const struct nt_unicode_string string = {
        .length = (uint16_t)name->bytes,
        .maximum = (uint16_t)(name->bytes + sizeof *name->units),
        .buffer = out + (uint32_t)sizeof string,
    };
    uint32_t bytes = (uint32_t)sizeof string + string.maximum;
    ntstatus status = returned ? user_write32(returned, bytes) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    if (room < bytes)
        return too_small;
    status = user_write(out, &string, sizeof string);
    return status_ok(status) ? user_write(string.buffer, name->units, string.maximum) : status;
}

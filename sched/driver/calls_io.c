/* Devices, their names, and the end of requests. */
#include "sched/driver/kernelcalls.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "sched/driver/device.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/request.h"
#include "storage/unicode.h"

#define MOST_UNITS ((DEVICE_NAME_BYTES - 1) / 3) /* three bytes each at most */

/* It would hide the rest. */
static bool has_nul(const uint16_t *units, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (units[i] == 0)
            return true;
    return false;
}

/* A driver's name as the kernel has it. */
static ntstatus take_name(const struct nt_counted_string *string, char name[DEVICE_NAME_BYTES])
{
    uint32_t units = string->length / (uint32_t)sizeof *string->buffer;
    if (units == 0 || string->length % sizeof *string->buffer)
        return STATUS_OBJECT_NAME_INVALID;
    if (units > MOST_UNITS)
        return STATUS_NAME_TOO_LONG;
    unicode_to_utf8(string->buffer, units, name);
    if (has_nul(string->buffer, units))
        return STATUS_OBJECT_NAME_INVALID;
    return *name == '\\' ? STATUS_SUCCESS : STATUS_OBJECT_PATH_SYNTAX_BAD;
}

int32_t NTAPI io_create_device(struct nt_driver_object *driver, uint32_t extension_bytes,
                               const struct nt_counted_string *string, uint32_t type,
                               uint32_t characteristics, uint8_t exclusive, struct nt_device_object **out)
{
    char name[DEVICE_NAME_BYTES] = "";
    struct driver_device *device;
    driver_call_at_most(APC_LEVEL);
    ntstatus status = string ? take_name(string, name) : STATUS_SUCCESS;
    if (status_ok(status))
        status = driver_device_make(driver_of_object(driver), name, type, extension_bytes, &device);
    if (!status_ok(status))
        return status;
    device->object.characteristics = characteristics;
    device->exclusive = exclusive != 0;
    *out = &device->object;
    return STATUS_SUCCESS;
}

void NTAPI io_delete_device(struct nt_device_object *device)
{
    driver_call_at_most(APC_LEVEL);
    struct driver_device *found = driver_device_of_object(device);
    if (!found)
        driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)device, "a driver deletes what is no device");
    driver_device_delete(found);
}

int32_t NTAPI io_create_symbolic_link(const struct nt_counted_string *string,
                                      const struct nt_counted_string *to)
{
    char name[DEVICE_NAME_BYTES], target[DEVICE_NAME_BYTES];
    driver_call_at_most(PASSIVE_LEVEL);
    ntstatus status = take_name(string, name);
    if (status_ok(status))
        status = take_name(to, target);
    return status_ok(status) ? driver_link_make(name, target) : status;
}

int32_t NTAPI io_delete_symbolic_link(const struct nt_counted_string *string)
{
    char name[DEVICE_NAME_BYTES];
    driver_call_at_most(PASSIVE_LEVEL);
    ntstatus status = take_name(string, name);
    return status_ok(status) ? driver_link_delete(name) : status;
}

void FASTCALL iof_complete_request(struct nt_irp *irp, int8_t boost)
{
    driver_check_pool();
    (void)boost;
    if (level_now > DISPATCH_LEVEL)
        driver_call_bug(BUGCHECK_IRQL_UNEXPECTED, level_now, (uint32_t)irp,
                        "a driver completes a request at a device's level");
    request_complete(irp);
}

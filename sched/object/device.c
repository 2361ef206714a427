#include "sched/object/device.h"

#include <stddef.h>
#include "sched/object/console.h"

#define DEVICE_CONSOLE 0x50u
#define DEVICE_NULL    0x15u
#define DEVICE_DISK    0x7u

static uint32_t null_read(char *bytes, uint32_t room)
{
    (void)bytes, (void)room;
    return 0;
}

static void null_write(const char *bytes, uint32_t count)
{
    (void)bytes, (void)count;
}

const struct device console_device = {.name = "Console", .type = DEVICE_CONSOLE};
const struct device console_input = {.name = "Console",
                                     .type = DEVICE_CONSOLE,
                                     .read = console_read,
                                     .waitable = console_waitable,
                                     .await = console_await};
const struct device console_output = {
    .name = "Console", .type = DEVICE_CONSOLE, .write = console_write, .waitable = console_waitable};
const struct device null_device = {
    .name = "Null", .type = DEVICE_NULL, .read = null_read, .write = null_write};

const struct device volume_device = {"HarddiskVolume1", DEVICE_DISK, NULL, NULL};

bool device_is_console(const struct device *device)
{
    return device == &console_input || device == &console_output;
}

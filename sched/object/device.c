#include "sched/object/device.h"

#include <stddef.h>
#include <string.h>
#include "sched/object/console.h"
#include "storage/unicode.h"

#define DEVICE_CONSOLE 0x50u
#define DEVICE_NULL    0x15u

static uint32_t null_read(char *bytes, uint32_t room)
{
    (void)bytes, (void)room;
    return 0;
}

static void null_write(const char *bytes, uint32_t count)
{
    (void)bytes, (void)count;
}

const struct device console_device = {"Console", DEVICE_CONSOLE, console_read, console_write};
static const struct device null_device = {"Null", DEVICE_NULL, null_read, null_write};

#define PATH(text) text, sizeof(text) - 1

static const struct {
    const char *path;
    uint32_t length;
    const struct device *device;
} paths[] = {
    {PATH("\\??\\CON"), &console_device},
    {PATH("\\??\\CONIN$"), &console_device},
    {PATH("\\??\\CONOUT$"), &console_device},
    {PATH("\\??\\NUL"), &null_device},
};

const struct device *device_of_path(const char *nt_path)
{
    uint32_t length = (uint32_t)strlen(nt_path);
    for (uint32_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (unicode_equal(nt_path, length, paths[i].path, paths[i].length))
            return paths[i].device;
    return NULL;
}

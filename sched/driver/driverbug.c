#include "sched/driver/driverbug.h"

#include <stddef.h>
#include "firmware/panic.h"

static const char *name_at(uint32_t address)
{
    const struct driver *driver = driver_at(address);
    return driver ? driver->name : NULL;
}

void driver_bugs_start(void)
{
    bugcheck_on_driver(name_at);
}

_Noreturn void driver_bug(const struct driver *driver, uint32_t code, uint32_t first, uint32_t second,
                          uint32_t third, const char *text)
{
    bugcheck_blame(driver->name);
    bugcheck(code, first, second, third, 0, text);
}

_Noreturn void driver_call_bug(uint32_t code, uint32_t first, uint32_t second, const char *text)
{
    bugcheck(code, first, second, 0, 0, text);
}

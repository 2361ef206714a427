#include "sched/driver/driverbug.h"

#include <stddef.h>
#include "firmware/cpu.h"
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/driver/drivername.h"

#define POOL_BLOCK_SIZE 0x20u /* NT: the size that a header says cannot be */
/* Pages of pool looked at each time a driver calls or comes back: all that most drivers have. With more of
 * them a mistake is found some calls later. */
#define LOOK_PAGES 4u
#define NO_CODE    "what a driver has to be called is no driver's code"

void driver_bugs_start(void)
{
    bugcheck_on_driver(driver_name_at);
}

void driver_blame(const struct driver *driver)
{
    if (driver)
        bugcheck_blame(driver_name_of(driver));
}

_Noreturn void driver_bug(const struct driver *driver, uint32_t code, uint32_t first, uint32_t second,
                          uint32_t third, const char *text)
{
    driver_blame(driver);
    bugcheck(code, first, second, third, 0, text);
}

_Noreturn void driver_call_bug(uint32_t code, uint32_t first, uint32_t second, const char *text)
{
    driver_bug(NULL, code, first, second, 0, text);
}

static _Noreturn void overran(const struct driver *driver, const void *block)
{
    driver_bug(driver, BUGCHECK_BAD_POOL_HEADER, POOL_BLOCK_SIZE, (uint32_t)block, 0,
               "a driver wrote beyond a block of the pool");
}

static void check_pool(const struct driver *driver)
{
    const void *block = pool_overrun(LOOK_PAGES);
    if (block)
        overran(driver, block);
}

void driver_check_pool(void)
{
    check_pool(NULL);
}

void driver_check_block(const void *block)
{
    driver_check_pool();
    if (pool_is_overrun(block))
        overran(NULL, block);
}

void driver_call_at_most(uint32_t level)
{
    driver_check_pool();
    if (level_now > level)
        driver_call_bug(BUGCHECK_IRQL_UNEXPECTED, level_now, level,
                        "a driver calls at a level at which it must not");
}

/* With the first the kernel would copy backwards, with the second its next IRET would look for another task.
 * A driver that lets interrupts in means what was so where it comes from: on NT they are. */
#define FLAGS_SPOILT (FLAG_DIRECTION | FLAG_NESTED_TASK)

static void check_flags(const struct driver *driver, uint32_t what, uint32_t which)
{
    uint32_t flags = cpu_flags();
    if (!(flags & (FLAGS_SPOILT | FLAG_INTERRUPT)))
        return;
    cpu_set_flags(flags & ~(FLAGS_SPOILT | FLAG_INTERRUPT));
    if (flags & FLAGS_SPOILT)
        driver_bug(driver, BUGCHECK_VERIFIER, flags, what, which,
                   "a driver came back with flags that must be clear");
}

void driver_check_return(const struct driver *driver, uint32_t what, uint32_t which)
{
    check_flags(driver, what, which);
    check_pool(driver);
}

void driver_check_level(const struct driver *driver, uint32_t what, uint32_t which)
{
    driver_check_return(driver, what, which);
    if (level_now != PASSIVE_LEVEL)
        driver_bug(driver, BUGCHECK_IRQL_UNEXPECTED, level_now, what, which,
                   "a driver came back at another level");
}

/* NT finds it out by the page fault. */
void driver_check_code(const struct driver *driver, uint32_t address)
{
    if (driver_at(address))
        return;
    if (level_faults())
        driver_bug(driver, BUGCHECK_PAGE_FAULT, address, DRIVER_BUG_EXECUTES, address, NO_CODE);
    driver_bug(driver, BUGCHECK_DRIVER_IRQL, address, level_now, DRIVER_BUG_EXECUTES, NO_CODE);
}

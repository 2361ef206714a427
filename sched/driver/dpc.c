#include "sched/driver/dpc.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"

#define TYPE_DPC 19     /* DpcObject */
#define MOST     10000u /* at a time: more ask for each other without end */

/* The first and the last; `entry.next` of a DPC leads on. */
static struct nt_dpc *first_dpc, **last_place = &first_dpc;

void dpc_initialize(struct nt_dpc *dpc, nt_deferred_routine *routine, void *context)
{
    *dpc = (struct nt_dpc){.type = TYPE_DPC, .importance = 1, .routine = routine, .context = context};
}

static struct nt_dpc **next_of(struct nt_dpc *dpc)
{
    return (struct nt_dpc **)&dpc->entry.next;
}

/* Whose code it is; NT finds that it is nobody's when it is called. */
static const struct driver *driver_of(const struct nt_dpc *dpc, const char *text)
{
    uint32_t routine = (uint32_t)dpc->routine;
    const struct driver *driver = driver_at(routine);
    if (!driver)
        bugcheck(BUGCHECK_DRIVER_IRQL, routine, level_now, DRIVER_BUG_EXECUTES, routine, text);
    return driver;
}

bool dpc_queue(struct nt_dpc *dpc, void *first, void *second)
{
    if (dpc->queued)
        return false;
    driver_of(dpc, "a driver asks for a DPC that is no driver's code");
    dpc->arguments[0] = first;
    dpc->arguments[1] = second;
    dpc->queued = dpc;
    *next_of(dpc) = NULL;
    *last_place = dpc;
    last_place = next_of(dpc);
    if (level_now < DISPATCH_LEVEL)
        dpc_run_all();
    return true;
}

static void take_out(struct nt_dpc **place)
{
    struct nt_dpc *dpc = *place;
    *place = *next_of(dpc);
    if (!*place)
        last_place = place;
    dpc->queued = NULL;
}

bool dpc_remove(struct nt_dpc *dpc)
{
    struct nt_dpc **place = &first_dpc;
    if (!dpc->queued)
        return false;
    while (*place != dpc)
        place = next_of(*place);
    take_out(place);
    return true;
}

static void run(struct nt_dpc *dpc)
{
    const struct nt_dpc copy = *dpc; /* it may be asked for again meanwhile, or go */
    const struct driver *driver = driver_of(&copy, "a DPC is no driver's code");
    log_driver_dpc((uint32_t)copy.routine);
    copy.routine(dpc, copy.context, copy.arguments[0], copy.arguments[1]);
    driver_check_return(driver, (uint32_t)copy.routine, 0);
    if (level_now != DISPATCH_LEVEL)
        driver_bug(driver, BUGCHECK_IRQL_UNEXPECTED, level_now, DISPATCH_LEVEL, (uint32_t)copy.routine,
                   "a DPC came back at another level");
}

void dpc_run_all(void)
{
    uint32_t level = level_raise(DISPATCH_LEVEL);
    for (uint32_t count = 0; first_dpc; count++) {
        struct nt_dpc *dpc = first_dpc;
        if (count == MOST)
            bugcheck(BUGCHECK_DPC_WATCHDOG, 1, count, (uint32_t)dpc->routine, 0, "DPCs without end");
        take_out(&first_dpc);
        run(dpc);
    }
    level_lower(level);
}

void dpc_lower(uint32_t level)
{
    if (level < DISPATCH_LEVEL && level_now >= DISPATCH_LEVEL) {
        level_lower(DISPATCH_LEVEL);
        dpc_run_all();
    }
    level_lower(level);
}

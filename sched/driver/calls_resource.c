/* Resources, and critical regions. */
#include "sched/driver/resourcecalls.h"

#include "firmware/level.h"
#include "firmware/status.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/resource.h"

int32_t NTAPI ex_initialize_resource(struct nt_resource *resource)
{
    driver_call_at_most(DISPATCH_LEVEL);
    resource_start(resource);
    return STATUS_SUCCESS;
}

int32_t NTAPI ex_delete_resource(struct nt_resource *resource)
{
    driver_call_at_most(DISPATCH_LEVEL);
    resource_end(resource);
    return STATUS_SUCCESS;
}

static uint8_t acquire(struct nt_resource *resource, enum resource_mode mode, uint8_t wait)
{
    if (!wait)
        return resource_try(resource, mode);
    resource_take(resource, mode);
    return 1;
}

uint8_t NTAPI ex_acquire_resource_exclusive(struct nt_resource *resource, uint8_t wait)
{
    return acquire(resource, RESOURCE_EXCLUSIVE, wait);
}

uint8_t NTAPI ex_acquire_resource_shared(struct nt_resource *resource, uint8_t wait)
{
    return acquire(resource, RESOURCE_SHARED, wait);
}

uint8_t NTAPI ex_acquire_shared_starve_exclusive(struct nt_resource *resource, uint8_t wait)
{
    return acquire(resource, RESOURCE_SHARED_STARVING, wait);
}

void FASTCALL ex_release_resource(struct nt_resource *resource)
{
    resource_release(resource);
}

void NTAPI ex_convert_exclusive_to_shared(struct nt_resource *resource)
{
    resource_convert(resource);
}

uint8_t NTAPI ex_is_resource_acquired_exclusive(const struct nt_resource *resource)
{
    return resource_held_exclusively(resource);
}

uint32_t NTAPI ex_is_resource_acquired_shared(const struct nt_resource *resource)
{
    return resource_held(resource);
}

uint32_t NTAPI ex_get_exclusive_waiter_count(const struct nt_resource *resource)
{
    return resource->exclusive_waiters;
}

uint32_t NTAPI ex_get_shared_waiter_count(const struct nt_resource *resource)
{
    return resource->shared_waiters;
}

void NTAPI ke_enter_critical_region(void)
{
    driver_call_at_most(APC_LEVEL);
    thread_current()->critical_regions++;
}

void NTAPI ke_leave_critical_region(void)
{
    driver_call_at_most(APC_LEVEL);
    if (thread_current()->critical_regions == 0)
        driver_call_bug(BUGCHECK_APC_INDEX, 0, 1, "a driver leaves a critical region that it is not in");
    thread_current()->critical_regions--;
}

#include "mmu/commit.h"

#include "firmware/log.h"
#include "firmware/panic.h"

static uint32_t total, limit, peak;
static uint32_t resident, resident_limit;

void commit_start(uint32_t frames, uint32_t slots)
{
    ASSERT(frames > COMMIT_FLUID_FRAMES);
    total = peak = resident = 0;
    limit = frames - COMMIT_FLUID_FRAMES + slots;
    resident_limit = frames - COMMIT_FLUID_FRAMES;
}

static void log_charge(uint32_t owner, int32_t pages)
{
    if (!log_begin(LOG_CHARGE, "charge"))
        return;
    log_number(NULL, owner);
    log_signed(NULL, pages);
    log_number("total", total);
    log_number("limit", limit);
    log_end();
}

bool commit_charge(uint32_t owner, uint32_t pages)
{
    if (pages > limit - total)
        return false;
    if (pages == 0)
        return true;
    total += pages;
    if (total > peak)
        peak = total;
    log_charge(owner, (int32_t)pages);
    return true;
}

void commit_release(uint32_t owner, uint32_t pages)
{
    ASSERT(pages <= total);
    if (pages == 0)
        return;
    total -= pages;
    log_charge(owner, -(int32_t)pages);
}

bool commit_charge_resident(uint32_t owner, uint32_t pages)
{
    if (pages > resident_limit - resident || !commit_charge(owner, pages))
        return false;
    resident += pages;
    return true;
}

void commit_release_resident(uint32_t owner, uint32_t pages)
{
    ASSERT(pages <= resident);
    resident -= pages;
    commit_release(owner, pages);
}

uint32_t commit_total(void)
{
    return total;
}

uint32_t commit_limit(void)
{
    return limit;
}

uint32_t commit_peak(void)
{
    return peak;
}

uint32_t commit_resident(void)
{
    return resident;
}

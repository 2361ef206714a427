#include "mmu/commit.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"

static uint32_t total, limit, peak;
static uint32_t resident, resident_limit;
static uint32_t lacked;

INIT_CODE void commit_start(uint32_t frames, uint32_t slots)
{
    ASSERT(frames > COMMIT_FLUID_FRAMES);
    total = peak = resident = 0;
    limit = frames - COMMIT_FLUID_FRAMES + slots;
    resident_limit = frames - COMMIT_FLUID_FRAMES;
}

static const char *const use_names[] = {
    [COMMIT_REGION] = "region",       [COMMIT_TABLE] = "table",
    [COMMIT_DIRECTORY] = "directory", [COMMIT_STACK] = "stack",
    [COMMIT_POOL] = "pool",           [COMMIT_DRIVER] = "driver",
    [COMMIT_SECTION] = "section",     [COMMIT_SHARED_DATA] = "shareddata",
    [COMMIT_HELD] = "held",           [COMMIT_AWE] = "awe",
};

static void log_charge(uint32_t owner, int32_t pages, enum commit_use use)
{
    if (!log_begin(LOG_CHARGE, "charge"))
        return;
    log_number(NULL, owner);
    log_signed(NULL, pages);
    log_word(use_names[use]);
    log_number("total", total);
    log_number("limit", limit);
    log_end();
}

bool commit_refuse(uint32_t owner, uint32_t pages, enum commit_use use, const char *what, uint32_t used,
                   uint32_t most)
{
    lacked = 0;
    if (!log_detail(LOG_REFUSAL, "refuse"))
        return false;
    log_number(NULL, owner);
    log_number(NULL, pages);
    log_word(use_names[use]);
    log_word(what);
    log_number("total", used);
    log_number("limit", most);
    log_end();
    return false;
}

bool commit_charge(uint32_t owner, uint32_t pages, enum commit_use use)
{
    if (pages > limit - total) {
        commit_refuse(owner, pages, use, "commit", total, limit);
        lacked = pages - (limit - total);
        return false;
    }
    if (pages == 0)
        return true;
    total += pages;
    if (total > peak)
        peak = total;
    log_charge(owner, (int32_t)pages, use);
    return true;
}

void commit_release(uint32_t owner, uint32_t pages, enum commit_use use)
{
    ASSERT(pages <= total);
    if (pages == 0)
        return;
    total -= pages;
    log_charge(owner, -(int32_t)pages, use);
}

bool commit_charge_resident(uint32_t owner, uint32_t pages, enum commit_use use)
{
    if (pages > resident_limit - resident)
        return commit_refuse(owner, pages, use, "resident", resident, resident_limit);
    if (!commit_charge(owner, pages, use))
        return false;
    resident += pages;
    return true;
}

void commit_release_resident(uint32_t owner, uint32_t pages, enum commit_use use)
{
    ASSERT(pages <= resident);
    resident -= pages;
    commit_release(owner, pages, use);
}

uint32_t commit_lacked(void)
{
    uint32_t pages = lacked;
    lacked = 0;
    return pages;
}

void commit_grow(uint32_t slots)
{
    limit += slots;
}

bool commit_hold(uint32_t owner, uint32_t pages)
{
    if (pages > resident_limit - resident)
        return commit_refuse(owner, pages, COMMIT_HELD, "resident", resident, resident_limit);
    resident += pages;
    return true;
}

void commit_let_go(uint32_t pages)
{
    ASSERT(pages <= resident);
    resident -= pages;
}

uint32_t commit_resident_room(void)
{
    uint32_t frames = resident_limit - resident, all = limit - total;
    return frames < all ? frames : all;
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

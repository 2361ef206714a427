#include "mmu/commitroom.h"

#include "firmware/log.h"
#include "mmu/commit.h"
#include "storage/pagefile.h"

static void log_grown(uint32_t slots)
{
    if (!log_begin(LOG_ALWAYS, "pagefile"))
        return;
    log_number("more", slots);
    log_number("limit", commit_limit());
    log_end();
}

bool commit_room_made(ntstatus status)
{
    uint32_t lacked = status == STATUS_COMMITMENT_LIMIT ? commit_lacked() : 0;
    uint32_t slots = lacked > 0 ? pagefile_grow(lacked) : 0;
    if (slots == 0)
        return false;
    commit_grow(slots);
    log_grown(slots);
    return slots >= lacked;
}

#include "sched/process/shareddata.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/mapping.h"
#include "mmu/pagelog.h"
#include "mmu/tables.h"
#include "mmu/window.h"
#include "sched/process/noexecute.h"

enum {                         /* offsets in KUSER_SHARED_DATA, NT 6.1 */
       SHARED_TICK_LOW = 0x00, /* as long as 32 bits were enough */
       SHARED_TICK_MULTIPLIER = 0x04,
       SHARED_INTERRUPT_TIME = 0x08,
       SHARED_SYSTEM_TIME = 0x14,
       SHARED_SYSTEM_ROOT = 0x30,
       SHARED_PRODUCT_TYPE = 0x264,
       SHARED_PRODUCT_TYPE_VALID = 0x268,
       SHARED_MAJOR = 0x26c,
       SHARED_MINOR = 0x270,
       SHARED_FEATURES = 0x274,
       SHARED_NX_POLICY = 0x2d5,
       SHARED_SYSTEM_CALL = 0x300,
       SHARED_SYSTEM_CALL_RETURN = 0x304,
       SHARED_TICK_COUNT = 0x320,
};

enum {
    FEATURE_CMPXCHG8B = 2,
    FEATURE_MMX = 3,
    FEATURE_SSE = 6,
    FEATURE_RDTSC = 8,
    FEATURE_PAE = 9,
    FEATURE_SSE2 = 10,
    FEATURE_NX = 12
};

/* A tick is a millisecond, so that the tick count is what NtGetTickCount says: milliseconds = ticks *
 * multiplier >> 24. */
#define TICK_MULTIPLIER (1u << 24)

static pfn_t shared;
static uint8_t *shown;     /* its bytes */
static uint64_t next_tick; /* when the tick that it shows is over */

/* A field of the page as the word it is; offsets are NT's. */
static void put32(uint32_t offset, uint32_t value)
{
    *(uint32_t *)(shown + offset) = value;
}

/* KSYSTEM_TIME: the low half, and the high half twice, so that a reader who was interrupted by a tick can
 * tell: he takes the first high half, the low one, and begins again if the second high half differs. Written
 * the other way round. */
static void put_time(uint32_t offset, uint64_t time)
{
    put32(offset + 8, (uint32_t)(time >> 32));
    put32(offset, (uint32_t)time);
    put32(offset + 4, (uint32_t)(time >> 32));
}

static void show_tick(uint64_t now)
{
    uint64_t ticks = now / CLOCK_UNITS_PER_MS;
    next_tick = (ticks + 1) * CLOCK_UNITS_PER_MS;
    ASSERT(now < next_tick);
    put32(SHARED_TICK_LOW, (uint32_t)ticks);
    put_time(SHARED_TICK_COUNT, ticks);
}

void shared_data_time_moved(void)
{
    uint64_t now = clock_show();
    ASSERT(shown);
    if (now >= next_tick)
        show_tick(now);
    put_time(SHARED_INTERRUPT_TIME, now);
    put_time(SHARED_SYSTEM_TIME, CLOCK_BOOT_TIME + now);
}

INIT_CODE void shared_data_start(void)
{
    static const char root[] = "C:\\WINDOWS";
    static const uint8_t features[] = {FEATURE_CMPXCHG8B, FEATURE_MMX, FEATURE_SSE, FEATURE_RDTSC,
                                       FEATURE_SSE2};
    if (!commit_charge_resident(0, 1, COMMIT_SHARED_DATA))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no frame for the shared data");
    shared = frame_take_zeroed();
    log_use(shared, "shareddata");
    shown = window_keep(shared);
    put32(SHARED_TICK_MULTIPLIER, TICK_MULTIPLIER);
    for (uint32_t i = 0; root[i]; i++)
        shown[SHARED_SYSTEM_ROOT + 2 * i] = (uint8_t)root[i];
    put32(SHARED_PRODUCT_TYPE, 1);
    shown[SHARED_PRODUCT_TYPE_VALID] = 1;
    put32(SHARED_MAJOR, 6);
    put32(SHARED_MINOR, 1);
    for (uint32_t i = 0; i < sizeof features; i++)
        shown[SHARED_FEATURES + features[i]] = 1;
    shown[SHARED_FEATURES + FEATURE_PAE] = PAGETABLE_LEVELS == 3;
    shown[SHARED_FEATURES + FEATURE_NX] = pte_forbids_execution();
    shown[SHARED_NX_POLICY] = no_execute_policy();
}

INIT_CODE void shared_data_set_system_call(uint32_t call, uint32_t back)
{
    ASSERT(shown);
    put32(SHARED_SYSTEM_CALL, call);
    put32(SHARED_SYSTEM_CALL_RETURN, back);
}

ntstatus shared_data_map(struct space *space)
{
    page_t page = {layout.shared_data};
    ASSERT(!pfn_is_none(shared) && space_current() == space);
    const struct vad region = {.start = page,
                               .end = page_next(page),
                               .kind = VAD_PHYSICAL,
                               .protection = PROT_READONLY,
                               .kept = true};
    struct vad *vad;
    ntstatus status = space_add_region(space, &region, 0, &vad);
    if (!status_ok(status))
        return status;
    table_make(space, page);
    mapping_show(space, page, pte_valid(shared, PROT_READONLY, true, false));
    return STATUS_SUCCESS;
}

// sources: mmu/commit.c firmware/log.c
#include "firmware/log.h"
#include "firmware/serial.h"
#include "mmu/commit.h"
#include "tests/unit/unit.h"

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    (void)line, (void)bytes, (void)count;
}

static void the_limit_is_usable_frames_and_slots(void)
{
    commit_start(1000, 500);
    CHECK(commit_limit() == 1000 - COMMIT_FLUID_FRAMES + 500);
    CHECK(commit_charge(1, commit_limit(), COMMIT_REGION));
    CHECK(!commit_charge(1, 1, COMMIT_REGION));
    commit_release(1, 1, COMMIT_REGION);
    CHECK(commit_charge(1, 1, COMMIT_REGION));
}

static void a_refused_charge_charges_nothing(void)
{
    commit_start(1000, 500);
    CHECK(commit_charge(1, 100, COMMIT_REGION));
    CHECK(!commit_charge(1, 0xffffffffu, COMMIT_REGION));
    CHECK(!commit_charge_resident(1, 1000, COMMIT_REGION));
    CHECK(commit_total() == 100 && commit_resident() == 0);
}

static void resident_pages_leave_frames_for_paging(void)
{
    commit_start(1000, 500);
    CHECK(commit_charge_resident(1, 1000 - COMMIT_FLUID_FRAMES, COMMIT_REGION));
    CHECK(!commit_charge_resident(1, 1, COMMIT_REGION));
    CHECK(commit_charge(1, 500, COMMIT_REGION)); /* pageable ones still find slots */
    CHECK(!commit_charge(1, 1, COMMIT_REGION));
    commit_release_resident(1, 1000 - COMMIT_FLUID_FRAMES, COMMIT_REGION);
    CHECK(commit_resident() == 0 && commit_total() == 500);
}

static void the_peak_stays(void)
{
    commit_start(1000, 500);
    commit_charge(1, 300, COMMIT_REGION);
    commit_release(1, 200, COMMIT_REGION);
    CHECK(commit_peak() == 300 && commit_total() == 100);
}

int main(void)
{
    RUN(the_limit_is_usable_frames_and_slots);
    RUN(a_refused_charge_charges_nothing);
    RUN(resident_pages_leave_frames_for_paging);
    RUN(the_peak_stays);
    return unit_end();
}

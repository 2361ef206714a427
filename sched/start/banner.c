#include "sched/start/banner.h"

#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/space.h"
#include "sched/start/switches.h"
#include "storage/slots.h"

#define LOG_FORMAT 8u

INIT_CODE static void log_machine(void)
{
    const char *build = switches_build();
    log_begin(LOG_ALWAYS, "faultline");
    log_number(NULL, LOG_FORMAT);
    log_word("version=");
    log_raw(FAULTLINE_VERSION);
    log_word("build=");
    log_raw(build);
    log_number("frames", frames_total());
    log_number("slots", slots_total());
    switches_log();
    log_end();
}

INIT_CODE static void log_user_layout(void)
{
    log_begin(LOG_ALWAYS, "layout");
    log_word("tables=");
    log_raw(layout.tables);
    if (pte_forbids_execution())
        log_word("no-execute");
    log_range("user", LAYOUT_USER_LOW, layout.user_end);
    log_address("parameters", layout.parameters);
    log_address("teb", layout.teb_first);
    log_address("peb", layout.peb);
    log_address("shared", layout.shared_data);
    log_end();
}

INIT_CODE static void log_frames(void)
{
    log_frame("first", frame_at(0).number);
    if (frames_high() == 0)
        return;
    log_number("low", frames_total() - frames_high());
    log_frame("high", frame_at(frames_total() - frames_high()).number);
}

INIT_CODE static void log_system_layout(void)
{
    log_begin(LOG_ALWAYS, "layout");
    log_address("system", layout.system);
    log_address("kernel", layout.kernel);
    log_address("pool", layout.pool);
    log_address("frames", layout.frames);
    log_address("stacks", layout.system_ptes);
    log_address("ramdisk", layout.ramdisk);
    log_address("ptes", layout.page_tables);
    log_address("windows", layout.windows);
    if (switches_flag("PAGEKERNEL"))
        log_range("pagedpool", layout.paged_pool, layout.paged_pool_end);
    log_address("span", PAGETABLE_SPAN);
    log_frames();
    log_frame("dir", system_directory().frame);
    if (layout.trampoline) {
        log_address("system-ptes", layout.system_tables);
        log_address("trampoline", layout.trampoline);
    }
    log_end();
}

INIT_CODE void banner_log(void)
{
    ASSERT(log_lines() == 0);
    ASSERT(frames_count(FRAME_FREE) == frames_total()); /* so that a reader knows where each one begins */
    log_machine();
    log_user_layout();
    log_system_layout();
    switches_report();
}

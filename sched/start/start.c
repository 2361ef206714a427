/*
 * Bringing the machine up, and its end: the one place that knows every room.
 */
#include <string.h>
#include "firmware/bootinfo.h"
#include "firmware/bootini.h"
#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/exitcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/power.h"
#include "firmware/serial.h"
#include "mmu/commit.h"
#include "mmu/fault.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/layout.h"
#include "mmu/pager.h"
#include "mmu/policy.h"
#include "mmu/poolstart.h"
#include "mmu/section.h"
#include "mmu/start.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/start/echo.h"
#include "sched/process/exception.h"
#include "sched/process/ntdll.h"
#include "sched/process/process.h"
#include "sched/process/processstart.h"
#include "sched/service/services.h"
#include "sched/process/shareddata.h"
#include "sched/dispatch/wait.h"
#include "storage/file.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "storage/ramdisk.h"

#define DEFAULT_PAGEFILE_MB 16u
#define PAGES_PER_MB        256u

static struct boot_info info;
static struct bootini ini;
static struct ramdisk ramdisk;

void kernel_main(const struct boot_info *from_loader);

/* ---- BOOT.INI ---- */

/* The switches that the kernel or the loader acts on; anything else is reported. */
static const char *const known_switches[] = {"MAXMEM", "PAGEFILE", "LOG",       "CLOCK",
                                             "POLICY", "KERNEL",   "BUILD",     "ECHO",
                                             "BENCH",  "SOS",      "NOGUIBOOT", "FASTDETECT"};

/* Found while the first line could not be written yet: it says how many frames and slots there are. */
static struct {
    const char *text, *reason;
} early[8];
static uint32_t early_count;
static bool first_line_written;

static void log_problem(const char *text, const char *reason)
{
    if (!first_line_written) {
        if (early_count < sizeof early / sizeof early[0]) {
            early[early_count].text = text;
            early[early_count++].reason = reason;
        }
        return;
    }
    log_begin(LOG_ALWAYS, "bootini");
    log_text(NULL, text, (uint32_t)strlen(text));
    log_word(reason);
    log_end();
}

static void check_switches(void)
{
    for (uint32_t i = 0; i < early_count; i++)
        log_problem(early[i].text, early[i].reason);
    for (uint32_t i = 0; i < ini.problem_count; i++)
        log_problem(ini.problems[i].text, ini.problems[i].reason);
    for (uint32_t i = 0; i < ini.switch_count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < sizeof known_switches / sizeof known_switches[0]; k++)
            known = known || strcmp(ini.switches[i].name, known_switches[k]) == 0;
        if (!known)
            log_problem(ini.switches[i].name, "unknown");
    }
}

/* A number within bounds, or the default; what is neither is reported and ignored. */
static uint32_t number(const char *name, uint32_t low, uint32_t high, uint32_t otherwise)
{
    const struct bootini_switch *item = bootini_switch(&ini, name);
    uint32_t value;
    if (!item)
        return otherwise;
    if (bootini_number(item, low, high, &value))
        return value;
    log_problem(name, "malformed");
    return otherwise;
}

static const char *text(const char *name)
{
    const struct bootini_switch *item = bootini_switch(&ini, name);
    return item ? item->value : NULL;
}

static void choose_from_switches(void)
{
    if (text("LOG") && !log_choose(text("LOG")))
        log_problem("LOG", "malformed");
    if (text("POLICY") && !policy_choose(text("POLICY")))
        log_problem("POLICY", "malformed");
}

static enum clock_source clock_source(void)
{
    const char *name = text("CLOCK");
    if (name && strcmp(name, "TSC") == 0)
        return CLOCK_INSTRUCTIONS;
    if (name && strcmp(name, "LOGICAL") != 0)
        log_problem("CLOCK", "malformed");
    return CLOCK_LOGICAL;
}

/* ---- up ---- */

/* The switches as they were given, less the one that the build added. */
static void log_options(void)
{
    const char *build = strstr(ini.options, "/BUILD="), *rest = build ? build + strcspn(build, " ") : "";
    static char shown[BOOTINI_MAX_BYTES];
    uint32_t length = (uint32_t)(build ? (size_t)(build - ini.options) : strlen(ini.options));
    memcpy(shown, ini.options, length);
    strcpy(shown + length, rest + (*rest == ' '));
    length = (uint32_t)strlen(shown);
    while (length > 0 && shown[length - 1] == ' ')
        length--;
    log_text("boot", shown, length);
}

static void log_first_line(void)
{
    const char *build = text("BUILD");
    log_begin(LOG_ALWAYS, "faultline");
    log_number(NULL, 1);
    log_word("build=");
    log_raw(build ? build : "none");
    log_number("frames", frames_total());
    log_number("slots", slots_total());
    log_options();
    log_end();
}

static uint64_t now(void)
{
    return clock_system_time();
}

/* As large as it was asked for; where the volume has no room for that, half of what is free. */
static ntstatus make_pagefile(uint32_t slots)
{
    struct volume_information volume;
    ntstatus status = pagefile_create(slots);
    if (status != STATUS_DISK_FULL || !status_ok(volume_information(&volume)))
        return status;
    log_problem("PAGEFILE", "disk-full");
    return pagefile_create(volume.free_clusters * (volume.cluster_bytes / SECTOR_SIZE) /
                           (PAGE_SIZE / SECTOR_SIZE) / 2);
}

static void start_storage(void)
{
    uint32_t slots = number("PAGEFILE", 0, 512, DEFAULT_PAGEFILE_MB) * PAGES_PER_MB;
    ramdisk_init(&ramdisk, (void *)LAYOUT_RAMDISK, info.ramdisk_bytes);
    ntstatus status = file_mount(&ramdisk.disk, now);
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, 0, "the volume cannot be mounted");
    status = make_pagefile(slots);
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, slots, "C:\\pagefile.sys cannot be made");
}

static void idle(void)
{
    if (!wait_pass_time())
        power_off("deadlock", EXIT_DEADLOCK);
}

static void start_threads(void)
{
    dispatcher_on_idle(idle);
    thread_start();
    process_start_system("Start");
    framewait_start();
    pager_start();
    process_create_kernel_thread("ModifiedPageWriter", 17, modified_page_writer, NULL);
    process_create_kernel_thread("WorkingSetManager", 16, working_set_manager, NULL);
    process_create_kernel_thread("ZeroPage", PRIORITY_LOW, zero_page_thread, NULL);
    if (text("ECHO") && !echo_start(text("ECHO")))
        log_problem("ECHO", "malformed");
}

static void start_user_mode(void)
{
    const char *missing;
    shared_data_start();
    ntstatus status = ntdll_load(&missing);
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, 0, missing);
    fault_start(exception_of_fault);
    exception_start();
    services_start();
}

static void start_program(const char *command_line)
{
    ntstatus status = process_start_command(command_line);
    if (status_ok(status) || !log_begin(LOG_ALWAYS, "startfail"))
        return;
    log_address(NULL, (uint32_t)status);
    log_name(NULL, "", command_line);
    log_end();
}

/* ---- down ---- */

/* Frames that were in use before the first program started are the kernel's own. */
struct books {
    uint32_t frames, commit, objects, files, pool;
};

static struct books take_books(void)
{
    return (struct books){frames_total() - frames_available(), commit_total(), object_count(),
                          file_open_count(), pool_blocks()};
}

static void log_books(const struct books *before, const struct books *after)
{
    log_begin(LOG_ALWAYS, "books");
    log_number("processes", process_count());
    log_number("handles", handle_count());
    log_number("objects", after->objects - before->objects);
    log_number("files", after->files - before->files);
    log_number("frames", after->frames - before->frames);
    log_number("slots", slots_in_use());
    log_number("commit", after->commit - before->commit);
    log_number("pool", after->pool - before->pool);
    log_number("peak", commit_peak());
    log_end();
}

/* /BENCH: instruction counts since kernel entry; they mean something under -icount only. */
static void log_clock(void)
{
    log_begin(LOG_ALWAYS, "clock");
    log_number("kernel", 0);
    log_big("first-user", clock_first_user());
    log_big("end", clock_instructions());
    log_end();
}

static bool balanced(const struct books *before, const struct books *after)
{
    return memcmp(before, after, sizeof *before) == 0 && process_count() == 0 && handle_count() == 0 &&
           slots_in_use() == 0;
}

static _Noreturn void run(void)
{
    struct books before = take_books(), after;
    for (uint32_t i = 0; i < ini.program_count; i++)
        start_program(ini.programs[i]);
    process_wait_for_all();
    section_purge_all();
    after = take_books();
    log_books(&before, &after);
    if (bootini_switch(&ini, "BENCH"))
        log_clock();
    if (balanced(&before, &after))
        power_off("ok", EXIT_OK);
    power_off("leak", EXIT_LEAK);
}

void kernel_main(const struct boot_info *from_loader)
{
    clock_start();
    info = *from_loader;
    bootini_parse(&ini, (const char *)info.bootini, info.bootini_bytes);
    serial_start(SERIAL_LOG);
    serial_start(SERIAL_CONSOLE);
    cpu_start();
    clock_choose(clock_source());
    mmu_start(&info, number("MAXMEM", 1, 3072, 0) * PAGES_PER_MB);
    choose_from_switches();
    start_storage();
    commit_start(frames_total(), slots_total());
    log_first_line();
    first_line_written = true;
    check_switches();
    start_threads();
    start_user_mode();
    run();
}

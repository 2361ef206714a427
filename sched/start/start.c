/*
 * The order in which the machine comes up, and its end: the one place that knows every room.
 */
#include "firmware/bootinfo.h"
#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/exitcode.h"
#include "firmware/initcode.h"
#include "firmware/interruptline.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/power.h"
#include "firmware/serial.h"
#include "firmware/sysenter.h"
#include "firmware/virtioconsole.h"
#include "mmu/commit.h"
#include "mmu/fault.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/layout.h"
#include "mmu/pagecode.h"
#include "mmu/pagedpool.h"
#include "mmu/pageio.h"
#include "mmu/pager.h"
#include "mmu/poollog.h"
#include "mmu/pte.h"
#include "mmu/section.h"
#include "mmu/stackswap.h"
#include "mmu/start.h"
#include "mmu/systemspace.h"
#include "mmu/verify.h"
#include "mmu/walk.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/object/console.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driver.h"
#include "sched/driver/interrupt.h"
#include "sched/object/directory.h"
#include "sched/process/control.h"
#include "sched/process/exception.h"
#include "sched/process/ids.h"
#include "sched/process/noexecute.h"
#include "sched/process/ntdll.h"
#include "sched/process/orderstate.h"
#include "sched/process/process.h"
#include "sched/process/processstart.h"
#include "sched/process/quantum.h"
#include "sched/process/shareddata.h"
#include "sched/service/services.h"
#include "sched/start/banner.h"
#include "sched/start/books.h"
#include "sched/start/crash.h"
#include "sched/start/deadlock.h"
#include "sched/start/echo.h"
#include "sched/start/graph.h"
#include "sched/start/orders.h"
#include "sched/start/pagefiles.h"
#include "sched/start/switches.h"
#include "storage/file.h"
#include "storage/pagefile.h"
#include "storage/ramdisk.h"
#include "storage/slots.h"
#include "storage/slowdisk.h"

#define PAGES_PER_MB  256u
#define LEAST_FRAMES  256u
#define MOST_FRAMES   ((PAGETABLE_WIDE ? 32768u : 3072u) * PAGES_PER_MB)
#define MOST_LATENCY  10000000u /* microseconds */
#define UNITS_PER_US  10u
#define MOST_REQUESTS 1000000000u
#define MOST_EVENTS   1000000000u

static struct boot_info info;
static struct ramdisk ramdisk;
static struct slowdisk volume_disk, page_disk; /* both over the RAM disk */
static struct books before;                    /* the first program */
static bool by_sysenter;                       /* programs call the kernel so */

void kernel_main(const struct boot_info *from_loader);

/* Before the first page is mapped that must not be executed. */
INIT_CODE static void start_no_execute(void)
{
    enum no_execute policy = switches_no_execute();
    if (policy == NO_EXECUTE_ALWAYS_OFF)
        return;
    if (!cpu_can_forbid_execution()) {
        switches_problem("NOEXECUTE", "missing");
        return;
    }
    cpu_forbid_execution();
    pte_forbid_execution();
    no_execute_choose(policy);
}

/* All frames there are, or as many as a switch asks for: the exact one counts before the one in megabytes. */
INIT_CODE static void start_memory(void)
{
    bool exact = switches_given("MAXFRAMES");
    const char *name = exact ? "MAXFRAMES" : "MAXMEM";
    uint32_t unit = exact ? 1 : PAGES_PER_MB;
    uint32_t wanted = switches_number(name, LEAST_FRAMES / unit, MOST_FRAMES / unit, 0) * unit;
    start_no_execute();
    switches_choose_policy();
    mmu_start(&info, wanted, switches_flag("PAGEKERNEL"));
    if (wanted > frames_total())
        switches_problem_number(name, "too-large", "frames", frames_total());
    else if (PAGETABLE_WIDE && !wanted && frames_high() < info.high_frames)
        switches_problem_number("PAE", "too-large", "frames", frames_total());
}

static uint64_t now(void)
{
    return clock_system_time();
}

static void let_time_pass(uint64_t units)
{
    wait_delay(clock_after(units), pageio_is_reading() ? WAIT_PAGE_IN : WAIT_EXECUTIVE);
}

INIT_CODE static void start_disks(void)
{
    const struct slowdisk_manner prompt = {0};
    ramdisk_init(&ramdisk, (void *)layout.ramdisk, info.ramdisk_bytes);
    slowdisk_init(&volume_disk, &ramdisk.disk, let_time_pass, &prompt);
    slowdisk_init(&page_disk, &ramdisk.disk, let_time_pass, &prompt);
}

/* From here on, when programs begin: the kernel has come up on a disk that neither waits nor fails. */
static void slow_disks(void)
{
    uint64_t latency = (uint64_t)switches_number("IOLATENCY", 0, MOST_LATENCY, 0) * UNITS_PER_US;
    const struct slowdisk_manner volume = {latency, switches_number("FAILREAD", 1, MOST_REQUESTS, 0),
                                           switches_number("FAILWRITE", 1, MOST_REQUESTS, 0)};
    const struct slowdisk_manner pages = {latency, switches_number("FAILPAGEREAD", 1, MOST_REQUESTS, 0),
                                          switches_number("FAILPAGEWRITE", 1, MOST_REQUESTS, 0)};
    slowdisk_change(&volume_disk, &volume);
    slowdisk_change(&page_disk, &pages);
}

INIT_CODE static void start_storage(void)
{
    start_disks();
    ntstatus status = file_mount(&volume_disk.disk, now);
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, 0, 0, 0, "the volume cannot be mounted");
    status = pagefiles_make();
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, 0, 0, 0, "C:\\pagefile.sys cannot be made");
    pagefile_through(&page_disk.disk);
}

/* What drivers' timers ask for runs here: the level is too high for it where they ring. */
static bool pass_time(void)
{
    bool passed = wait_pass_time();
    dpc_run_all();
    return passed;
}

static bool rest(void)
{
    return screen_is_terminal() && console_rest(wait_next_due());
}

/* Where all wait, whoever looks on from outside shall have the whole log. Devices come before time, which
 * stands still until they have answered, and so does what is typed, so that a log does not depend on when it
 * is. */
static void idle(void)
{
    log_flush();
    order_state_forget();
    if (interrupts_await() || console_listen() || rest() || pass_time())
        return;
    struct books now = books_take();
    orders_deadlocked();
    deadlock_log_waiters();
    books_log(&before, &now);
    power_off("deadlock", EXIT_DEADLOCK);
}

static void begin_swapper(void)
{
    process_begin_kernel_thread("KernelStackSwapper", 23, kernel_stack_swapper);
}

static const struct stackswap_above above_stacks = {process_each_thread, begin_swapper};

INIT_CODE static void choose_ids(void)
{
    const char *list = switches_text("IDS");
    if (list && !ids_choose(list))
        switches_problem("IDS", "malformed");
}

INIT_CODE static void start_terminal(void)
{
    struct screen_size size;
    const char *text = switches_text("TERMINAL");
    if (!switches_given("TERMINAL"))
        return;
    if (!text || !screen_size_read(text, &size))
        switches_problem("TERMINAL", "malformed");
    else if (!console_start_terminal(&size))
        switches_problem("TERMINAL", "too-large");
}

INIT_CODE static void start_threads(void)
{
    dispatcher_on_idle(idle);
    console_start(control_typed);
    control_start(console_broken);
    start_terminal();
    thread_start();
    directory_start();
    process_start_system("Start");
    choose_ids();
    framewait_start();
    pager_start();
    process_prepare_kernel_threads();
    stackswap_start(&above_stacks);
    process_create_kernel_thread("ModifiedPageWriter", 17, modified_page_writer, NULL);
    process_create_kernel_thread("WorkingSetManager", 16, working_set_manager, NULL);
    process_create_kernel_thread("ZeroPage", PRIORITY_LOW, zero_page_thread, NULL);
    if (switches_text("ECHO") && !echo_start(switches_text("ECHO")))
        switches_problem("ECHO", "malformed");
    if (switches_text("GRAPH") && !graph_start(switches_text("GRAPH")))
        switches_problem("GRAPH", "malformed");
}

/* The kernel as one big application: what of it may leave memory. */
INIT_CODE static void start_paging_kernel(void)
{
    if (!switches_flag("PAGEKERNEL"))
        return;
    system_space_start(PROCESS_SYSTEM_ID);
    paged_pool_start();
    pagecode_start();
    pool_log_resident();
}

INIT_CODE static void choose_way_in(void)
{
    by_sysenter = switches_flag("SYSENTER") && sysenter_is_there();
    if (switches_flag("SYSENTER") && !by_sysenter)
        switches_problem("SYSENTER", "missing");
}

INIT_CODE static void start_way_in(void)
{
    const struct ntdll_entries *entries = ntdll_entries();
    shared_data_set_system_call(by_sysenter ? entries->system_call : entries->system_call_gate,
                                entries->system_call_return);
    if (by_sysenter)
        sysenter_start(entries->system_call_return);
}

INIT_CODE static void start_user_mode(void)
{
    const char *missing;
    shared_data_start();
    ntstatus status = ntdll_load(&missing);
    if (!status_ok(status))
        bugcheck(BUGCHECK_START_FAILED, (uint32_t)status, 0, 0, 0, missing);
    quantum_start(switches_number("QUANTUM", 1, QUANTUM_MOST, 0));
    start_way_in();
    fault_start(exception_of_fault);
    exception_start();
    services_start();
}

static void start_program(const char *command_line)
{
    ntstatus status = process_start_command(command_line, switches_text("CURDIR"));
    if (status_ok(status) || !log_begin(LOG_ALWAYS, "startfail"))
        return;
    log_address(NULL, (uint32_t)status);
    log_name(NULL, "", command_line);
    log_end();
}

static void run_programs(void)
{
    const char *program;
    for (uint32_t i = 0; (program = switches_program(i)) != NULL; i++) {
        start_program(program);
        if (i == 0)
            crash_start(); /* with the first program there is a machine at work that can be stopped */
    }
    process_wait_for_all();
    drivers_end();
    object_forget_permanent();
    section_purge_all();
    pageio_settle();
    file_forget();
}

static _Noreturn void run(void)
{
    drivers_start();
    file_forget();
    object_begin_books();
    before = books_take();
    slow_disks();
    orders_begin(volume_disk.writes);
    do
        run_programs();
    while (orders_go_on(volume_disk.writes));
    pool_log_usage();
    object_log_left();
    struct books after = books_take();
    books_log(&before, &after);
    if (switches_flag("BENCH"))
        books_log_clock();
    if (books_balanced(&before, &after))
        power_off("ok", EXIT_OK);
    power_off("leak", EXIT_LEAK);
}

/* /VERIFY: every event is a check; /VERIFY=n: every n-th. */
INIT_CODE static void start_checks(void)
{
    bool all = switches_given("VERIFY") && !switches_text("VERIFY");
    uint32_t every = all ? 1 : switches_number("VERIFY", 1, MOST_EVENTS, 0);
    if (every == 0)
        return;
    if (verify_start())
        verify_every(every);
    else
        switches_problem_number("VERIFY", "too-large", "frames", frames_total());
}

INIT_CODE static void choose_walks(void)
{
    const char *addresses = switches_text("WALK");
    if (addresses && !walk_choose(addresses))
        switches_problem("WALK", "malformed");
}

static void choose_schedule(void)
{
    const char *how = switches_text("SCHEDULE");
    if (how && !schedule_choose(how))
        switches_problem("SCHEDULE", "malformed");
    if (schedule_compares())
        order_state_start();
    if (switches_given("ECHO") || switches_given("GRAPH"))
        schedule_past_matters(); /* threads of the kernel that do what programs do */
}

static void choose_crash(void)
{
    const char *kind = switches_text("CRASH");
    if (kind && !crash_choose(kind))
        switches_problem("CRASH", "malformed");
}

/* Nothing has been logged yet. The image lies in one piece, wherever the loader's page tables show it. */
INIT_CODE static void start_log(void)
{
    serial_start(SERIAL_LOG);
    if (!switches_bulk_log())
        return;
    if (virtio_console_start(layout.kernel - BOOT_KERNEL_PHYSICAL))
        log_to(&virtio_console);
    else
        switches_problem("DEBUGPORT", "missing");
}

INIT_CODE static void come_up(const struct boot_info *from_loader)
{
    clock_start();
    info = *from_loader;
    ASSERT(info.magic == BOOT_INFO_MAGIC);
    switches_read((const char *)info.bootini, info.bootini_bytes);
    const struct layout_choice choice = switches_layout();
    layout_start(&choice);
    start_log();
    serial_start(SERIAL_CONSOLE);
    cpu_start();
    interrupt_lines_start();
    clock_choose(switches_clock());
    start_memory();
    switches_apply();
    start_storage();
    commit_start(frames_total(), slots_total());
    start_checks();
    choose_walks();
    choose_way_in();
    choose_crash();
    choose_schedule();
    banner_log();
    start_threads();
    start_paging_kernel();
    start_user_mode();
}

void kernel_main(const struct boot_info *from_loader)
{
    come_up(from_loader);
    mmu_discard_init();
    run();
}

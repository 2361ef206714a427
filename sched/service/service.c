#include "sched/service/service.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/trap.h"
#include "mmu/layout.h"
#include "mmu/pagecode.h"
#include "mmu/programcopy.h"
#include "mmu/usercopy.h"
#include "sched/process/orderstate.h"
#include "sched/process/process.h"
#include "sched/process/quantum.h"
#include "sched/process/trip.h"
#include "sched/service/service_touch.h"
#include "storage/volumelock.h"

/* A block of arguments that begins no higher above LAYOUT_USER_LOW is the program's, however many it has. */
#define HIGHEST_PLACE (LAYOUT_SMALL_END - LAYOUT_USER_LOW - SERVICE_MOST_ARGUMENTS * SERVICE_SLOT)

static const struct service *services;
static uint32_t services_count;
static pagecode_group groups[SERVICES_MOST]; /* of pageable code, by number */

ntstatus service_unimplemented(const char *what)
{
    const struct thread *thread = thread_current();
    if (log_begin(LOG_UNIMPLEMENTED, "unimplemented")) {
        log_thread(thread->process_id, thread->id);
        log_word(what);
        log_end();
    }
    return STATUS_NOT_IMPLEMENTED;
}

ntstatus service_unsupported(const char *what)
{
    service_unimplemented(what);
    return STATUS_NOT_SUPPORTED;
}

/* The lines are functions of their own, so that the way through a call keeps to few registers. */
static __attribute__((noinline)) void log_call(const struct service *service, const uint32_t *arguments)
{
    const struct thread *thread = thread_current();
    log_thread(thread->process_id, thread->id);
    log_word(service->name);
    for (uint32_t i = 0; i < service->count; i++)
        log_address(service->arguments[i].name, arguments[i]);
    log_end();
}

static bool is_result(const struct service_argument *argument)
{
    bool written = argument->probe == PROBE_WRITE || argument->probe == PROBE_WRITE_OR_0;
    return written && (argument->bytes == sizeof(uint32_t) || argument->bytes == sizeof(uint64_t));
}

static void log_result(const struct service_argument *argument, uint32_t address)
{
    uint64_t value = 0;
    if (!user_peek(&value, address, argument->bytes)) {
        log_word(argument->name);
        log_raw("=?");
    } else if (argument->bytes == sizeof(uint32_t)) {
        log_address(argument->name, (uint32_t)value);
    } else {
        log_quad(argument->name, value);
    }
}

static void log_status(const char *name, ntstatus status)
{
    const struct thread *thread = thread_current();
    log_thread(thread->process_id, thread->id);
    log_word(name);
    log_address(NULL, (uint32_t)status);
}

static __attribute__((noinline)) void log_return(const struct service *service, const uint32_t *arguments,
                                                 ntstatus status)
{
    log_status(service->name, status);
    for (uint32_t i = 0; !status_error(status) && i < service->count; i++)
        if (is_result(&service->arguments[i]) && arguments[i] != 0)
            log_result(&service->arguments[i], arguments[i]);
    log_end();
}

static ntstatus probe(const struct service_argument *argument, uint32_t address)
{
    bool may_be_0 = argument->probe == PROBE_READ_OR_0 || argument->probe == PROBE_WRITE_OR_0;
    if (argument->probe == PROBE_NOTHING || (may_be_0 && address == 0))
        return STATUS_SUCCESS;
    if (argument->bytes > PROBE_UNALIGNED && address % SERVICE_SLOT != 0)
        return STATUS_DATATYPE_MISALIGNMENT;
    if (argument->probe == PROBE_READ || argument->probe == PROBE_READ_OR_0)
        return user_range(address, argument->bytes) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    return user_probe(address, argument->bytes);
}

/* Before anything is done: an effect whose result cannot be told would be lost. */
static __attribute__((noinline)) ntstatus probe_all(const struct service *service, const uint32_t *arguments)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t i = 0; status_ok(status) && i < service->count; i++)
        status = probe(&service->arguments[i], arguments[i]);
    return status;
}

/* A call that does not come as far as a service. Nothing happens, so no time passes. */
static ntstatus refuse(const char *name, ntstatus status)
{
    if (log_detail(LOG_SERVICE, "sysret")) {
        log_status(name, status);
        log_end();
    }
    return status;
}

static __attribute__((noinline)) ntstatus refuse_unknown(uint32_t number, uint32_t place)
{
    const struct thread *thread = thread_current();
    if (log_detail(LOG_SERVICE, "syscall")) {
        log_thread(thread->process_id, thread->id);
        log_word("unknown");
        log_address("number", number);
        log_address("arguments", place);
        log_end();
    }
    return refuse("unknown", STATUS_INVALID_SYSTEM_SERVICE);
}

static __attribute__((noinline)) ntstatus refuse_unreadable(const struct service *service, uint32_t place,
                                                            ntstatus status)
{
    const struct thread *thread = thread_current();
    if (log_detail(LOG_SERVICE, "syscall")) {
        log_thread(thread->process_id, thread->id);
        log_word(service->name);
        log_address("unreadable", place);
        log_end();
    }
    return refuse(service->name, status);
}

/* There is one way for programs that the kernel reaches by their addresses, and another one; both are one
 * function each, whatever the compiler thinks of their size. */
#define INLINE __attribute__((always_inline)) static inline
static TRAP_SERVICE_HANDLER void service_trap(struct trap_frame *frame);

/* The range is first asked as if there were as many arguments as there may be, which takes half the
 * instructions. */
INLINE ntstatus take_over(struct thread *thread, uint32_t *arguments, uint32_t place, uint32_t count,
                          bool reached)
{
    if (place - LAYOUT_USER_LOW > HIGHEST_PLACE && count > 0 && !user_range(place, count * SERVICE_SLOT))
        return STATUS_ACCESS_VIOLATION;
    bool all = reached ? user_read_words(arguments, place, count, &thread->recovery)
                       : program_read(arguments, place, count * SERVICE_SLOT, (uint32_t)service_trap);
    return all ? STATUS_SUCCESS : thread->recovery_status;
}

INLINE ntstatus call(struct thread *thread, uint32_t number, uint32_t place, bool reached)
{
    uint32_t arguments[SERVICE_MOST_ARGUMENTS];
    if (number >= services_count)
        return refuse_unknown(number, place);
    const struct service *service = &services[number];
    ntstatus status = take_over(thread, arguments, place, service->count, reached);
    if (!status_ok(status))
        return refuse_unreadable(service, place, status);
    if (log_begin(LOG_SERVICE, "syscall"))
        log_call(service, arguments);
    if (service->probed)
        status = probe_all(service, arguments);
    if (status_ok(status))
        status = service->perform(arguments);
    if (log_begin(LOG_SERVICE, "sysret"))
        log_return(service, arguments, status);
    return status;
}

/* What a service may leave behind on no account. */
static bool left_clean(const struct thread *thread)
{
    return !volume_locked() && !(thread->attached_directory.cr3 | thread->recovery);
}

static __attribute__((noinline)) void look_closer(const struct thread *thread, struct trap_frame *frame)
{
    ASSERT(left_clean(thread));
    thread_before_user_mode(frame);
}

static inline struct thread *caller(const struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    if (frame != thread_user_frame(thread))
        trap_bugcheck(frame, BUGCHECK_KMODE_EXCEPTION, (uint32_t)STATUS_INVALID_SYSTEM_SERVICE, frame->eip, 0,
                      0, "system call from the kernel");
    return thread;
}

/* Behind the call one question stands for all that is seldom; the volume's lock may be another thread's.
 * Where the kernel is paged, a service's code is held while it is in it. */
INLINE void serve(struct trap_frame *frame, bool reached, bool paged)
{
    struct thread *thread = caller(frame);
    uint32_t number = frame->eax;
    if (paged)
        pagecode_enter(number < services_count ? groups[number] : 0);
    frame->eax = (uint32_t)call(thread, number, frame->edx, reached);
    if (paged)
        pagecode_leave();
    if (volume_lock_depth | thread->attached_directory.cr3 | thread->recovery | thread->held_back)
        look_closer(thread, frame);
    shared_data_show_time();
}

static TRAP_SERVICE_HANDLER void service_trap(struct trap_frame *frame)
{
    serve(frame, true, false);
    trap_return(frame);
}

static TRAP_SERVICE_HANDLER void service_sysenter(struct trap_frame *frame)
{
    serve(frame, true, false);
    trap_return_sysenter(frame);
}

/* Where the kernel has an address space of its own. */
static TRAP_SERVICE_HANDLER void service_trap_apart(struct trap_frame *frame)
{
    serve(frame, false, false);
    trap_return(frame);
}

static TRAP_SERVICE_HANDLER void service_sysenter_apart(struct trap_frame *frame)
{
    serve(frame, false, false);
    trap_return_sysenter(frame);
}

/* Where it is paged, what it loads or touches is told, or threads have a quantum; where it is not paged, each
 * group is 0, which nobody holds. */
static void serve_seldom(struct trap_frame *frame)
{
    uint32_t number = frame->eax;
    quantum_enter(frame);
    if (order_state_is_on() && number < services_count)
        service_touches(&services[number], number, frame);
    serve(frame, layout.reach != 0, true);
    order_state_done();
    if (trips_are_told())
        trip_tell_service(number < services_count ? services[number].name : "unknown");
    quantum_leave(frame);
}

static TRAP_SERVICE_HANDLER void service_trap_seldom(struct trap_frame *frame)
{
    serve_seldom(frame);
    trap_return(frame);
}

static TRAP_SERVICE_HANDLER void service_sysenter_seldom(struct trap_frame *frame)
{
    serve_seldom(frame);
    trap_return_sysenter(frame);
}

/* By `int 0x2e` and by SYSENTER. */
struct ways_in {
    trap_service_handler gate, sysenter;
};

/* Each question is asked here once, instead of at each call; and which group of pageable code each service is
 * in. */
INIT_CODE static struct ways_in choose_ways(void)
{
    bool paged = pagecode_pages() > 0;
    for (uint32_t i = 0; paged && i < services_count; i++)
        groups[i] = pagecode_of(services[i].code);
    if (paged || trips_are_told() || quantum_is_on() || order_state_is_on())
        return (struct ways_in){service_trap_seldom, service_sysenter_seldom};
    return layout.reach ? (struct ways_in){service_trap, service_sysenter}
                        : (struct ways_in){service_trap_apart, service_sysenter_apart};
}

INIT_CODE void service_start(const struct service *table, uint32_t count)
{
    ASSERT(!services && count <= SERVICES_MOST);
    for (uint32_t i = 0; i < count; i++)
        ASSERT(table[i].count <= SERVICE_MOST_ARGUMENTS);
    services = table;
    services_count = count;
    const struct ways_in ways = choose_ways();
    trap_register_service(ways.gate);
    trap_register_sysenter(ways.sysenter);
}

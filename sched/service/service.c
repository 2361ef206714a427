#include "sched/service/service.h"

#include <stddef.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/trap.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"

static struct {
    const char *name;
    uint32_t count;
    service function;
} services[] = {
#define SERVICE(name, count) {#name, count, NULL},
#include "sched/service/services.def"
#undef SERVICE
};

void service_register(const struct service_entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ASSERT(entries[i].number < SERVICES && !services[entries[i].number].function);
        services[entries[i].number].function = entries[i].function;
    }
}

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

static void log_call(uint32_t number, const uint32_t *arguments)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_SERVICE, "syscall"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(services[number].name);
    for (uint32_t i = 0; i < services[number].count; i++)
        log_address(NULL, arguments[i]);
    log_end();
}

static void log_return(uint32_t number, ntstatus status)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_SERVICE, "sysret"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(services[number].name);
    log_address(NULL, (uint32_t)status);
    log_end();
}

static ntstatus call(uint32_t number, uint32_t place)
{
    uint32_t arguments[SERVICE_MOST_ARGUMENTS] = {0};
    if (number >= SERVICES)
        return STATUS_INVALID_SYSTEM_SERVICE;
    ntstatus status = user_read(arguments, place, services[number].count * 4);
    if (!status_ok(status))
        return status;
    log_call(number, arguments);
    status = services[number].function ? services[number].function(arguments)
                                       : service_unimplemented(services[number].name);
    log_return(number, status);
    return status;
}

static void service_trap(struct trap_frame *frame)
{
    if (!trap_from_user(frame))
        bugcheck(BUGCHECK_KMODE_EXCEPTION, frame->vector, frame->eip, "system call from the kernel");
    frame->eax = (uint32_t)call(frame->eax, frame->edx);
}

void service_start(void)
{
    trap_register(TRAP_SERVICE, service_trap);
}

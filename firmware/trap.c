#include "firmware/trap.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"

static trap_handler handlers[TRAP_VECTORS];
static trap_handler return_handler;
static trap_handler enter_handler, leave_handler;

/* For trap.S. */
void trap_dispatch(struct trap_frame *frame);
trap_handler trap_dispatcher = trap_dispatch;

/* In kernel mode the processor has not changed stacks: the interrupted one ends where the frame begins. */
static uint32_t interrupted_esp(const struct trap_frame *frame)
{
    return trap_from_user(frame) ? frame->esp : (uint32_t)&frame->esp;
}

_Noreturn void trap_bugcheck(const struct trap_frame *frame, uint32_t code, uint32_t first, uint32_t second,
                             uint32_t third, uint32_t fourth, const char *text)
{
    const struct registers registers = {.eax = frame->eax,
                                        .ebx = frame->ebx,
                                        .ecx = frame->ecx,
                                        .edx = frame->edx,
                                        .esi = frame->esi,
                                        .edi = frame->edi,
                                        .ebp = frame->ebp,
                                        .esp = interrupted_esp(frame),
                                        .eip = frame->eip,
                                        .cs = frame->cs,
                                        .eflags = frame->eflags,
                                        .trap = frame->vector,
                                        .error = frame->error};
    bugcheck_at(&registers, code, first, second, third, fourth, text);
}

static _Noreturn void unexpected(const struct trap_frame *frame, const char *text)
{
    trap_bugcheck(frame, BUGCHECK_KERNEL_TRAP, frame->vector, 0, 0, 0, text);
}

static TRAP_SERVICE_HANDLER void no_service(struct trap_frame *frame)
{
    unexpected(frame, "system call without a handler");
}

/* For trap.S. */
trap_service_handler trap_service = no_service, trap_service_sysenter = no_service;

INIT_CODE void trap_register(uint32_t vector, trap_handler handler)
{
    ASSERT(vector < TRAP_VECTORS && handlers[vector] == 0 && handler);
    handlers[vector] = handler;
}

INIT_CODE void trap_register_service(trap_service_handler handler)
{
    ASSERT(trap_service == no_service && handler);
    trap_service = handler;
}

INIT_CODE void trap_register_sysenter(trap_service_handler handler)
{
    ASSERT(trap_service_sysenter == no_service && handler);
    trap_service_sysenter = handler;
}

INIT_CODE void trap_register_return(trap_handler handler)
{
    ASSERT(return_handler == 0 && handler);
    return_handler = handler;
}

/* True if the way back leads to user mode. */
static inline bool handle(struct trap_frame *frame)
{
    if (frame->vector >= TRAP_VECTORS || !handlers[frame->vector])
        unexpected(frame, "trap without a handler");
    handlers[frame->vector](frame);
    if (!trap_from_user(frame))
        return false;
    if (return_handler)
        return_handler(frame);
    return true;
}

void trap_dispatch(struct trap_frame *frame)
{
    if (handle(frame))
        watch();
}

/* The same where somebody is told of every trap from user mode: whoever is not pays nothing for it. */
static void dispatch_told(struct trap_frame *frame)
{
    if (trap_from_user(frame))
        enter_handler(frame);
    if (!handle(frame))
        return;
    leave_handler(frame);
    watch();
}

INIT_CODE void trap_register_user(trap_handler enter, trap_handler leave)
{
    ASSERT(trap_dispatcher == trap_dispatch && enter && leave);
    enter_handler = enter;
    leave_handler = leave;
    trap_dispatcher = dispatch_told;
}

#include "sched/process/exception.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/ntdll.h"
#include "sched/process/privileged.h"
#include "sched/process/process.h"

#define STATUS_ARRAY_BOUNDS_EXCEEDED ((ntstatus)0xC000008C)
#define STATUS_FLOAT_INVALID         ((ntstatus)0xC0000090)

static void log_exception(ntstatus code, uint32_t pc, const char *how)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_EXCEPTION, "exception"))
        return;
    log_thread(thread->process_id, thread->id);
    log_address(NULL, (uint32_t)code);
    log_address("pc", pc);
    log_word(how);
    log_end();
}

void context_from_frame(const struct thread *thread, const struct trap_frame *frame,
                        struct nt_context *context)
{
    context->edi = frame->edi, context->esi = frame->esi, context->ebx = frame->ebx;
    context->edx = frame->edx, context->ecx = frame->ecx, context->eax = frame->eax;
    context->ebp = frame->ebp, context->eip = frame->eip, context->eflags = frame->eflags;
    context->esp = frame->esp;
    context->cs = SELECTOR_USER_CODE, context->ss = SELECTOR_USER_DATA;
    context->ds = context->es = SELECTOR_USER_DATA;
    context->fs = SELECTOR_TEB, context->gs = 0;
    if (thread == thread_current())
        cpu_fpu_save(thread->fpu);
    memcpy(context->extended, thread->fpu, sizeof context->extended);
}

static bool asks(const struct nt_context *context, uint32_t part)
{
    return (context->flags & part) == part;
}

/* Reserved bits of MXCSR would make the processor refuse the whole area. */
static void take_fpu(const struct nt_context *context, struct thread *thread)
{
    uint32_t mxcsr;
    memcpy(thread->fpu, context->extended, sizeof context->extended);
    memcpy(&mxcsr, &thread->fpu->bytes[24], sizeof mxcsr);
    mxcsr &= 0xffbf;
    memcpy(&thread->fpu->bytes[24], &mxcsr, sizeof mxcsr);
    if (thread == thread_current())
        cpu_fpu_load(thread->fpu);
}

void context_to_frame(const struct nt_context *context, struct thread *thread, struct trap_frame *frame)
{
    if (asks(context, NT_CONTEXT_INTEGER)) {
        frame->edi = context->edi, frame->esi = context->esi, frame->ebx = context->ebx;
        frame->edx = context->edx, frame->ecx = context->ecx, frame->eax = context->eax;
    }
    if (asks(context, NT_CONTEXT_CONTROL)) {
        frame->ebp = context->ebp, frame->eip = context->eip, frame->esp = context->esp;
        frame->eflags = (context->eflags & FLAGS_USER) | FLAG_INTERRUPT | 2;
    }
    if (asks(context, NT_CONTEXT_EXTENDED))
        take_fpu(context, thread);
}

/* On the user stack, from the top: CONTEXT, EXCEPTION_RECORD, and two pointers to them. */
struct delivery {
    uint32_t record_pointer, context_pointer;
    struct nt_exception_record record;
    struct nt_context context;
};

void exception_deliver(struct trap_frame *frame, const struct nt_exception_record *record,
                       const struct nt_context *context)
{
    struct delivery delivery = {.record = *record, .context = *context};
    uint32_t place = (context->esp - sizeof delivery) & ~15u;

    log_exception((ntstatus)record->code, record->address, "raised");
    delivery.record_pointer = place + offsetof(struct delivery, record);
    delivery.context_pointer = place + offsetof(struct delivery, context);
    delivery.context.flags |=
        NT_CONTEXT_CONTROL | NT_CONTEXT_INTEGER | NT_CONTEXT_SEGMENTS | NT_CONTEXT_EXTENDED;
    if (!status_ok(user_write(place, &delivery, sizeof delivery))) {
        exception_unhandled(record);
        return;
    }
    frame->esp = place;
    frame->eip = ntdll_entries()->exception_dispatcher;
    frame->eflags &= ~FLAG_TRAP;
}

void exception_unhandled(const struct nt_exception_record *record)
{
    log_exception((ntstatus)record->code, record->address, "unhandled");
    process_terminate(process_current(), (ntstatus)record->code);
    thread_exit((ntstatus)record->code);
}

static void deliver_from(struct trap_frame *frame, struct nt_exception_record *record)
{
    struct nt_context context = {0};
    context_from_frame(thread_current(), frame, &context);
    record->address = frame->eip;
    exception_deliver(frame, record, &context);
}

void exception_of_fault(struct trap_frame *frame, const struct fault_exception *fault)
{
    struct nt_exception_record record = {.code = (uint32_t)fault->status};
    if (fault->status == STATUS_ACCESS_VIOLATION || fault->status == STATUS_GUARD_PAGE_VIOLATION ||
        fault->status == STATUS_IN_PAGE_ERROR) {
        record.parameters = fault->status == STATUS_IN_PAGE_ERROR ? 3 : 2;
        record.information[0] = fault->access;
        record.information[1] = fault->address;
        record.information[2] = (uint32_t)fault->status;
    }
    deliver_from(frame, &record);
}

/* Vector to status, for traps that mean just one thing. */
static ntstatus status_of(const struct trap_frame *frame)
{
    switch (frame->vector) {
    case TRAP_DIVIDE:
        return STATUS_INTEGER_DIVIDE_BY_ZERO;
    case TRAP_DEBUG:
        return STATUS_SINGLE_STEP;
    case TRAP_BREAKPOINT:
        return STATUS_BREAKPOINT;
    case TRAP_OVERFLOW:
        return STATUS_INTEGER_OVERFLOW;
    case TRAP_BOUND:
        return STATUS_ARRAY_BOUNDS_EXCEEDED;
    case TRAP_INVALID:
        return STATUS_ILLEGAL_INSTRUCTION;
    case TRAP_ALIGNMENT:
        return STATUS_DATATYPE_MISALIGNMENT;
    case TRAP_FPU:
    case TRAP_SIMD:
        return STATUS_FLOAT_INVALID;
    default:
        return STATUS_ACCESS_VIOLATION;
    }
}

/* NT reports a breakpoint at the int3 itself, and a protection fault that is no page's as a read of -1. */
static void exception_trap(struct trap_frame *frame)
{
    struct nt_exception_record record = {.code = (uint32_t)status_of(frame)};
    if (!trap_from_user(frame))
        bugcheck(BUGCHECK_KMODE_EXCEPTION, frame->vector, frame->eip, "exception in the kernel");
    if (frame->vector == TRAP_DEBUG)
        frame->eflags &= ~FLAG_TRAP; /* one step: a handler that wants the next one asks for it */
    if (frame->vector == TRAP_BREAKPOINT) {
        frame->eip--;
        record.parameters = 1;
    }
    if (frame->vector == TRAP_PROTECTION && instruction_is_privileged(frame->eip)) {
        record.code = (uint32_t)STATUS_PRIVILEGED_INSTRUCTION;
    } else if (status_of(frame) == STATUS_ACCESS_VIOLATION) {
        record.parameters = 2;
        record.information[1] = 0xffffffffu;
    }
    deliver_from(frame, &record);
}

void exception_start(void)
{
    static const uint8_t vectors[] = {TRAP_DIVIDE,
                                      TRAP_DEBUG,
                                      TRAP_BREAKPOINT,
                                      TRAP_OVERFLOW,
                                      TRAP_BOUND,
                                      TRAP_INVALID,
                                      TRAP_NO_FPU,
                                      9,
                                      10,
                                      11,
                                      12,
                                      TRAP_PROTECTION,
                                      TRAP_FPU,
                                      TRAP_ALIGNMENT,
                                      TRAP_SIMD,
                                      0x2f};
    for (uint32_t i = 0; i < sizeof vectors; i++)
        trap_register(vectors[i], exception_trap);
}

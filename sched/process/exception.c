#include "sched/process/exception.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/debug.h"
#include "sched/process/divide.h"
#include "sched/process/floatstate.h"
#include "sched/process/ntdll.h"
#include "sched/process/privileged.h"
#include "sched/process/process.h"
#include "sched/process/quantum.h"

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

/* FXSAVE of an emulator may leave out where the last x87 instruction was; FNSTENV has it. */
static void save_fpu(const struct thread *thread)
{
    struct fpu_environment environment;
    ASSERT(thread == thread_current() && thread->fpu);
    cpu_fpu_save(thread->fpu);
    cpu_fpu_environment(&environment);
    float_set_places(thread->fpu, &environment);
}

static bool asks(const struct nt_context *context, uint32_t part)
{
    return (context->flags & part) == part;
}

static void give_fpu(const struct thread *thread, struct nt_context *context)
{
    if (thread == thread_current())
        save_fpu(thread);
    if (asks(context, NT_CONTEXT_EXTENDED))
        memcpy(context->extended, thread->fpu, sizeof context->extended);
    if (asks(context, NT_CONTEXT_FLOAT))
        float_save(thread->fpu, &context->float_save);
}

void context_from_frame(const struct thread *thread, const struct trap_frame *frame,
                        struct nt_context *context)
{
    ASSERT(thread->fpu);
    if (asks(context, NT_CONTEXT_INTEGER)) {
        context->edi = frame->edi, context->esi = frame->esi, context->ebx = frame->ebx;
        context->edx = frame->edx, context->ecx = frame->ecx, context->eax = frame->eax;
    }
    if (asks(context, NT_CONTEXT_CONTROL)) {
        context->ebp = frame->ebp, context->eip = frame->eip, context->eflags = frame->eflags;
        context->esp = frame->esp, context->cs = SELECTOR_USER_CODE, context->ss = SELECTOR_USER_DATA;
    }
    if (asks(context, NT_CONTEXT_SEGMENTS)) {
        context->ds = context->es = SELECTOR_USER_DATA;
        context->fs = SELECTOR_TEB, context->gs = 0;
    }
    if (asks(context, NT_CONTEXT_DEBUG))
        memcpy(context->debug, &thread->debug, sizeof context->debug);
    if (asks(context, NT_CONTEXT_EXTENDED) || asks(context, NT_CONTEXT_FLOAT))
        give_fpu(thread, context);
}

/* A context may hold the x87 registers twice. FloatSave counts, as in NT: it is what handlers change. */
static void take_fpu(const struct nt_context *context, struct thread *thread)
{
    bool running = thread == thread_current();
    if (running)
        save_fpu(thread);
    if (asks(context, NT_CONTEXT_EXTENDED))
        float_take_extended(context->extended, thread->fpu);
    if (asks(context, NT_CONTEXT_FLOAT))
        float_restore(&context->float_save, thread->fpu);
    if (running)
        cpu_fpu_load(thread->fpu);
}

/* A breakpoint must lie in the program, and must not lock the debug registers (GD). NT's masks of DR6 and
 * DR7. Where the kernel has an address space of its own, it would strike at what the kernel has at the same
 * address: there is none then. */
#define DEBUG_STATUS  0x0000e00fu
#define DEBUG_CONTROL 0xffff0355u

static bool may_break_at(uint32_t address)
{
    return user_range(address, 1) && address < layout.system;
}

static void take_debug(const struct nt_context *context, struct thread *thread)
{
    struct debug_registers *debug = &thread->debug;
    for (uint32_t i = 0; i < 4; i++)
        debug->address[i] = may_break_at(context->debug[i]) ? context->debug[i] : 0;
    debug->status = context->debug[4] & DEBUG_STATUS;
    debug->control = context->debug[5] & DEBUG_CONTROL;
    if (thread == thread_current())
        breakpoints_load(debug);
}

void context_to_frame(const struct nt_context *context, struct thread *thread, struct trap_frame *frame)
{
    ASSERT(thread->fpu && frame == thread_user_frame(thread));
    trap_restores_all(frame);
    if (asks(context, NT_CONTEXT_INTEGER)) {
        frame->edi = context->edi, frame->esi = context->esi, frame->ebx = context->ebx;
        frame->edx = context->edx, frame->ecx = context->ecx, frame->eax = context->eax;
    }
    if (asks(context, NT_CONTEXT_CONTROL)) {
        frame->ebp = context->ebp, frame->eip = context->eip, frame->esp = context->esp;
        frame->eflags = (context->eflags & FLAGS_USER) | FLAG_INTERRUPT | 2;
    }
    if (asks(context, NT_CONTEXT_EXTENDED) || asks(context, NT_CONTEXT_FLOAT))
        take_fpu(context, thread);
    if (asks(context, NT_CONTEXT_DEBUG))
        take_debug(context, thread);
}

/* On the user stack, from the top: CONTEXT, EXCEPTION_RECORD, and two pointers to them. */
struct delivery {
    uint32_t record_pointer, context_pointer;
    struct nt_exception_record record;
    struct nt_context context;
};

static void dispatch(struct trap_frame *frame, const struct nt_exception_record *record)
{
    struct delivery delivery = {.record = *record};
    uint32_t place = (frame->esp - sizeof delivery) & ~15u;
    ASSERT(trap_from_user(frame) && frame == thread_user_frame(thread_current()));
    log_exception((ntstatus)record->code, record->address, "raised");
    delivery.record_pointer = place + offsetof(struct delivery, record);
    delivery.context_pointer = place + offsetof(struct delivery, context);
    delivery.context.flags = NT_CONTEXT_ALL;
    context_from_frame(thread_current(), frame, &delivery.context);
    if (!status_ok(user_write(place, &delivery, sizeof delivery))) {
        exception_unhandled(record);
        return;
    }
    trap_restores_all(frame);
    frame->esp = place;
    frame->eip = ntdll_entries()->exception_dispatcher;
    frame->eflags &= ~FLAG_TRAP;
}

/* Whoever debugs the program is asked before it, and once more when it has not handled the exception. */
void exception_deliver(struct trap_frame *frame, const struct nt_exception_record *record)
{
    ASSERT(trap_from_user(frame) && frame == thread_user_frame(thread_current()));
    if (!debug_tell_exception(record, true))
        dispatch(frame, record);
}

void exception_unhandled(const struct nt_exception_record *record)
{
    if (debug_tell_exception(record, false))
        return;
    log_exception((ntstatus)record->code, record->address, "unhandled");
    process_terminate(process_current(), (ntstatus)record->code);
    thread_exit((ntstatus)record->code);
}

void exception_of_fault(struct trap_frame *frame, const struct fault_exception *fault)
{
    struct nt_exception_record record = {.code = (uint32_t)fault->status, .address = frame->eip};
    ASSERT(!status_ok(fault->status));
    if (fault->status == STATUS_ACCESS_VIOLATION || fault->status == STATUS_GUARD_PAGE_VIOLATION ||
        fault->status == STATUS_IN_PAGE_ERROR) {
        record.parameters = fault->status == STATUS_IN_PAGE_ERROR ? 3 : 2;
        record.information[0] = fault->access;
        record.information[1] = fault->address;
        record.information[2] = (uint32_t)fault->cause;
    }
    exception_deliver(frame, &record);
}

/* ---- one function for each trap that takes more than a code ---- */

/* NT reports a breakpoint at the int3 itself, and that is where the program finds itself. A debugger finds it
 * behind that instruction, and if it handles the exception there the program goes on. */
static void breakpoint(struct trap_frame *frame, struct nt_exception_record *record)
{
    record->code = (uint32_t)STATUS_BREAKPOINT;
    record->address = frame->eip - 1;
    record->parameters = 1;
}

/* int 0x2d, by which NTDLL would talk to a kernel debugger. Nobody listens: a breakpoint behind the
 * instruction, with the service and its arguments. The byte that follows is skipped, it is an int3 for
 * kernels that do not know the service. */
static void debug_service(struct trap_frame *frame, struct nt_exception_record *record)
{
    record->code = (uint32_t)STATUS_BREAKPOINT;
    record->address = frame->eip++;
    record->parameters = 3;
    record->information[0] = frame->eax;
    record->information[1] = frame->ecx;
    record->information[2] = frame->edx;
}

/* One step, or a breakpoint of the debug registers: DR6 tells. A handler that wants the next step asks for
 * it. */
static void single_step(struct trap_frame *frame, struct nt_exception_record *record)
{
    thread_current()->debug.status = breakpoints_take_status() & DEBUG_STATUS;
    record->code = (uint32_t)STATUS_SINGLE_STEP;
    frame->eflags &= ~FLAG_TRAP;
}

/* QEMU's translator does not know f1 (icebp), which the processor takes for a single step: it is reported
 * behind the instruction, as traps are. */
static void invalid_opcode(struct trap_frame *frame, struct nt_exception_record *record)
{
    if (instruction_is_icebp(frame->eip)) {
        record->address = ++frame->eip;
        single_step(frame, record);
        return;
    }
    record->code = (uint32_t)(instruction_is_locked(frame->eip) ? STATUS_INVALID_LOCK_SEQUENCE
                                                                : STATUS_ILLEGAL_INSTRUCTION);
}

/* A violation that is no page's is reported as a read of -1. */
static void violation(struct nt_exception_record *record)
{
    record->code = (uint32_t)STATUS_ACCESS_VIOLATION;
    record->parameters = 2;
    record->information[1] = 0xffffffffu;
}

static void protection(struct trap_frame *frame, struct nt_exception_record *record)
{
    if (instruction_is_privileged(frame->eip))
        record->code = (uint32_t)STATUS_PRIVILEGED_INSTRUCTION;
    else
        violation(record);
}

/* x87 exceptions strike at the next x87 instruction: the record says where the one was that caused it. */
static void x87_exception(struct nt_exception_record *record)
{
    struct nt_float_save save;
    struct thread *thread = thread_current();
    save_fpu(thread);
    float_save(thread->fpu, &save);
    record->code = (uint32_t)float_x87_status((uint16_t)save.control, (uint16_t)save.status);
    record->address = save.error_offset;
    record->parameters = record->code == (uint32_t)STATUS_FLOAT_STACK_CHECK ? 2 : 1;
}

static void simd_exception(struct nt_exception_record *record)
{
    struct thread *thread = thread_current();
    save_fpu(thread);
    record->code = (uint32_t)float_simd_status(float_mxcsr(thread->fpu));
    record->parameters = 2;
    record->information[1] = float_mxcsr(thread->fpu);
}

static void describe(struct trap_frame *frame, struct nt_exception_record *record)
{
    switch (frame->vector) {
    case TRAP_DIVIDE:
        record->code = (uint32_t)(divide_by_zero(frame, thread_current()->teb) ? STATUS_INTEGER_DIVIDE_BY_ZERO
                                                                               : STATUS_INTEGER_OVERFLOW);
        return;
    case TRAP_DEBUG:
        single_step(frame, record);
        return;
    case TRAP_BREAKPOINT:
        breakpoint(frame, record);
        return;
    case TRAP_OVERFLOW: /* comes behind the instruction; NT names the instruction */
        record->code = (uint32_t)STATUS_INTEGER_OVERFLOW;
        record->address--;
        return;
    case TRAP_BOUND:
        record->code = (uint32_t)STATUS_ARRAY_BOUNDS_EXCEEDED;
        return;
    case TRAP_INVALID:
        invalid_opcode(frame, record);
        return;
    case TRAP_PROTECTION:
        protection(frame, record);
        return;
    case TRAP_FPU:
        x87_exception(record);
        return;
    case TRAP_ALIGNMENT:
        record->code = (uint32_t)STATUS_DATATYPE_MISALIGNMENT;
        return;
    case TRAP_SIMD:
        simd_exception(record);
        return;
    case TRAP_DEBUG_SERVICE:
        debug_service(frame, record);
        return;
    default:
        violation(record);
    }
}

/* The kernel met a breakpoint of the program while it worked on its memory: not the program's instruction. A
 * step is none of these: gates clear TF, so a driver has set it. */
static bool kernel_met_breakpoint(const struct trap_frame *frame)
{
    if (frame->vector != TRAP_DEBUG || trap_from_user(frame) || (frame->eflags & FLAG_TRAP))
        return false;
    breakpoints_take_status();
    return true;
}

/* NT knows an exception of a program by the same code when it is the kernel's. */
static uint32_t kernel_code(uint32_t vector)
{
    switch (vector) {
    case TRAP_DIVIDE:
        return (uint32_t)STATUS_INTEGER_DIVIDE_BY_ZERO;
    case TRAP_DEBUG:
        return (uint32_t)STATUS_SINGLE_STEP;
    case TRAP_BREAKPOINT:
        return (uint32_t)STATUS_BREAKPOINT;
    case TRAP_OVERFLOW:
        return (uint32_t)STATUS_INTEGER_OVERFLOW;
    case TRAP_BOUND:
        return (uint32_t)STATUS_ARRAY_BOUNDS_EXCEEDED;
    case TRAP_INVALID:
        return (uint32_t)STATUS_ILLEGAL_INSTRUCTION;
    default:
        return (uint32_t)STATUS_ACCESS_VIOLATION;
    }
}

static void exception_trap(struct trap_frame *frame)
{
    struct nt_exception_record record = {.address = frame->eip};
    if (kernel_met_breakpoint(frame))
        return;
    if (!trap_from_user(frame))
        trap_bugcheck(frame, BUGCHECK_KMODE_EXCEPTION, kernel_code(frame->vector), frame->eip, 0, 0,
                      "exception in the kernel");
    if (frame->vector == TRAP_DEBUG && quantum_took_step())
        return;
    describe(frame, &record);
    bool at_breakpoint = frame->vector == TRAP_BREAKPOINT;
    if (debug_tell_exception(&record, true))
        return;
    frame->eip -= at_breakpoint;
    dispatch(frame, &record);
}

INIT_CODE void exception_start(void)
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
                                      TRAP_DEBUG_SERVICE,
                                      0x2f};
    for (uint32_t i = 0; i < sizeof vectors; i++)
        trap_register(vectors[i], exception_trap);
}

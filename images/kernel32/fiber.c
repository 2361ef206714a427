/*
 * Fibers: threads of execution that the program itself switches (Microsoft: Fibers). What is a fiber's and
 * goes with it is in fiber.h; everything else, the thread's TLS and last error among it, stays the thread's.
 */
#include "images/kernel32/fiber.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/fls.h"
#include "images/ntdll/userstack.h"

enum {
    X87_CONTROL = 0x27f, /* NT's: all exceptions masked, 53 bits */
    X87_EMPTY = 0xffff,
    MXCSR_CONTROL = 0x1f80, /* all exceptions masked */
    FIRST_FRAME = 16        /* bytes at a stack's top that stay free, as at a thread's */
};

static bool is_fiber(void)
{
    return teb()->SameTebFlags & TEB_HAS_FIBER_DATA;
}

/* Null, with the last error set. */
static struct fiber *fiber_make(void *parameter, DWORD flags)
{
    struct fiber *fiber;
    if (flags & ~(DWORD)FIBER_FLAG_FLOAT_SWITCH) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    fiber = allocate(sizeof *fiber);
    if (fiber)
        *fiber = (struct fiber){.data = parameter,
                                .parameter = parameter,
                                .exception_list = (void *)-1,
                                .flags = flags,
                                .floats = {X87_CONTROL, .tags = X87_EMPTY, .mxcsr = MXCSR_CONTROL}};
    return fiber;
}

LPVOID WINAPI ConvertThreadToFiberEx(LPVOID parameter, DWORD flags)
{
    TEB *block = teb();
    if (is_fiber()) {
        fail(ERROR_ALREADY_FIBER);
        return NULL;
    }
    struct fiber *fiber = fiber_make(parameter, flags);
    if (!fiber)
        return NULL;
    fiber->stack_base = block->NtTib.StackBase;
    fiber->deallocation_stack = block->DeallocationStack;
    block->NtTib.FiberData = fiber;
    block->SameTebFlags |= TEB_HAS_FIBER_DATA;
    return fiber;
}

LPVOID WINAPI ConvertThreadToFiber(LPVOID parameter)
{
    return ConvertThreadToFiberEx(parameter, 0);
}

/* The stack and the fiber-local storage are the thread's from now on. */
BOOL WINAPI ConvertFiberToThread(void)
{
    TEB *block = teb();
    if (!is_fiber())
        return fail(ERROR_ALREADY_THREAD);
    struct fiber *fiber = block->NtTib.FiberData;
    block->SameTebFlags &= ~TEB_HAS_FIBER_DATA;
    block->NtTib.FiberData = NULL;
    release(fiber);
    return TRUE;
}

BOOL WINAPI IsThreadAFiber(void)
{
    return is_fiber();
}

/* Called on the fiber's own stack when it runs first. A function that comes back ends the thread. */
DWORD WINAPI fiber_main(struct fiber *fiber)
{
    fiber->start(fiber->parameter);
    return 0;
}

LPVOID WINAPI CreateFiberEx(SIZE_T commit, SIZE_T reserve, DWORD flags, LPFIBER_START_ROUTINE start,
                            LPVOID parameter)
{
    INITIAL_TEB stack;
    struct fiber *fiber = fiber_make(parameter, flags);
    if (!fiber)
        return NULL;
    if (!result(RtlCreateUserStack(commit, reserve, 0, 0, 0, &stack))) {
        release(fiber);
        return NULL;
    }
    fiber->stack_base = stack.StackBase;
    fiber->stack_limit = stack.StackLimit;
    fiber->deallocation_stack = stack.StackAllocationBase;
    fiber->start = start;
    fiber->eip = fiber_begin;
    fiber->ebx = (ULONG)fiber;
    fiber->esp = (ULONG)stack.StackBase - FIRST_FRAME;
    return fiber;
}

LPVOID WINAPI CreateFiber(SIZE_T stack, LPFIBER_START_ROUTINE start, LPVOID parameter)
{
    return CreateFiberEx(stack, 0, 0, start, parameter);
}

/* What is no block of that size on the heap, as one that was deleted already, is left alone. */
void WINAPI DeleteFiber(LPVOID address)
{
    struct fiber *fiber = address;
    if (is_fiber() && teb()->NtTib.FiberData == fiber)
        ExitThread(1);
    if (RtlSizeHeap(peb()->ProcessHeap, 0, fiber) != sizeof *fiber)
        return;
    RtlProcessFlsData(fiber->fls, FLS_TELL | FLS_RELEASE);
    if (fiber->deallocation_stack)
        RtlFreeUserStack(fiber->deallocation_stack);
    release(fiber);
}

/* The kernel frees the stack, NTDLL the fiber-local storage. What is left of the fiber can be deleted by
 * whoever knows it. */
void fiber_thread_ends(void)
{
    if (!is_fiber())
        return;
    struct fiber *fiber = teb()->NtTib.FiberData;
    fiber->deallocation_stack = NULL;
    fiber->fls = NULL;
}

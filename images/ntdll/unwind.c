/*
 * RtlUnwind: calls the handlers of all frames inside the target frame once more, to clean up, takes the
 * frames off, and goes on behind the call with eax = the caller's value. (The ip argument is not used on
 * i386, as in NT: execution goes on behind the call, and compilers pass that very address.)
 */
#include "images/ntdll/exception.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/nt_process.h"

/* The frame that is up while a handler unwinds. An unwind that reaches it took over from the first one: the
 * frames up to the one whose handler it was are unwound already, so it goes on there. */
static EXCEPTION_DISPOSITION collided_guard(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                            void *dispatcher)
{
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)))
        return ExceptionContinueSearch;
    *(FRAME **)dispatcher = ((FRAME **)frame)[2];
    return ExceptionCollidedUnwind;
}

static void frame_remove(FRAME *frame)
{
    teb()->NtTib.ExceptionList = frame->Next;
}

static void check_frame(const FRAME *frame, const FRAME *target)
{
    if (target && frame > target)
        RtlRaiseStatus(STATUS_INVALID_UNWIND_TARGET);
    if (!frame_valid(frame))
        RtlRaiseStatus(STATUS_BAD_STACK);
}

/* Unwinds all frames inside `target` (null: every frame). */
static void unwind_frames(const FRAME *target, EXCEPTION_RECORD *record, CONTEXT *context)
{
    FRAME *frame = (FRAME *)teb()->NtTib.ExceptionList;
    while (frame != FRAME_END && frame != target) {
        FRAME *within = NULL;
        check_frame(frame, target);
        switch (
            handler_call(record, frame, context, &within, (frame_handler)frame->Handler, collided_guard)) {
        case ExceptionContinueSearch:
            break;
        case ExceptionCollidedUnwind:
            frame = within;
            break;
        default:
            RtlRaiseStatus(STATUS_INVALID_DISPOSITION);
        }
        FRAME *outer = frame->Next;
        frame_remove(frame);
        frame = outer;
    }
}

/* entry.S: RtlUnwind, with the context of its caller. */
__attribute__((noreturn, used)) void unwind_to(FRAME *target, EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_RECORD own = {.ExceptionCode = (DWORD)STATUS_UNWIND, .ExceptionAddress = (void *)context->Eip};
    if (!record)
        record = &own;
    record->ExceptionFlags |= EXCEPTION_UNWINDING | (target ? 0 : EXCEPTION_EXIT_UNWIND);
    unwind_frames(target, record, context);
    if (target && (FRAME *)teb()->NtTib.ExceptionList != target && target != FRAME_END)
        NtRaiseException(record, context, FALSE); /* the target is no frame of this thread */
    NtContinue(context, FALSE);
    __builtin_unreachable();
}

#include "images/ntdll/exception.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/vectored.h"

static PTOP_LEVEL_EXCEPTION_FILTER unhandled_filter;

void NTAPI RtlSetUnhandledExceptionFilter(PTOP_LEVEL_EXCEPTION_FILTER filter)
{
    unhandled_filter = filter;
}

bool frame_valid(const FRAME *frame)
{
    const NT_TIB *tib = &teb()->NtTib;
    uintptr_t low = (uintptr_t)tib->StackLimit, high = (uintptr_t)tib->StackBase;
    uintptr_t at = (uintptr_t)frame;
    if (at % 4 || at < low || at > high - sizeof *frame)
        return false;
    uintptr_t handler = (uintptr_t)frame->Handler;
    return handler < low || handler >= high;
}

/* The frame that is up while a handler runs. An exception that reaches it happened inside that handler: the
 * frames up to the one whose handler it was ([guard + 8], see handler_call) are being handled already. */
static EXCEPTION_DISPOSITION nested_guard(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                          void *dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return ExceptionContinueSearch;
    *(FRAME **)dispatcher = ((FRAME **)frame)[2];
    return ExceptionNestedException;
}

/* Raises what is wrong with the handling of `about`. */
static void raise_about(NTSTATUS status, EXCEPTION_RECORD *about)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .ExceptionRecord = about};
    RtlRaiseException(&record);
}

/* Asks the frames, from the innermost out. */
static bool frames_call(EXCEPTION_RECORD *record, CONTEXT *context)
{
    FRAME *nested = NULL;
    for (FRAME *frame = (FRAME *)teb()->NtTib.ExceptionList; frame != FRAME_END; frame = frame->Next) {
        if (!frame_valid(frame)) {
            record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
            return false;
        }
        FRAME *within = NULL;
        EXCEPTION_DISPOSITION answer =
            handler_call(record, frame, context, &within, (frame_handler)frame->Handler, nested_guard);
        if (frame == nested) { /* past the handler in which this happened */
            record->ExceptionFlags &= ~(DWORD)EXCEPTION_NESTED_CALL;
            nested = NULL;
        }
        switch (answer) {
        case ExceptionContinueExecution:
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
                raise_about(STATUS_NONCONTINUABLE_EXCEPTION, record);
            return true;
        case ExceptionContinueSearch:
            break;
        case ExceptionNestedException:
            record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
            if (within > nested)
                nested = within;
            break;
        default:
            raise_about(STATUS_INVALID_DISPOSITION, record);
        }
    }
    return false;
}

BOOLEAN NTAPI RtlDispatchException(EXCEPTION_RECORD *record, CONTEXT *context)
{
    if (!vectored_call(record, context) && !frames_call(record, context))
        return FALSE;
    vectored_continue(record, context);
    return TRUE;
}

/* entry.S: KiUserExceptionDispatcher. */
__attribute__((noreturn, used)) void exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context)
{
    NTSTATUS status;
    if (RtlDispatchException(record, context))
        status = NtContinue(context, FALSE);
    else
        status = NtRaiseException(record, context, FALSE);
    NtTerminateProcess(CURRENT_PROCESS, status);
    __builtin_unreachable();
}

/* entry.S: the outermost frame of a thread. EXCEPTION_EXECUTE_HANDLER means: end quietly, with the code of
 * the exception; NT's RtlUserThreadStart has the same in its __except. */
__attribute__((used)) EXCEPTION_DISPOSITION exception_last_handler(EXCEPTION_RECORD *record, void *frame,
                                                                   CONTEXT *context, void *dispatcher)
{
    EXCEPTION_POINTERS pointers = {record, context};
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND) || !unhandled_filter)
        return ExceptionContinueSearch;
    switch (unhandled_filter(&pointers)) {
    case EXCEPTION_CONTINUE_EXECUTION:
        return ExceptionContinueExecution;
    case EXCEPTION_EXECUTE_HANDLER:
        NtTerminateProcess(CURRENT_PROCESS, (NTSTATUS)record->ExceptionCode);
    }
    return ExceptionContinueSearch;
}

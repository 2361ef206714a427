#include "images/kernel32/guard.h"
#include "images/ntdll/exception.h"

void guard_failed(void); /* guarded_call.S */

static bool is_bad_access(DWORD code)
{
    return code == (DWORD)STATUS_ACCESS_VIOLATION || code == (DWORD)STATUS_IN_PAGE_ERROR ||
           code == (DWORD)STATUS_GUARD_PAGE_VIOLATION;
}

/* Goes on at the end of guarded_call: no frame lies between, so nothing has to be unwound. */
EXCEPTION_DISPOSITION guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    if ((record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) ||
        !is_bad_access(record->ExceptionCode))
        return ExceptionContinueSearch;
    context->Eip = (DWORD)(uintptr_t)guard_failed;
    context->Esp = (DWORD)(uintptr_t)frame;
    return ExceptionContinueExecution;
}

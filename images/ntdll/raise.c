#include "images/ntdll/raise.h"
#include "images/ntdll/nt_process.h"

/* entry.S: RtlRaiseException, with the context of its caller. */
__attribute__((noreturn, used)) void exception_raise(EXCEPTION_RECORD *record, CONTEXT *context)
{
    record->ExceptionAddress = (void *)context->Eip;
    NTSTATUS status = NtRaiseException(record, context, TRUE);
    NtTerminateProcess(CURRENT_PROCESS, status); /* it comes back only when the record cannot be read */
    __builtin_unreachable();
}

void NTAPI RtlRaiseStatus(NTSTATUS status)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    RtlRaiseException(&record);
    NtTerminateProcess(CURRENT_PROCESS, status);
    __builtin_unreachable();
}

/*
 * Exceptions as Win32 has them, and what becomes of those that nobody handles.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/exception.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/raise.h"

static LPTOP_LEVEL_EXCEPTION_FILTER program_filter;
static UINT error_mode;

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    return __atomic_exchange_n(&program_filter, filter, __ATOMIC_SEQ_CST);
}

static bool is_debugged(void)
{
    HANDLE port;
    NTSTATUS status = NtQueryInformationProcess(CURRENT_PROCESS, ProcessDebugPort, &port, sizeof port, NULL);
    return NT_SUCCESS(status) && port;
}

/* The last resort of every thread. Without a filter of the program's own the answer is "keep searching", upon
 * which NTDLL tells the kernel that the exception is unhandled, and the process ends with its code. So it
 * does when the filter, or what was asked before it, has raised this one: who fails here is not asked again;
 * and neither is the filter of a program that is debugged, whose debugger has the second chance.
 */
LONG WINAPI UnhandledExceptionFilter(struct _EXCEPTION_POINTERS *pointers)
{
    LPTOP_LEVEL_EXCEPTION_FILTER filter = program_filter;
    if (!filter || pointers->ExceptionRecord->ExceptionFlags & EXCEPTION_NESTED_CALL || is_debugged())
        return EXCEPTION_CONTINUE_SEARCH;
    return filter(pointers);
}

void WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR *arguments)
{
    EXCEPTION_RECORD record = {.ExceptionCode = code, .ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE};
    if (arguments) {
        record.NumberParameters = count < EXCEPTION_MAXIMUM_PARAMETERS ? count : EXCEPTION_MAXIMUM_PARAMETERS;
        memcpy(record.ExceptionInformation, arguments, record.NumberParameters * sizeof *arguments);
    }
    RtlRaiseException(&record);
}

/* The bits are kept for the program; there are no message boxes that they could suppress. */
UINT WINAPI SetErrorMode(UINT mode)
{
    return __atomic_exchange_n(&error_mode, mode, __ATOMIC_SEQ_CST);
}

UINT WINAPI GetErrorMode(void)
{
    return error_mode;
}

/* Pointers are scrambled with a constant: the same in every run, which this machine promises. */
#define POINTER_COOKIE 0x5a3c9687u

PVOID WINAPI EncodePointer(PVOID pointer)
{
    return (void *)((uintptr_t)pointer ^ POINTER_COOKIE);
}

PVOID WINAPI DecodePointer(PVOID pointer)
{
    return (void *)((uintptr_t)pointer ^ POINTER_COOKIE);
}

/*
 * Job objects: processes that are counted, limited and ended together.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/object_name.h"
#include "images/kernel32/priority_class.h"
#include "images/ntdll/nt_job.h"

HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES security, LPCWSTR name)
{
    struct object_name object;
    HANDLE job;
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    return object_result(NtCreateJobObject(&job, JOB_OBJECT_ALL_ACCESS, &object.attributes), &job);
}

HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES security, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE job = CreateJobObjectW(security, wide);
    release(wide);
    return job;
}

HANDLE WINAPI OpenJobObjectW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE job;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenJobObject(&job, access, &object.attributes), &job);
}

HANDLE WINAPI OpenJobObjectA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE job = OpenJobObjectW(access, inherit, wide);
    release(wide);
    return job;
}

WINBOOL WINAPI AssignProcessToJobObject(HANDLE job, HANDLE process)
{
    return result(NtAssignProcessToJobObject(job, process));
}

WINBOOL WINAPI TerminateJobObject(HANDLE job, UINT code)
{
    return result(NtTerminateJobObject(job, (NTSTATUS)code));
}

WINBOOL WINAPI IsProcessInJob(HANDLE process, HANDLE job, PBOOL inside)
{
    NTSTATUS status = NtIsProcessInJob(process, job);
    *inside = status == STATUS_PROCESS_IN_JOB;
    return result(status);
}

/* The kernel has NT's numbers of priority classes, Win32's structures its own. */
static bool has_limits(JOBOBJECTINFOCLASS information_class)
{
    return information_class == JobObjectBasicLimitInformation ||
           information_class == JobObjectExtendedLimitInformation;
}

static void class_to_win32(JOBOBJECTINFOCLASS information_class, void *limits, BOOL told)
{
    JOBOBJECT_BASIC_LIMIT_INFORMATION *basic = limits;
    if (told && has_limits(information_class) && (basic->LimitFlags & JOB_OBJECT_LIMIT_PRIORITY_CLASS))
        basic->PriorityClass = priority_class_of(basic->PriorityClass);
}

WINBOOL WINAPI QueryInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS information_class, LPVOID out,
                                         DWORD size, LPDWORD returned)
{
    NTSTATUS status = NtQueryInformationJobObject(job, information_class, out, size, returned);
    class_to_win32(information_class, out, status == 0);
    return status == STATUS_BUFFER_OVERFLOW ? fail(ERROR_MORE_DATA) : result(status);
}

/* A structure of another length is the kernel's to refuse. */
static void class_from_win32(JOBOBJECTINFOCLASS information_class, JOBOBJECT_EXTENDED_LIMIT_INFORMATION *own,
                             void **in, DWORD size)
{
    if (!has_limits(information_class) || (size != sizeof own->BasicLimitInformation && size != sizeof *own))
        return;
    memcpy(own, *in, size);
    if (own->BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_PRIORITY_CLASS)
        own->BasicLimitInformation.PriorityClass =
            priority_class_number(own->BasicLimitInformation.PriorityClass);
    *in = own;
}

WINBOOL WINAPI SetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS information_class, LPVOID in,
                                       DWORD size)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION own;
    class_from_win32(information_class, &own, &in, size);
    return result(NtSetInformationJobObject(job, information_class, in, size));
}

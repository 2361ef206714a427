/*
 * Job objects: processes that are counted, limited and ended together.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/object_name.h"
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

WINBOOL WINAPI QueryInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS information_class, LPVOID out,
                                         DWORD size, LPDWORD returned)
{
    NTSTATUS status = NtQueryInformationJobObject(job, information_class, out, size, returned);
    return status == STATUS_BUFFER_OVERFLOW ? fail(ERROR_MORE_DATA) : result(status);
}

WINBOOL WINAPI SetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS information_class, LPVOID in,
                                       DWORD size)
{
    return result(NtSetInformationJobObject(job, information_class, in, size));
}

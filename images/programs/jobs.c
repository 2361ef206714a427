/*
 * Job objects: who is in one, how many may be, and how they end together. Each child
 * sleeps until it is ended; "grand" starts one of its own first.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

static DWORD last_thread; /* the id of the last one that was started */

static HANDLE start(const char *what, DWORD flags)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\jobs.exe %s", what);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &made))
        printf("not started: %lu\n", GetLastError());
    last_thread = made.dwThreadId;
    CloseHandle(made.hThread);
    return made.hProcess;
}

/* What it ended with, 103 while it runs. */
static DWORD code_of(HANDLE process)
{
    DWORD code = 0;
    WaitForSingleObject(process, 100);
    GetExitCodeProcess(process, &code);
    return code;
}

static BOOL in(HANDLE process, HANDLE job)
{
    BOOL inside = 9;
    IsProcessInJob(process, job, &inside);
    return inside;
}

static DWORD limit(HANDLE job, DWORD flags, DWORD most)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = flags, .ActiveProcessLimit = most}};
    return said(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits));
}

static void account(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION is = {0};
    DWORD bytes = 0;
    QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &is, sizeof is, &bytes);
    printf("  in all %lu, active %lu, ended by a limit %lu, faults %d, %lu bytes\n", is.TotalProcesses,
           is.ActiveProcesses, is.TotalTerminatedProcesses, is.TotalPageFaultCount > 10 * is.TotalProcesses,
           bytes);
}

static void say(const char *what, DWORD result)
{
    printf("%s %lx\n", what, result);
}

static void members(void)
{
    HANDLE job = CreateJobObjectA(NULL, "work"), other = CreateJobObjectA(NULL, NULL);
    HANDLE again = CreateJobObjectA(NULL, "work");
    say("made again by its name, error", GetLastError());
    CloseHandle(again);
    again = OpenJobObjectA(JOB_OBJECT_QUERY, FALSE, "work");
    say("opened", again != NULL);
    HANDLE child = start("sleep", 0), ended = start("end", 0);
    say("before", in(child, job));
    say("  assigned", said(AssignProcessToJobObject(job, child)));
    say("  in it", in(child, job));
    say("  in the other", in(child, other));
    say("  in any", in(child, NULL));
    say("  this program in any", in(GetCurrentProcess(), NULL));
    say("  to another", said(AssignProcessToJobObject(other, child)));
    say("  once more", said(AssignProcessToJobObject(job, child)));
    say("  it ends with", code_of(child));
    account(job);
    say("terminated", said(TerminateJobObject(job, 77)));
    say("  ended with", code_of(child));
    say("  still in it", in(child, job));
    account(job);
    say("one that has ended", (code_of(ended), said(AssignProcessToJobObject(other, ended))));
    say("terminated with nobody in it", said(TerminateJobObject(other, 1)));
    CloseHandle(child);
    CloseHandle(ended);
    CloseHandle(again);
    CloseHandle(other);
    CloseHandle(job);
}

/* The members' list with room for `room` of them. */
static void list(HANDLE job, DWORD room)
{
    struct {
        DWORD assigned, listed;
        ULONG_PTR ids[8];
    } list = {0};
    DWORD bytes = 0;
    say("list", said(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &list,
                                               8 + room * sizeof list.ids[0], &bytes)));
    printf("  room for %lu, %lu assigned, %lu listed, %lu bytes\n", room, list.assigned, list.listed, bytes);
}

static void children(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), child = start("grand", CREATE_SUSPENDED);
    HANDLE thread = OpenThread(THREAD_SUSPEND_RESUME, FALSE, last_thread);
    say("assigned", said(AssignProcessToJobObject(job, child)));
    say("kill on close", limit(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, 0));
    ResumeThread(thread);
    CloseHandle(thread);
    say("  it ends with", code_of(child));
    account(job);
    list(job, 8);
    list(job, 1);
    say("closed", said(CloseHandle(job)));
    say("  ended with", code_of(child));
    CloseHandle(child);
}

static void limits(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), one = start("sleep", 0), two = start("sleep", 0);
    JOBOBJECT_BASIC_LIMIT_INFORMATION basic = {0};
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION extended = {0};
    say("at most one", limit(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 1));
    say("  at most none", limit(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 0));
    say("  no such limit", limit(job, 0x100000, 0));
    say("  a limit that is not kept", limit(job, JOB_OBJECT_LIMIT_JOB_TIME, 0));
    say("the first", said(AssignProcessToJobObject(job, one)));
    say("  the second", said(AssignProcessToJobObject(job, two)));
    say("  it ends with", code_of(two));
    account(job);
    QueryInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic, NULL);
    printf("limits %lx, at most %lu\n", basic.LimitFlags, basic.ActiveProcessLimit);
    limit(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_BREAKAWAY_OK, 0);
    QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &extended, sizeof extended, NULL);
    say("limits", extended.BasicLimitInformation.LimitFlags);
    say("  too short",
        said(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &extended, 4, NULL)));
    basic.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    say("  no basic one",
        said(SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic)));
    CloseHandle(job);
    say("closed: the first ends with", code_of(one));
    CloseHandle(one);
    CloseHandle(two);
}

/* This program itself goes into a job: its children belong to it, unless they break away. */
static void own(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    say("own job before", said(QueryInformationJobObject(NULL, JobObjectBasicUIRestrictions, NULL, 0, NULL)));
    say("itself", said(AssignProcessToJobObject(job, GetCurrentProcess())));
    start("sleep", CREATE_BREAKAWAY_FROM_JOB);
    limit(job, JOB_OBJECT_LIMIT_BREAKAWAY_OK, 0);
    HANDLE away = start("sleep", CREATE_BREAKAWAY_FROM_JOB), inside = start("sleep", 0);
    limit(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 2);
    say("away", in(away, job));
    say("inside", in(inside, job));
    start("sleep", 0);
    TerminateProcess(away, 1);
    account(NULL);
    limit(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, 0);
    CloseHandle(job);
    printf("nobody says this\n");
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "grand"))
        start("sleep", 0);
    if (argc > 1 && strcmp(argv[1], "end"))
        Sleep(INFINITE);
    if (argc > 1)
        return 4;
    members();
    children();
    limits();
    own();
    return 3;
}

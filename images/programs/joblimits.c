/*
 * What a job object limits of memory and priority: each line is what was tried, and the error or number that
 * came of it. A child takes memory, a megabyte at a time, until it is refused or has taken eight. What must
 * be seen: the limit of each, then that of all together, holds for who comes in early, late or by birth; what
 * is refused is 1455, and what was there stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define MEGABYTE 0x100000u

static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

static void say(const char *what, DWORD result)
{
    printf("%s %lu\n", what, result);
}

/* ---- the child ---- */

static int take(const char *name)
{
    int taken = 0;
    WaitForSingleObject(OpenEventA(SYNCHRONIZE, FALSE, "joblimits.go"), INFINITE);
    while (taken < 8 && VirtualAlloc(NULL, MEGABYTE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE))
        taken++;
    printf("  %s has %d MB, error %lu\n", name, taken, taken < 8 ? GetLastError() : 0);
    Sleep(10); /* so that others try beside it */
    return 0;
}

static HANDLE start(const char *name, DWORD flags)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\joblimits.exe %s", name);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &made);
    CloseHandle(made.hThread);
    return made.hProcess;
}

/* ---- limits ---- */

static DWORD limit(HANDLE job, DWORD flags, DWORD of_each, DWORD of_all, DWORD priority)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = flags, .PriorityClass = priority},
        .ProcessMemoryLimit = of_each,
        .JobMemoryLimit = of_all};
    return said(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits));
}

static void say_limits(HANDLE job)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION is;
    DWORD bytes;
    say("asked",
        said(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &is, sizeof is, &bytes)));
    printf("  limits %lx, priority %lx, each %lu MB, all %lu MB\n", is.BasicLimitInformation.LimitFlags,
           is.BasicLimitInformation.PriorityClass, (DWORD)is.ProcessMemoryLimit / MEGABYTE,
           (DWORD)is.JobMemoryLimit / MEGABYTE);
    printf("  peaks: one %lu MB, all %lu MB\n", (DWORD)is.PeakProcessMemoryUsed / MEGABYTE,
           (DWORD)is.PeakJobMemoryUsed / MEGABYTE);
}

static void end(HANDLE child)
{
    WaitForSingleObject(child, INFINITE);
    CloseHandle(child);
}

static void of_each(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), one = start("one", 0), two = start("two", 0);
    say("one, before the limit", said(AssignProcessToJobObject(job, one)));
    say("each 4 MB", limit(job, JOB_OBJECT_LIMIT_PROCESS_MEMORY, 4 * MEGABYTE, 0, 0));
    say("two, behind it", said(AssignProcessToJobObject(job, two)));
    SetEvent(go);
    end(one);
    end(two);
    say_limits(job);
    ResetEvent(go);
    CloseHandle(job);
}

static void of_all(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), one = start("one", 0), two = start("two", 0), three;
    say("all 6 MB", limit(job, JOB_OBJECT_LIMIT_JOB_MEMORY, 0, 6 * MEGABYTE, 0));
    AssignProcessToJobObject(job, one);
    AssignProcessToJobObject(job, two);
    SetEvent(go);
    end(one);
    end(two);
    say_limits(job);
    three = start("three", 0);
    AssignProcessToJobObject(job, three);
    end(three); /* what the others had is free */
    three = start("four", 0);
    say("no limit", limit(job, 0, 0, 0, 0));
    AssignProcessToJobObject(job, three);
    end(three);
    say_limits(job);
    ResetEvent(go);
    CloseHandle(job);
}

static void of_priority(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), one = start("one", 0);
    AssignProcessToJobObject(job, one);
    say("priority", GetPriorityClass(one));
    say("idle", limit(job, JOB_OBJECT_LIMIT_PRIORITY_CLASS, 0, 0, IDLE_PRIORITY_CLASS));
    say("priority", GetPriorityClass(one));
    say("made high", said(SetPriorityClass(one, HIGH_PRIORITY_CLASS)));
    say("priority", GetPriorityClass(one));
    say_limits(job);
    say("no such class", limit(job, JOB_OBJECT_LIMIT_PRIORITY_CLASS, 0, 0, 3));
    SetEvent(go);
    end(one);
    ResetEvent(go);
    CloseHandle(job);
}

/* A process that is born into a job, by a parent that is in it. */
static void by_birth(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    say("itself", said(AssignProcessToJobObject(job, GetCurrentProcess())));
    say("each 3 MB", limit(job, JOB_OBJECT_LIMIT_PROCESS_MEMORY, 3 * MEGABYTE, 0, 0));
    SetEvent(go);
    end(start("child", 0));
    say("all less than there is", limit(job, JOB_OBJECT_LIMIT_JOB_MEMORY, 0, 4096, 0));
    say("not a page more", VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) != NULL);
    say("error", GetLastError());
    say("reserved", VirtualAlloc(NULL, 4096, MEM_RESERVE, PAGE_READWRITE) != NULL);
    CloseHandle(job);
}

static void refused(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    JOBOBJECT_BASIC_LIMIT_INFORMATION basic = {.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY};
    say("less than a page", limit(job, JOB_OBJECT_LIMIT_PROCESS_MEMORY, 4095, 0, 0));
    say("of all", limit(job, JOB_OBJECT_LIMIT_JOB_MEMORY, 0, 4095, 0));
    say("by the basic class",
        said(SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic)));
    say("working set", limit(job, JOB_OBJECT_LIMIT_WORKINGSET, 0, 0, 0));
    CloseHandle(job);
}

int main(int argc, char **argv)
{
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, "joblimits.go");
    if (argc > 1)
        return take(argv[1]);
    of_each(go);
    of_all(go);
    of_priority(go);
    refused();
    by_birth(go);
    return 0;
}

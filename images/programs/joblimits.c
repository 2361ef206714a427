/*
 * What a job object limits of memory and priority: each line is what was tried, and the error or number that
 * came of it. A child takes memory, a megabyte at a time, until it is refused or has taken eight. What must
 * be seen: the limit of each, then that of all together, holds for who comes in early, late or by birth; what
 * is refused is 1455, and what was there stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <psapi.h>

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

/* ---- working sets ---- */

static void say_working_set(HANDLE process)
{
    SIZE_T least, most;
    DWORD flags;
    GetProcessWorkingSetSizeEx(process, &least, &most, &flags);
    printf("  from %lu to %lu KB, hard %d\n", (DWORD)least / 1024, (DWORD)most / 1024,
           (flags & QUOTA_LIMITS_HARDWS_MAX_ENABLE) != 0);
}

/* Touches more than it may have, and asks for more than its job gives. */
static int touch(void)
{
    PROCESS_MEMORY_COUNTERS counters;
    WaitForSingleObject(OpenEventA(SYNCHRONIZE, FALSE, "joblimits.go"), INFINITE);
    memset(VirtualAlloc(NULL, MEGABYTE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), 1, MEGABYTE);
    K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    printf("  within it: %d\n", counters.WorkingSetSize <= 40 * 4096);
    say("  its own limit", said(SetProcessWorkingSetSize(GetCurrentProcess(), 0x100000, 0x200000)));
    say_working_set(GetCurrentProcess());
    return 0;
}

static DWORD limit_working_set(HANDLE job, DWORD flags, DWORD least, DWORD most)
{
    JOBOBJECT_BASIC_LIMIT_INFORMATION limits = {.LimitFlags = flags,
                                                .MinimumWorkingSetSize = least,
                                                .MaximumWorkingSetSize = most,
                                                .Affinity = least};
    return said(SetInformationJobObject(job, JobObjectBasicLimitInformation, &limits, sizeof limits));
}

static void of_working_sets(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL), one = start("touch", 0), two = start("touch", 0),
           three = start("three", 0);
    JOBOBJECT_BASIC_LIMIT_INFORMATION is;
    AssignProcessToJobObject(job, one);
    say("none", limit_working_set(job, JOB_OBJECT_LIMIT_WORKINGSET, 0, 0));
    say("least above most", limit_working_set(job, JOB_OBJECT_LIMIT_WORKINGSET, 41 * 4096, 40 * 4096));
    say("40 pages", limit_working_set(job, JOB_OBJECT_LIMIT_WORKINGSET, 25 * 4096, 40 * 4096));
    AssignProcessToJobObject(job, two);
    QueryInformationJobObject(job, JobObjectBasicLimitInformation, &is, sizeof is, NULL);
    printf("  limits %lx, from %lu to %lu KB\n", is.LimitFlags, (DWORD)is.MinimumWorkingSetSize / 1024,
           (DWORD)is.MaximumWorkingSetSize / 1024);
    SetEvent(go);
    end(one);
    end(two);
    AssignProcessToJobObject(job, three);
    say_working_set(three);
    say("no limit", limit_working_set(job, 0, 0, 0));
    say_working_set(three);
    end(three);
    ResetEvent(go);
    CloseHandle(job);
}

/* A process that is born into a job, by a parent that is in it. */
static void by_birth(HANDLE go)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    say("itself", said(AssignProcessToJobObject(job, GetCurrentProcess())));
    say("40 pages", limit_working_set(job, JOB_OBJECT_LIMIT_WORKINGSET, 25 * 4096, 40 * 4096));
    SetEvent(go);
    end(start("touch", 0));
    say("each 3 MB", limit(job, JOB_OBJECT_LIMIT_PROCESS_MEMORY, 3 * MEGABYTE, 0, 0));
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
    say("time of each", limit_working_set(job, JOB_OBJECT_LIMIT_PROCESS_TIME, 0, 0));
    say("of all", limit_working_set(job, JOB_OBJECT_LIMIT_JOB_TIME, 0, 0));
    say("class", limit_working_set(job, JOB_OBJECT_LIMIT_SCHEDULING_CLASS, 0, 0));
    say("the processor", limit_working_set(job, JOB_OBJECT_LIMIT_AFFINITY, 1, 0));
    say("another", limit_working_set(job, JOB_OBJECT_LIMIT_AFFINITY, 2, 0));
    CloseHandle(job);
}

int main(int argc, char **argv)
{
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, "joblimits.go");
    if (argc > 1)
        return strcmp(argv[1], "touch") ? take(argv[1]) : touch();
    of_each(go);
    of_all(go);
    of_priority(go);
    of_working_sets(go);
    refused();
    by_birth(go);
    return 0;
}

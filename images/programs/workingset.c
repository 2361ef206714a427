/*
 * One page in and out of a working set, told by the program itself: it empties its working set, takes the
 * page back, lets others push it out to the page file, reads it ahead and takes it again, while a locked page
 * stays. Then it may have 32 pages and no more, and replaces its own. First argument: how many other pages
 * push the page out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <psapi.h>

#define PAGE 4096u

static char *fresh(unsigned pages)
{
    return VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

static void say(const char *text)
{
    printf("%s\n", text);
    fflush(stdout);
}

static void empty(void)
{
    K32EmptyWorkingSet(GetCurrentProcess());
}

/* Others come in until nothing is left of the page but its home. */
static void push_out(unsigned pages)
{
    char *others = fresh(pages);
    for (unsigned i = 0; i < pages; i++)
        others[i * PAGE] = 1;
    VirtualFree(others, 0, MEM_RELEASE);
}

static int is_in(const char *page)
{
    PSAPI_WORKING_SET_EX_INFORMATION asked = {(void *)page, {0}};
    K32QueryWorkingSetEx(GetCurrentProcess(), &asked, sizeof asked);
    return asked.VirtualAttributes.Valid;
}

static unsigned pages_now(void)
{
    PROCESS_MEMORY_COUNTERS counters;
    K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    return counters.WorkingSetSize / PAGE;
}

static void one_page(unsigned others)
{
    char *page = fresh(1), *left = fresh(1), *kept = fresh(1);
    WIN32_MEMORY_RANGE_ENTRY range = {page, PAGE};
    printf("the page is %p, another %p, one that stays %p\n", (void *)page, (void *)left, (void *)kept);
    VirtualLock(kept, PAGE);
    strcpy(page, "written once");
    strcpy(left, "not read ahead");
    say("written; now the working set is emptied");
    empty();
    printf("%s\n", page);
    say("taken back; emptied again, and others come");
    empty();
    push_out(others);
    printf("in the working set: %d, the locked one: %d\n", is_in(page), is_in(kept));
    say("read ahead");
    PrefetchVirtualMemory(GetCurrentProcess(), 1, &range, 0);
    printf("in the working set: %d\n", is_in(page));
    printf("%s\n", page);
    printf("%s\n", left);
    fflush(stdout);
    VirtualUnlock(kept, PAGE);
}

static void no_more_than(unsigned most)
{
    unsigned above = 0;
    char *pages = fresh(10);
    SetProcessWorkingSetSizeEx(GetCurrentProcess(), 20 * PAGE, most * PAGE, QUOTA_LIMITS_HARDWS_MAX_ENABLE);
    for (unsigned i = 0; i < 10; i++) {
        pages[i * PAGE] = (char)i;
        above += pages_now() > most;
    }
    printf("10 pages written, %u times above %u\n", above, most);
}

int main(int argc, char **argv)
{
    one_page(argc > 1 ? (unsigned)atoi(argv[1]) : 200);
    no_more_than(32);
    return 0;
}

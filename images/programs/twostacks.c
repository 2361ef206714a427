/*
 * One thread, two stacks: it asks the kernel for the time, and the answer goes into a page that nobody has
 * touched. So the thread takes a page fault in the middle of a system call, on its kernel stack. It asks
 * twice; the first time brings the code of the way there into memory, so that nothing else faults the second
 * time.
 */
#include <stdio.h>
#include <windows.h>

static void ask(LARGE_INTEGER *answer)
{
    QueryPerformanceCounter(answer);
}

int main(void)
{
    LARGE_INTEGER here; /* on the user stack */
    LARGE_INTEGER *untouched = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    ask(&here);
    ask(untouched);
    printf("the answer came: %d\n", untouched->QuadPart >= here.QuadPart);
    return 0;
}

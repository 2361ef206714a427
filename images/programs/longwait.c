/*
 * Threads that wait for twenty seconds while nobody needs memory, and on while it is needed: what the kernel
 * keeps for each may go and must be back before it runs. Each is asked for something that it had before it
 * waited. The same under Windows, where memory is larger.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define WAITERS 3
#define PAGE    4096
#define PAGES   400

static HANDLE go[WAITERS], threads[WAITERS];
static char pages[PAGES][PAGE];

static DWORD WINAPI wait_long(void *number)
{
    DWORD before = (DWORD)(DWORD_PTR)number * 1000;
    return WaitForSingleObject(go[(DWORD_PTR)number], INFINITE) == WAIT_OBJECT_0 ? before + 1 : 0;
}

static DWORD WINAPI sleep_long(void *number)
{
    DWORD before = (DWORD)(DWORD_PTR)number * 1000;
    Sleep(60000);
    return before + 2;
}

static unsigned fill_memory(void)
{
    unsigned right = 0;
    for (int i = 0; i < PAGES; i++)
        memset(pages[i], i, PAGE);
    for (int i = 0; i < PAGES; i++)
        right += pages[i][i] == (char)i;
    return right;
}

static void look_at(HANDLE thread)
{
    CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
    BOOL read = GetThreadContext(thread, &context);
    printf("its registers can be read: %s\n", read && context.Eip != 0 && context.Esp != 0 ? "yes" : "no");
}

int main(void)
{
    for (int i = 0; i < WAITERS; i++) {
        go[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
        threads[i] =
            CreateThread(NULL, 0, i < WAITERS - 1 ? wait_long : sleep_long, (void *)(DWORD_PTR)i, 0, NULL);
    }
    Sleep(20000);
    printf("%u of %u pages are right\n", fill_memory(), PAGES);
    look_at(threads[0]);
    for (int i = 0; i < WAITERS; i++) {
        DWORD code = 0;
        SignalObjectAndWait(go[i], threads[i], INFINITE, FALSE); /* so it always has to wait */
        GetExitCodeThread(threads[i], &code);
        printf("thread %d: %lu\n", i, (unsigned long)code);
    }
    return 0;
}

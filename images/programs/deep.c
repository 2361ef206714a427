/*
 * A stack that grows page by page through its guard page, and at last overflows. First argument: how many
 * frames of 1 KB to descend, in the first thread; without one: for ever, in a thread with a stack of 64 KB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static int descend(int left)
{
    volatile char frame[1024];
    frame[0] = (char)left;
    if (left == 1) {
        /* what exception handling believes of the stack: this frame is in it */
        printf("StackLimit is right: %d\n",
               (const void *)((const NT_TIB *)NtCurrentTeb())->StackLimit <= (const void *)frame);
        return frame[0];
    }
    return descend(left - 1) + frame[0];
}

static DWORD WINAPI endless(void *unused)
{
    (void)unused;
    return (DWORD)descend(0);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        printf("came back with %d\n", descend(atoi(argv[1])));
        return 0;
    }
    HANDLE thread = CreateThread(NULL, 65536, endless, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    WaitForSingleObject(thread, INFINITE);
    printf("not reached: the overflow ends the process\n");
    return 1;
}

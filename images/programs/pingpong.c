/*
 * Two user threads and a kernel thread hand a token round by events: this thread sets "ping", the kernel's
 * echo thread
 * (/ECHO=ping,pong) answers with "pong", the second thread waits for that and hands back.
 */
#include <stdio.h>
#include <windows.h>

#define ROUNDS 3

static HANDLE ping, pong, back;

static DWORD WINAPI second_thread(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        WaitForSingleObject(pong, INFINITE);
        SetEvent(back);
    }
    return ROUNDS;
}

int main(void)
{
    ping = OpenEventA(EVENT_ALL_ACCESS, FALSE, "ping");
    pong = OpenEventA(EVENT_ALL_ACCESS, FALSE, "pong");
    back = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (!ping || !pong || !back) {
        printf("no events: error %lu\n", GetLastError());
        return 1;
    }
    HANDLE thread = CreateThread(NULL, 0, second_thread, NULL, 0, NULL);
    int rounds = 0;
    for (; rounds < ROUNDS; rounds++) {
        SetEvent(ping);
        if (WaitForSingleObject(back, 1000) != WAIT_OBJECT_0)
            break;
    }
    WaitForSingleObject(thread, INFINITE);
    printf("%d rounds\n", rounds);
    return rounds == ROUNDS ? 0 : 2;
}

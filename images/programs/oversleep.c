/*
 * A thread that sleeps for a millisecond beside one that spins until the other has woken and does nothing
 * that the kernel sees: time must pass all the same (/QUANTUM=; without it the first never wakes). The spin
 * is limited.
 */
#include <stdio.h>
#include <windows.h>

#define TURNS 1000000

static volatile LONG awake;

static DWORD WINAPI sleep_and_say(void *unused)
{
    (void)unused;
    Sleep(1);
    awake = 1;
    return 0;
}

int main(void)
{
    HANDLE sleeper = CreateThread(NULL, 0, sleep_and_say, NULL, 0, NULL);
    SwitchToThread();
    int turns = TURNS;
    while (!awake && turns > 0)
        turns--;
    puts(turns > 0 ? "woken in time" : "overslept");
    WaitForSingleObject(sleeper, INFINITE);
    return 0;
}

/*
 * A thread that spins until another one has written to memory, and never gives way. The other one runs only
 * if something takes the processor from the first (/QUANTUM=); so that the program ends without, it gives up
 * after some turns.
 */
#include <stdio.h>
#include <windows.h>

#define TURNS 10000

static volatile LONG written;

static DWORD WINAPI write_it(void *unused)
{
    written = 1;
    return 0;
}

int main(void)
{
    HANDLE other = CreateThread(NULL, 0, write_it, NULL, 0, NULL);
    int turns = TURNS;
    while (!written && turns > 0)
        turns--;
    puts(turns > 0 ? "the other one ran" : "the other one never ran");
    WaitForSingleObject(other, INFINITE);
    return 0;
}

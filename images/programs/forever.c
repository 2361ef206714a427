/* Two threads, two mutexes, each thread has one and waits for the other. What must be seen: the machine
 * knows, says who waits for what, and ends. */
#include <stdio.h>
#include <windows.h>

static HANDLE first, second;

static DWORD WINAPI other(void *unused)
{
    (void)unused;
    WaitForSingleObject(second, INFINITE);
    puts("the other has the second and wants the first");
    WaitForSingleObject(first, INFINITE);
    puts("not reached");
    return 1;
}

int main(void)
{
    first = CreateMutexA(NULL, TRUE, NULL);
    second = CreateMutexA(NULL, FALSE, NULL);
    HANDLE wanted[] = {second, CreateThread(NULL, 0, other, NULL, 0, NULL)};
    Sleep(1);
    puts("main has the first and wants the second, and the other's end");
    WaitForMultipleObjects(2, wanted, TRUE, INFINITE);
    puts("not reached");
    return 1;
}

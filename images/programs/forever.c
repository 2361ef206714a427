/* Waits for what nobody will do. What must be seen: the machine knows, and ends. */
#include <stdio.h>
#include <windows.h>

int main(void)
{
    puts("waiting");
    WaitForSingleObject(CreateEventA(NULL, FALSE, FALSE, NULL), INFINITE);
    puts("not reached");
    return 1;
}

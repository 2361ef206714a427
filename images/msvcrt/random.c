/* msvcrt's own generator, so that a program's numbers are those it has on Windows. */
#include "thread.h"

int ms_rand(void)
{
    struct thread *thread = thread_current();
    thread->random = thread->random * 214013 + 2531011;
    return thread->random >> 16 & 0x7fff;
}

void ms_srand(unsigned seed)
{
    thread_current()->random = seed;
}

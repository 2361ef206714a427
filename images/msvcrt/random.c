/* msvcrt's own generators. */
#include "error.h"
#include "thread.h"

#include <errno.h>
#include <stdint.h>

/* Windows' formula, so that a program's numbers are those it has there. */
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

#define WEYL_STEP 0x9e3779b9u

/* This machine has no entropy and promises the same run each time: every process draws the same numbers, each
 * 32-bit number once (the steps of a counter, mixed as MurmurHash3 ends). No secrets can be made of them. */
int rand_s(unsigned *to)
{
    static uint32_t counter;
    if (!to) {
        fail(EINVAL);
        return EINVAL;
    }
    uint32_t mixed = __atomic_add_fetch(&counter, WEYL_STEP, __ATOMIC_RELAXED);
    mixed = (mixed ^ mixed >> 16) * 0x85ebca6bu;
    mixed = (mixed ^ mixed >> 13) * 0xc2b2ae35u;
    *to = mixed ^ mixed >> 16;
    return 0;
}

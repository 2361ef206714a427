/*
 * Kernel stacks of threads that wait long: out of memory when frames are short, and back before the thread
 * runs (NT's balance-set manager and its swapper). A stack may leave when its thread waits for something that
 * a program has asked for (NT: WaitMode UserMode): such a wait holds no lock, and nothing of it lies on the
 * stack. When the wait ends while the stack is away, the thread is in state Transition until the swapper, a
 * kernel thread, has brought it.
 */
#ifndef MMU_STACKSWAP_H
#define MMU_STACKSWAP_H

#include "firmware/clock.h"
#include "sched/dispatch/thread.h"

#define STACKSWAP_WAITED (15000ull * CLOCK_UNITS_PER_MS) /* NT's 15 s */
#define STACKSWAP_LOOKS  (1000ull * CLOCK_UNITS_PER_MS)  /* between one look for such threads and the next */

/* What lies above memory: tells each thread of each program; lets the swapper run, whose body is
 * kernel_stack_swapper(), when the first stack is to leave. Neither waits. */
struct stackswap_above {
    void (*each_thread)(void (*tell)(struct thread *thread));
    void (*begin)(void);
};

/* Before the threads run, once. */
void stackswap_start(const struct stackswap_above *above);

/* Stacks of long waiters leave, if it is time to look for some. For the working-set manager. Does not wait.
 */
void stackswap_trim(void);

/* The thread's stack is in memory when this returns, and as long as the caller does not wait. Whoever wants
 * to read it holds a reference to the thread. May wait. */
void stackswap_bring(struct thread *thread);

/* Body of the swapper; it never returns. */
void kernel_stack_swapper(void *unused);

#endif

/* All threads wait for ever: what the log says of that. */
#ifndef SCHED_START_DEADLOCK_H
#define SCHED_START_DEADLOCK_H

/* A `waiter` line for each thread, by its id. In the dispatcher, when nobody is ready. */
void deadlock_log_waiters(void);

#endif

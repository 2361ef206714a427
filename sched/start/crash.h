/*
 * Bugchecks on purpose, to be read: /CRASH=KIND makes a kernel thread, Crash, that does what a bad driver
 * does, through a few functions so that the log has a stack to show.
 */
#ifndef SCHED_START_CRASH_H
#define SCHED_START_CRASH_H

#include <stdbool.h>

/* `irql`: a program's page is touched at DISPATCH_LEVEL · `address`: a page of the system that is not there
 * is read at PASSIVE_LEVEL · `stack`: calls without end · `assert`: an assertion fails · `execute`: code on
 * the stack is called, which goes well unless that is forbidden · `leak`: a process is kept by a reference
 * for good, which is no bugcheck, but said at the end. Chooses one; false if `kind` is none of them. */
bool crash_choose(const char *kind);

/* Makes the thread, if a kind was chosen: it runs before the program that was started last. */
void crash_start(void);

#endif

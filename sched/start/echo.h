/*
 * A kernel thread to watch switches between rings with: /ECHO=ping,pong makes the events ping and pong in
 * \BaseNamedObjects and a thread that waits for ping and sets pong, again and again.
 */
#ifndef SCHED_ECHO_H
#define SCHED_ECHO_H

#include <stdbool.h>

/* False when `names` is not two names of 1 to 31 bytes with a comma between. At start, once. */
bool echo_start(const char *names);

#endif

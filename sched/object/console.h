/*
 * The console: COM2, one for the whole machine. What programs write to it goes there as it is and into the
 * log. What is typed is kept until it is read (typed.h).
 *
 * It comes from a script, or with /TERMINAL from a terminal. A script has been typed ahead, as it were: it is
 * taken from COM2 only when somebody waits for it, or has looked and found nothing, and then at one of two
 * moments, which do not depend on the host: when no thread is ready, before time jumps; or when threads have
 * given way 64 times meanwhile, so that those who only do that do not keep it away. A line at a time where
 * lines are read, a byte otherwise; the machine stands still until it is there. A terminal's keys are taken
 * when they come: by an interrupt while a program runs, or when no thread is ready. Those for which there is
 * no room (typed.h) are left in COM2, so that the terminal holds them back: nothing is lost.
 *
 * Who types at a terminal needs time: there the clock does not jump when no thread is ready, it goes as the
 * host's does, so that a wait for a key with a time-out, or a sleep, lasts as long as it says. /TERMINAL
 * alone decides that (`make shell` gives it): a script, whatever is behind COM2, has its time jumped over,
 * and a log that hangs on nothing of the host's.
 *
 * Thread context unless said otherwise; the buffers are kernel memory.
 */
#ifndef SCHED_CONSOLE_H
#define SCHED_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/dispatch/waitable.h"
#include "sched/object/screen.h"

/* Before anything is read. `on_break` is told that control-C was typed (any context; it does not wait), and
 * whoever tells the programs calls console_broken() then. */
void console_start(void (*on_break)(void));

/* Keys come from a terminal of that size. False: there is no memory for its cells, and nothing has changed.
 * Behind console_start(), once. */
bool console_start_terminal(const struct screen_size *size);

/* Writes bytes, for the running thread. */
void console_write(const char *bytes, uint32_t count);

/* What is waited for by a handle to the console: signalled while something that was typed is there. The
 * caller counts as one who has looked. */
struct waitable *console_waitable(void);

/* Waits until there is something to read, which is still there when this returns. STATUS_USER_APC: the thread
 * is to end. STATUS_ALERTED: control-C was typed. */
ntstatus console_await(void);

/* Takes at most `room` bytes of what is there, as typed_read(): 0 is the end of input. */
uint32_t console_read(char *bytes, uint32_t room);

/* Waits for keys, whatever the mode is, and takes them: none at the end of input. As console_await(). */
ntstatus console_take(char *bytes, uint32_t room, uint32_t *count);

/* The keys that are there, without taking them. None: the caller has looked. */
uint32_t console_peek(char *bytes, uint32_t room);
void console_flush(void);

/* The programs have been told of control-C: who was reading goes on. */
void console_broken(void);

/* For the idle loop, when no thread is ready. True if it was worth it: something has come. */
bool console_listen(void);

/* For the idle loop, behind the other, at a terminal only (asserted): rests for a while, at most until a key
 * comes or until that moment (WAIT_FOREVER: nobody waits for time), and the clock goes on by what has passed.
 * False: it is there. */
bool console_rest(uint64_t until);

#endif

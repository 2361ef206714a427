/*
 * The console: COM2, one for the whole machine. What programs write to it goes there as it is and into the
 * log. What is typed is taken from there when no thread is ready, so the order of a log does not depend on
 * when it comes: a line at a time in line mode, a byte otherwise. Thread context unless said otherwise; the
 * buffers are kernel memory.
 */
#ifndef SCHED_CONSOLE_H
#define SCHED_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/dispatch/waitable.h"

/* Before anything is read. */
void console_start(void);

/* Writes bytes, for the running thread. */
void console_write(const char *bytes, uint32_t count);

/* Signalled while a read would not wait. */
extern struct waitable console_arrived;

/* Waits until there is something to read, which is still there when this returns. STATUS_USER_APC: the thread
 * is to end. Control-C was typed: STATUS_CONTROL_C_EXIT for the one thread that has to tell the programs,
 * STATUS_ALERTED for the others. */
ntstatus console_await(void);

/* Takes at most `room` bytes of what is there: up to and with the end of the line (CR LF, as Windows gives
 * it), or what is left of a longer one. 0: the end of input, a control-Z at the start of a read. */
uint32_t console_read(char *bytes, uint32_t room);

/* What could be read now, without taking it. */
uint32_t console_peek(char *bytes, uint32_t room);
void console_flush(void);

/* Waits until control-C is typed: the caller tells the programs. STATUS_SUCCESS, STATUS_USER_APC. */
ntstatus console_hear_break(void);

/* Does a thread wait for what is typed? For the idle loop, as the next. */
bool console_is_awaited(void);

/* Takes what is typed, and makes ready who waits for it. Without a terminal it comes back with that done;
 * with one it takes what has been typed by now, which may be nothing. */
void console_listen(void);

#endif

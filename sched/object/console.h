/*
 * The console: COM2. Everything programs write to it goes there as it is and into the log; what is typed
 * comes from there line by line. Thread context; the buffers are kernel memory.
 */
#ifndef SCHED_CONSOLE_H
#define SCHED_CONSOLE_H

#include <stdint.h>

/* Writes bytes, for the running thread. */
void console_write(const char *bytes, uint32_t count);

/* Reads at most `room` bytes: up to and with the end of the line (CR LF, as Windows gives it), or what is
 * left of a longer one. 0: the end of input, a control-Z at the start of a read. */
uint32_t console_read(char *bytes, uint32_t room);

#endif

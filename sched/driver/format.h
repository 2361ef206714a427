/* printf() for drivers. Hardware-free. */
#ifndef SCHED_DRIVER_FORMAT_H
#define SCHED_DRIVER_FORMAT_H

#include <stdarg.h>
#include <stdint.h>

/* %d %i %u %x %X %p %c %s %S %ws %wZ %%, with `-`, `0`, a width, and h, l, I64 and ll; what is none of these
 * is copied as it stands. Cut to `room` bytes with the NUL; how many there are without it. UTF-16 becomes
 * UTF-8.
 */
uint32_t format_text(char *text, uint32_t room, const char *format, va_list arguments);

#endif

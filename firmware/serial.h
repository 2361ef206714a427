/*
 * The two serial lines (16550): COM1 carries the log, COM2 is the console of the programs. Polled, any
 * context.
 */
#ifndef FIRMWARE_SERIAL_H
#define FIRMWARE_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

enum serial_line { SERIAL_LOG = 0x3f8, SERIAL_CONSOLE = 0x2f8 };

/* 115200 8N1, no interrupts at first; the FIFO on for the log only. */
void serial_start(enum serial_line line);

/* Waits until the line has taken all of it. */
void serial_write(enum serial_line line, const char *bytes, uint32_t count);

/* Is there such a line? Without one all bits of its registers are set. */
bool serial_is_there(enum serial_line line);

/* An interrupt for each byte that comes (firmware/interruptline.h). */
void serial_interrupts(enum serial_line line);

/* Need serial_read() not wait? */
bool serial_has_byte(enum serial_line line);

/* Waits for the next byte. */
uint8_t serial_read(enum serial_line line);

#endif

#include "firmware/serial.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/ports.h"

#define FIFO_BYTES 16u

/* Register offsets; bits of the line status register. */
enum { DATA = 0, INTERRUPTS = 1, FIFO = 2, LINE = 3, MODEM = 4, STATUS = 5 };
enum { STATUS_DATA_READY = 0x01, STATUS_TRANSMITTER_EMPTY = 0x20 };

static uint16_t place(enum serial_line line, int offset)
{
    return (uint16_t)((int)line + offset);
}

INIT_CODE void serial_start(enum serial_line line)
{
    port_out8(place(line, INTERRUPTS), 0);
    port_out8(place(line, LINE), 0x80); /* the divisor is visible */
    port_out8(place(line, DATA), 1);
    port_out8(place(line, INTERRUPTS), 0);
    port_out8(place(line, LINE), 0x03);
    if (line == SERIAL_LOG) /* switching it on would throw away what was typed before the machine was up */
        port_out8(place(line, FIFO), 0x07);
    port_out8(place(line, MODEM), 0x03);
}

/* With the FIFO on, an empty transmitter takes sixteen bytes: one look at the status serves them all. */
void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    ASSERT(bytes || count == 0);
    while (count > 0) {
        uint32_t room = line == SERIAL_LOG ? FIFO_BYTES : 1, burst = count < room ? count : room;
        while (!(port_in8(place(line, STATUS)) & STATUS_TRANSMITTER_EMPTY))
            ;
        for (uint32_t i = 0; i < burst; i++)
            port_out8(place(line, DATA), (uint8_t)bytes[i]);
        bytes += burst;
        count -= burst;
    }
}

bool serial_has_byte(enum serial_line line)
{
    return port_in8(place(line, STATUS)) & STATUS_DATA_READY;
}

uint8_t serial_read(enum serial_line line)
{
    while (!serial_has_byte(line))
        ;
    return port_in8(place(line, DATA));
}

bool serial_is_there(enum serial_line line)
{
    return port_in8(place(line, STATUS)) != 0xff;
}

void serial_interrupts(enum serial_line line)
{
    port_out8(place(line, MODEM), 0x0b); /* its line to the interrupt controller is let through */
    port_out8(place(line, INTERRUPTS), 0x01);
}

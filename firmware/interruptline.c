#include "firmware/interruptline.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/ports.h"
#include "firmware/trap.h"

enum { FIRST_COMMAND = 0x20, FIRST_DATA = 0x21, SECOND_COMMAND = 0xa0, SECOND_DATA = 0xa1 };
enum { CLOCK_DATA = 0x40, CLOCK_COMMAND = 0x43, UNUSED_PORT = 0x80 };

/* Of the controllers: initialization words 1 to 4, and orders. */
#define INITIALIZE      0x11u /* edge by default, two controllers, four words */
#define MODE_8086       0x01u
#define READ_IN_SERVICE 0x0bu
#define END_OF          0x60u /* and the line */
#define ALL_MASKED      0xffu

#define CLOCK_RATE_GENERATOR 0x34u /* channel 0, both bytes, mode 2; the count 0 means 65536 */
#define CLOCK_ONCE           0x30u /* channel 0, both bytes, mode 0: an interrupt when it has counted down */
#define CLOCK_LATCH          0x00u /* of channel 0 */

/* Units of 100 ns are 10,000,000 a second, ticks 1,193,182. */
#define UNITS_OF_1000_TICKS 8381u
#define MOST_TICKS          32768u /* as much again may pass until it is asked how many there were */

#define LINE_CLOCK    0u
#define LINE_SECOND   2u
#define LINES_OF_ONE  8u
#define NO_LINE       INTERRUPT_LINES
#define LOOKS_OF_TICK 20000u

static volatile uint32_t came, ticked; /* since the waiting began */
static uint32_t let_in;
static uint32_t always; /* bits of the line that comes in also while programs run */
static void (*on_always)(bool from_program);

/* ---- the controllers ---- */

static void initialize(uint16_t command, uint16_t data, uint32_t vector, uint32_t cascade)
{
    port_out8(command, INITIALIZE);
    port_out8(data, (uint8_t)vector);
    port_out8(data, (uint8_t)cascade);
    port_out8(data, MODE_8086);
    port_out8(data, ALL_MASKED);
}

static void allow(uint32_t lines)
{
    lines |= always;
    let_in = lines;
    if (lines >> LINES_OF_ONE)
        lines |= 1u << LINE_SECOND;
    port_out8(SECOND_DATA, (uint8_t) ~(lines >> LINES_OF_ONE));
    port_out8(FIRST_DATA, (uint8_t)~lines);
}

static uint32_t in_service(uint16_t command)
{
    port_out8(command, READ_IN_SERVICE);
    uint32_t lines = port_in8(command);
    return lines ? (uint32_t)__builtin_ctz(lines) : LINES_OF_ONE;
}

static void end(uint16_t command, uint32_t line)
{
    port_out8(command, (uint8_t)(END_OF | line));
}

/* Which line it was. NO_LINE: none, a request has gone away again before the processor asked who it was (data
 * sheet: "default IR7"). */
static uint32_t who(void)
{
    uint32_t line = in_service(FIRST_COMMAND);
    if (line == LINE_SECOND)
        return LINES_OF_ONE + in_service(SECOND_COMMAND);
    return line < LINES_OF_ONE ? line : NO_LINE;
}

/* The controllers take the next. Of one that is not in service nothing ends. */
static void finish(uint32_t line)
{
    if (line < LINES_OF_ONE) {
        end(FIRST_COMMAND, line);
        return;
    }
    if (line != NO_LINE)
        end(SECOND_COMMAND, line - LINES_OF_ONE);
    end(FIRST_COMMAND, LINE_SECOND);
}

/* A line of level stays as it is until the device is seen to, so it is masked before its interrupt ends. */
static void device_trap(struct trap_frame *frame)
{
    uint32_t line = who();
    if (line < INTERRUPT_LINES && always >> line & 1) {
        finish(line);
        on_always(trap_from_user(frame));
        return;
    }
    ASSERT(!trap_from_user(frame) || line == NO_LINE); /* programs run with all other lines masked */
    if (line == LINE_CLOCK)
        ticked++;
    else if (line != NO_LINE) {
        came |= 1u << line;
        allow(let_in & ~(1u << line));
    }
    finish(line);
}

static void clock_load(uint8_t manner, uint32_t ticks)
{
    port_out8(CLOCK_COMMAND, manner);
    port_out8(CLOCK_DATA, (uint8_t)ticks);
    port_out8(CLOCK_DATA, (uint8_t)(ticks >> 8));
}

/* What is left of its count; behind the end it goes on from 65535. */
static uint32_t clock_left(void)
{
    port_out8(CLOCK_COMMAND, CLOCK_LATCH);
    uint32_t low = port_in8(CLOCK_DATA);
    return (uint32_t)port_in8(CLOCK_DATA) << 8 | low;
}

INIT_CODE void interrupt_lines_start(void)
{
    trap_register(TRAP_DEVICE, device_trap);
    initialize(FIRST_COMMAND, FIRST_DATA, TRAP_DEVICE, 1u << LINE_SECOND);
    initialize(SECOND_COMMAND, SECOND_DATA, TRAP_DEVICE + LINES_OF_ONE, LINE_SECOND);
    clock_load(CLOCK_RATE_GENERATOR, 0);
}

bool interrupt_line_is_free(uint32_t line)
{
    return line < INTERRUPT_LINES && line != LINE_CLOCK && line != LINE_SECOND;
}

/* ---- waiting ---- */

/* No interrupt comes between STI and HLT. */
static void halt_until_one(void)
{
    __asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
}

/* An emulator that counts instructions lets its time jump while the processor halts: then all ticks have
 * been before a device that works beside the processor has had any time of the host's. */
static void let_devices_work(void)
{
    for (uint32_t i = 0; i < LOOKS_OF_TICK; i++)
        port_in8(UNUSED_PORT);
}

static void await_one(void)
{
    uint32_t before = ticked;
    halt_until_one();
    if (ticked != before)
        let_devices_work();
}

uint32_t interrupt_lines_await(uint32_t lines, uint32_t ticks)
{
    came = ticked = 0;
    allow(lines | 1u << LINE_CLOCK);
    while ((came & lines) != lines && ticked < ticks)
        await_one();
    allow(0);
    return came & lines;
}

INIT_CODE void interrupt_line_always(uint32_t line, void (*handler)(bool from_program))
{
    ASSERT(!always && handler && interrupt_line_is_free(line));
    on_always = handler;
    always = 1u << line;
    allow(0);
}

uint32_t interrupt_lines_rest(uint64_t most)
{
    uint32_t ticks = MOST_TICKS;
    ASSERT(always);
    if (most < MOST_TICKS / 1000 * UNITS_OF_1000_TICKS)
        ticks = (uint32_t)most * 1000 / UNITS_OF_1000_TICKS + 1;
    clock_load(CLOCK_ONCE, ticks);
    allow(1u << LINE_CLOCK);
    halt_until_one();
    allow(0);
    uint32_t passed = (ticks - clock_left()) & 0xffff;
    clock_load(CLOCK_RATE_GENERATOR, 0);
    return passed * UNITS_OF_1000_TICKS / 1000;
}

#include "sched/object/console.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "sched/dispatch/dispatcher.h"

#define PIECE        64u /* bytes of output in one line of the log */
#define LINE_BYTES   512u
#define END_OF_INPUT 0x1a /* control-Z */
#define LITERAL_NEXT 0x16 /* control-V: the next byte is an ordinary one */

static char line[LINE_BYTES];
static uint32_t line_used, line_taken;
static bool ended;

static void log_output(const char *bytes, uint32_t count)
{
    const struct thread *thread = thread_current();
    if (!log_begin(LOG_CONSOLE, "console"))
        return;
    log_thread(thread->process_id, thread->id);
    log_text(NULL, bytes, count);
    log_end();
}

void console_write(const char *bytes, uint32_t count)
{
    serial_write(SERIAL_CONSOLE, bytes, count);
    while (count > 0) {
        uint32_t piece = count < PIECE ? count : PIECE;
        log_output(bytes, piece);
        bytes += piece;
        count -= piece;
    }
}

static void keep(char c)
{
    ASSERT(line_used < LINE_BYTES);
    line[line_used++] = c;
}

/* Somebody has to type it, and shall see first what has happened. */
static char next_byte(void)
{
    if (!serial_has_byte(SERIAL_CONSOLE))
        log_flush();
    return (char)serial_read(SERIAL_CONSOLE);
}

/* A line feed, with or without a carriage return before it, ends a line and is given out as both. */
static void read_line(void)
{
    line_used = line_taken = 0;
    while (!ended && line_used < LINE_BYTES - 2) {
        char c = next_byte();
        if (c == END_OF_INPUT) {
            ended = true;
        } else if (c == '\n') {
            if (line_used == 0 || line[line_used - 1] != '\r')
                keep('\r');
            keep('\n');
            return;
        } else {
            keep(c == LITERAL_NEXT ? next_byte() : c);
        }
    }
}

uint32_t console_read(char *bytes, uint32_t room)
{
    uint32_t count = 0;
    if (line_taken == line_used)
        read_line();
    while (count < room && line_taken < line_used)
        bytes[count++] = line[line_taken++];
    return count;
}

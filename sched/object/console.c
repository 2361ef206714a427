#include "sched/object/console.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/object/lineedit.h"
#include "sched/object/longwait.h"
#include "sched/object/screen.h"

#define PIECE        64u /* bytes of output in one line of the log */
#define LINE_BYTES   512u
#define CONTROL_C    0x03
#define END_OF_INPUT 0x1a /* control-Z */
#define LITERAL_NEXT 0x16 /* control-V: the next byte is an ordinary one */

struct waitable console_arrived;
static struct waitable broken; /* who hears of control-C */

static char line[LINE_BYTES];
static uint32_t line_used, line_taken;
static bool line_whole; /* it can be read */
static bool ended;
static uint32_t breaks;
static bool break_untold;

_Static_assert(LINEEDIT_MOST + 2 <= LINE_BYTES, "a line that was typed has room with its end");

INIT_CODE void console_start(void)
{
    event_start(&console_arrived, "ConsoleInput", WAITABLE_NOTIFICATION, false);
    event_start(&broken, "ConsoleBreak", WAITABLE_SYNCHRONIZATION, false);
}

/* ---- output ---- */

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
    screen_write(bytes, count);
    while (count > 0) {
        uint32_t piece = count < PIECE ? count : PIECE;
        log_output(bytes, piece);
        bytes += piece;
        count -= piece;
    }
}

/* ---- what is typed ---- */

static bool in_mode(uint32_t mode)
{
    return screen_state.fields[CONSOLE_INPUT_MODE] & mode;
}

static bool has_input(void)
{
    return ended || (line_whole && line_taken < line_used);
}

static void line_begin(void)
{
    line_used = line_taken = 0;
    line_whole = false;
}

static void keep(char c)
{
    ASSERT(line_used < LINE_BYTES);
    line[line_used++] = c;
}

static char next_byte(void)
{
    return (char)serial_read(SERIAL_CONSOLE);
}

/* Whoever hears of it tells the programs; without anybody, the first that reads. */
static void take_break(void)
{
    line_begin();
    lineedit_drop();
    breaks++;
    break_untold = list_empty(&broken.waiters);
    if (!break_untold)
        event_set(&broken);
    event_pulse(&console_arrived);
}

/* A line feed, with or without a carriage return before it, ends a line and is given out as both. */
static void take_of_line(char c)
{
    if (c == '\n') {
        if (line_used == 0 || line[line_used - 1] != '\r')
            keep('\r');
        keep('\n');
    } else {
        keep(c == LITERAL_NEXT ? next_byte() : c);
    }
    line_whole = c == '\n' || line_used >= LINE_BYTES - 2;
}

static void unseen(const char *bytes, uint32_t count)
{
    (void)bytes, (void)count;
}

static void take_of_terminal(char c)
{
    if (!lineedit_key(c, in_mode(CONSOLE_ECHO_INPUT) ? screen_write : unseen))
        return;
    memcpy(line, lineedit_line->text, lineedit_line->used);
    line_used = lineedit_line->used;
    keep('\r');
    keep('\n');
    line_whole = true;
}

static void take(char c)
{
    if (c == CONTROL_C && in_mode(CONSOLE_PROCESSED_INPUT)) {
        take_break();
    } else if (!in_mode(CONSOLE_LINE_INPUT)) {
        keep(c == LITERAL_NEXT && !screen_is_terminal() ? next_byte() : c);
        ended = c == END_OF_INPUT && !screen_is_terminal();
        line_used -= ended;
        line_whole = true;
    } else if (c == END_OF_INPUT && lineedit_is_empty()) {
        ended = line_whole = true;
    } else if (screen_is_terminal()) {
        take_of_terminal(c);
    } else {
        take_of_line(c);
    }
}

bool console_is_awaited(void)
{
    return !list_empty(&console_arrived.waiters) ||
           (screen_is_terminal() && !list_empty(&broken.waiters) && !has_input());
}

/* Who began to read when there were lines may wait for what has none now, so it is asked each time. */
void console_listen(void)
{
    uint32_t before = breaks;
    ASSERT(!has_input());
    schedule_past_matters(); /* what was typed is gone for the next order */
    if (line_taken == line_used)
        line_begin();
    while (!has_input() && breaks == before) {
        if (screen_is_terminal() && !serial_has_byte(SERIAL_CONSOLE))
            return;
        take(next_byte());
    }
    if (has_input())
        event_set(&console_arrived);
}

/* ---- reading ---- */

ntstatus console_await(void)
{
    uint32_t before = breaks;
    while (!has_input() && !break_untold && breaks == before) {
        ntstatus status = long_wait(&console_arrived, WAIT_FOREVER);
        if (status != STATUS_SUCCESS)
            return status;
    }
    if (!break_untold)
        return breaks == before ? STATUS_SUCCESS : STATUS_ALERTED;
    break_untold = false;
    return STATUS_CONTROL_C_EXIT;
}

uint32_t console_peek(char *bytes, uint32_t room)
{
    uint32_t left = line_whole ? line_used - line_taken : 0, count = left < room ? left : room;
    memcpy(bytes, line + line_taken, count);
    return count;
}

static void note_taken(void)
{
    if (!has_input())
        event_reset(&console_arrived);
}

/* At a terminal more may come behind the end of input. */
uint32_t console_read(char *bytes, uint32_t room)
{
    uint32_t count = console_peek(bytes, room);
    line_taken += count;
    if (count == 0)
        ended &= !screen_is_terminal();
    note_taken();
    return count;
}

void console_flush(void)
{
    line_begin();
    note_taken();
}

ntstatus console_hear_break(void)
{
    return long_wait(&broken, WAIT_FOREVER);
}

#include "sched/object/console.h"

#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/initcode.h"
#include "firmware/interruptline.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/object/cells.h"
#include "sched/object/longwait.h"
#include "sched/object/typed.h"

#define PIECE        64u /* bytes of output in one line of the log */
#define TURNS        64u /* that others have before a script is taken up */
#define SCRIPT_MOST  510u
#define SOON         200000u /* looks at COM2 for the rest of a sequence */
#define KEYS_MOST    65536u  /* of a terminal that wait */
#define LINE_COM2    3u
#define CONTROL_C    0x03
#define END_OF_INPUT 0x1a /* control-Z */
#define LITERAL_NEXT 0x16 /* control-V: the next byte is an ordinary one */

static struct waitable arrived;  /* something is there: by handles */
static struct waitable readable; /* the same, and control-C: by who reads */
static uint32_t breaks;          /* how often the programs were told of control-C */
static void (*on_break)(void);
static bool breaking;       /* control-C was typed, and the programs are not told yet */
static bool looked;         /* somebody has found nothing */
static uint32_t looks_left; /* so often more before a script is taken up */

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

/* ---- how a line is made ---- */

static bool in_mode(uint32_t mode)
{
    return screen_state.fields[CONSOLE_INPUT_MODE] & mode;
}

static void echo(const char *bytes, uint32_t count)
{
    if (in_mode(CONSOLE_ECHO_INPUT))
        screen_echo(bytes, count);
}

static void echo_back(uint32_t cells)
{
    if (in_mode(CONSOLE_ECHO_INPUT))
        screen_back(cells);
}

static struct lineedit_screen editor = {.show = echo, .back = echo_back};

/* As keys, whatever the mode is. */
static const struct typed_manner *as_keys(void)
{
    static const struct typed_manner keys;
    return &keys;
}

static const struct typed_manner *manner(void)
{
    static struct typed_manner now;
    editor.utf8 = screen_state.fields[CONSOLE_INPUT_PAGE] == CONSOLE_UTF8;
    now.lines = in_mode(CONSOLE_LINE_INPUT);
    now.editor = screen_is_terminal() ? &editor : NULL;
    return &now;
}

/* ---- what is typed ---- */

static void note_state(void)
{
    if (!typed_is_empty()) {
        event_set(&arrived);
        event_set(&readable);
    } else if (arrived.signal > 0) {
        event_reset(&arrived);
        event_reset(&readable);
    }
}

static void take_break(void)
{
    typed_drop();
    note_state();
    breaking = true;
    on_break();
}

static char next_byte(void)
{
    return (char)serial_read(SERIAL_CONSOLE);
}

/* One byte of a script. False when what was wanted is there. */
static bool take_of_script(void)
{
    char c = next_byte();
    if (c == CONTROL_C && in_mode(CONSOLE_PROCESSED_INPUT)) {
        take_break();
        return false;
    }
    if (c == END_OF_INPUT)
        typed_put(TYPED_END);
    else if (c == LITERAL_NEXT)
        typed_put(TYPED_LITERAL | (uint8_t)next_byte());
    else
        typed_put((uint8_t)c);
    return in_mode(CONSOLE_LINE_INPUT) && c != '\n' && c != END_OF_INPUT;
}

/* Somebody has to type it, perhaps, and shall see first what has happened. */
static void take_script(void)
{
    uint32_t most = SCRIPT_MOST;
    ASSERT(typed_is_empty());
    schedule_past_matters(); /* what was typed is gone for the next order */
    looked = false;
    if (!serial_has_byte(SERIAL_CONSOLE))
        log_flush();
    while (take_of_script() && --most > 0)
        ;
    note_state();
}

static void take_key(char c)
{
    if (c == CONTROL_C && in_mode(CONSOLE_PROCESSED_INPUT))
        take_break();
    else
        typed_put((uint8_t)c);
}

/* A key for which there is no room stays in the line, and those behind it at the terminal: whoever pastes
 * waits. The line interrupts no more then, so who makes room takes the next ones. */
static bool take_keys(void)
{
    bool any = false;
    for (; typed_has_room() && serial_has_byte(SERIAL_CONSOLE); any = true)
        take_key(next_byte());
    note_state();
    return any;
}

static void note_taken(void)
{
    if (screen_is_terminal())
        take_keys();
    note_state();
}

/* ---- when it is taken ---- */

/* Nothing of a script, before who has waited is told of its control-C. */
static bool is_wanted(void)
{
    if (breaking || !typed_is_empty())
        return false;
    return looked || !list_empty(&arrived.waiters) || !list_empty(&readable.waiters);
}

/* Others give way again and again, and somebody waits. */
static void grow_impatient(void)
{
    if (!screen_is_terminal() && is_wanted())
        take_script();
}

static void want(void)
{
    dispatcher_look_out(TURNS);
}

static void look_in_vain(void)
{
    if (screen_is_terminal())
        return;
    looked = true;
    looks_left = looks_left ? looks_left - 1 : TURNS;
    if (looks_left == 0)
        grow_impatient();
    else
        want();
}

bool console_listen(void)
{
    if (screen_is_terminal())
        return take_keys();
    if (!is_wanted())
        return false;
    take_script();
    return true;
}

/* What the counter of instructions has counted meanwhile is in what has passed. */
static void rest(uint64_t most)
{
    uint64_t since = cpu_time_stamp();
    uint32_t passed = interrupt_lines_rest(most);
    clock_leave_out(since);
    clock_jump(clock_after(passed));
}

bool console_rest(uint64_t until)
{
    uint64_t now = clock_now();
    ASSERT(screen_is_terminal());
    if (now >= until)
        return false;
    if (!take_keys())
        rest(until - now);
    return true;
}

/* While a program runs: it gives way to who has waited for the key, or has to tell the programs of control-C;
 * twice, because behind who tells come the threads that the programs get. For a key that nobody waits for it
 * does not: it may be such a thread, and who is next may never give way. */
static void interrupted(bool from_program)
{
    bool awaited = !list_empty(&arrived.waiters) || !list_empty(&readable.waiters);
    take_keys();
    if (from_program && (awaited || breaking) && dispatcher_yield())
        dispatcher_yield();
}

INIT_CODE void console_start(void (*told)(void))
{
    ASSERT(told && !on_break);
    on_break = told;
    event_start(&arrived, "ConsoleInput", WAITABLE_NOTIFICATION, false);
    event_start(&readable, "ConsoleInput", WAITABLE_NOTIFICATION, false);
    dispatcher_on_look_out(grow_impatient);
    screen_start();
    if (!serial_is_there(SERIAL_CONSOLE)) {
        typed_put(TYPED_END);
        note_state();
    }
}

/* Who pastes and then presses control-C wants to be heard, also by a program that never reads: so much more
 * is kept than of a script. Without the memory it is as much. */
static INIT_CODE void keep_more_keys(void)
{
    uint16_t *keys = pool_alloc_raw(KEYS_MOST * sizeof *keys, POOL_TAG('K', 'e', 'y', 's'));
    if (keys)
        typed_start(keys, KEYS_MOST);
}

INIT_CODE bool console_start_terminal(const struct screen_size *size)
{
    uint32_t count = size->width * size->height;
    struct console_cell *cells =
        count > CELLS_OWN ? pool_alloc_raw(count * sizeof *cells, POOL_TAG('C', 'e', 'l', 'l')) : NULL;
    if (count > CELLS_OWN && !cells)
        return false;
    keep_more_keys();
    screen_has_terminal(size, cells);
    interrupt_line_always(LINE_COM2, interrupted);
    serial_interrupts(SERIAL_CONSOLE);
    return true;
}

/* ---- reading ---- */

struct waitable *console_waitable(void)
{
    if (typed_is_empty())
        look_in_vain();
    return &arrived;
}

/* Has an escape that nothing follows the meaning of a key of its own? */
static void settle_escape(void)
{
    if (!screen_is_terminal() || !lineedit_is_escaped())
        return;
    for (uint32_t i = 0; i < SOON; i++)
        if (serial_has_byte(SERIAL_CONSOLE))
            return;
    lineedit_pause(&editor);
}

static ntstatus await(const struct typed_manner *(*how)(void))
{
    uint32_t before = breaks;
    ntstatus status = STATUS_SUCCESS;
    while (status == STATUS_SUCCESS && breaks == before && !typed_is_readable(how())) {
        settle_escape();
        note_taken();
        want();
        status = long_wait(&readable, WAIT_FOREVER);
    }
    return status == STATUS_SUCCESS && breaks != before ? STATUS_ALERTED : status;
}

ntstatus console_await(void)
{
    return await(manner);
}

ntstatus console_take(char *bytes, uint32_t room, uint32_t *count)
{
    ntstatus status = await(as_keys);
    *count = status == STATUS_SUCCESS ? typed_read(as_keys(), bytes, room) : 0;
    note_taken();
    return status;
}

uint32_t console_read(char *bytes, uint32_t room)
{
    uint32_t count = typed_is_readable(manner()) ? typed_read(manner(), bytes, room) : 0;
    note_taken();
    return count;
}

uint32_t console_peek(char *bytes, uint32_t room)
{
    if (typed_is_empty())
        look_in_vain();
    return typed_peek(bytes, room);
}

void console_flush(void)
{
    typed_drop();
    note_taken();
}

void console_broken(void)
{
    breaks++;
    breaking = false;
    event_pulse(&readable);
    note_state();
}

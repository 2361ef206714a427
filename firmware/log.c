#include "firmware/log.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/serial.h"

#define LINE_BYTES  512u
#define TAIL_BYTES  96u /* what a text leaves for the rest of its line */
#define LONGEST_PUT 3u  /* of one byte of text */
#define SPARE_BYTES 32u /* how far one field may write beyond the end of the line */

static const char *const names[LOG_CLASSES] = {
    [LOG_ALWAYS] = "always",   [LOG_PROCESS] = "process",
    [LOG_SWITCH] = "switch",   [LOG_FAULT] = "fault",
    [LOG_IMAGE] = "image",     [LOG_EXCEPTION] = "exception",
    [LOG_OBJECT] = "object",   [LOG_CONSOLE] = "console",
    [LOG_PAGING] = "paging",   [LOG_VAD] = "vad",
    [LOG_CHARGE] = "charge",   [LOG_FRAME] = "frame",
    [LOG_SERVICE] = "service", [LOG_REFUSAL] = "refusal",
    [LOG_WAIT] = "wait",       [LOG_HANDLE] = "handle",
    [LOG_SECTION] = "section", [LOG_PTE] = "pte",
    [LOG_TABLE] = "table",     [LOG_STACK] = "stack",
    [LOG_POOL] = "pool",       [LOG_SPACE] = "space",
    [LOG_GRAPH] = "graph",     [LOG_DRIVER] = "driver",
    [LOG_PCI] = "pci",         [LOG_UNIMPLEMENTED] = "unimplemented",
};

bool log_on[LOG_CLASSES] = {
    [LOG_ALWAYS] = true,  [LOG_PROCESS] = true,       [LOG_SWITCH] = true, [LOG_FAULT] = true,
    [LOG_IMAGE] = true,   [LOG_EXCEPTION] = true,     [LOG_OBJECT] = true, [LOG_CONSOLE] = true,
    [LOG_REFUSAL] = true, [LOG_UNIMPLEMENTED] = true, [LOG_DRIVER] = true,
};

/* Lines are made where they are kept until they are written out. A field is written without a look at the
 * room it has, and `next` goes back to line_end when it came further: that much of the field is lost. What a
 * field leaves behind line_end is no part of the line. */
static char buffer[LOG_BUFFER_BYTES + SPARE_BYTES];
static char *line = buffer; /* the lines before are whole */
static char *next = buffer;
static char *line_end = buffer + LINE_BYTES - 1; /* the line feed has room there */
/* No byte of a text is begun behind this one: half an escape would be another text. */
#define TEXT_END (line_end + 1 - TAIL_BYTES - LONGEST_PUT)
#define FULL     (buffer + LOG_BUFFER_BYTES - LINE_BYTES) /* from here on another line might not fit */

static uint32_t lines;
uint32_t log_stop_at;
static struct digits_counter number; /* `lines` as text */
uint64_t log_counted;

static bool com1_write(const char *bytes, uint32_t count)
{
    serial_write(SERIAL_LOG, bytes, count);
    return true;
}

static const struct log_sink com1 = {com1_write, false};
static const struct log_sink *sink = &com1;

static void choose_one(enum log_class each, bool on)
{
    if (each != LOG_ALWAYS)
        log_on[each] = on;
}

static bool choose_word(const char *word, uint32_t length, bool on)
{
    bool all = length == 3 && strncmp(word, "all", 3) == 0, known = all;
    for (int each = 0; each < LOG_CLASSES; each++)
        if (all || (strlen(names[each]) == length && strncmp(names[each], word, length) == 0)) {
            choose_one((enum log_class)each, on);
            known = true;
        }
    return known;
}

INIT_CODE bool log_choose(const char *classes)
{
    bool known = true;
    while (*classes) {
        bool on = *classes != '-';
        if (*classes == '-' || *classes == '+')
            classes++;
        uint32_t length = (uint32_t)strcspn(classes, ",");
        known = choose_word(classes, length, on) && known;
        classes += length;
        if (*classes == ',')
            classes++;
    }
    return known;
}

/* Behind the text, or less than four bytes behind line_end when it did not fit. */
static char *copy(char *at, const char *text)
{
    do {
        if ((at[0] = text[0]) == 0)
            return at;
        if ((at[1] = text[1]) == 0)
            return at + 1;
        if ((at[2] = text[2]) == 0)
            return at + 2;
        if ((at[3] = text[3]) == 0)
            return at + 3;
        at += 4, text += 4;
    } while (at < line_end);
    return at;
}

static char *field(const char *key)
{
    char *at = next;
    *at++ = ' ';
    if (key) {
        at = copy(at, key);
        *at++ = '=';
    }
    return at;
}

static void field_end(char *at)
{
    next = at < line_end ? at : line_end;
}

static void start_line(char *at)
{
    next = line = at;
    line_end = at + LINE_BYTES - 1;
}

void log_open(const char *event)
{
    ASSERT(event);
    if (next > line) /* a bugcheck came in the middle of a line */
        log_end();
    lines++;
    digits_count(&number);
    next = digits_of_counter(line, &number);
    log_word(event);
}

void log_word(const char *word)
{
    field_end(copy(field(NULL), word));
}

void log_cell(const struct log_cell *cell)
{
    char *at = field(NULL);
    ASSERT(cell->length <= LOG_CELL_BYTES);
    memcpy(at, cell->word, LOG_CELL_BYTES);
    field_end(at + cell->length);
}

void log_letters(char first, char second)
{
    char *at = field(NULL);
    at[0] = first;
    at[1] = second;
    field_end(at + 2);
}

static char *thread(char *at, uint32_t process, uint32_t id)
{
    at = digits_decimal(at, process);
    *at++ = '.';
    return digits_decimal(at, id);
}

void log_raw_thread(uint32_t process, uint32_t id)
{
    field_end(thread(next, process, id));
}

void log_thread(uint32_t process, uint32_t id)
{
    field_end(thread(field(NULL), process, id));
}

void log_address(const char *key, uint32_t value)
{
    field_end(digits_hex(field(key), value, 8));
}

/* At least so many digits. */
static char *hex(char *at, uint32_t value, uint32_t digits)
{
    while (digits < 8 && value >> digits * 4)
        digits++;
    return digits_hex(at, value, digits);
}

void log_frame(const char *key, uint32_t value)
{
    field_end(hex(field(key), value, 5));
}

void log_number(const char *key, uint32_t value)
{
    field_end(digits_decimal(field(key), value));
}

/* Nine digits, leading zeros too. */
static char *nine_digits(char *at, uint32_t value)
{
    for (uint32_t unit = 100000000u; unit > 0; unit /= 10)
        *at++ = (char)('0' + value / unit % 10);
    return at;
}

/* Groups of nine digits: 32 bits are divided faster than 64. */
static char *big(char *at, uint64_t value)
{
    if (value < 1000000000u)
        return digits_decimal(at, (uint32_t)value);
    at = big(at, value / 1000000000u);
    return nine_digits(at, (uint32_t)(value % 1000000000u));
}

void log_big(const char *key, uint64_t value)
{
    field_end(big(field(key), value));
}

void log_quad(const char *key, uint64_t value)
{
    char *at = digits_hex(field(key), (uint32_t)(value >> 32), 8);
    field_end(digits_hex(at, (uint32_t)value, 8));
}

void log_signed(const char *key, int32_t value)
{
    char *at = field(key);
    *at++ = value < 0 ? '-' : '+';
    field_end(digits_decimal(at, value < 0 ? -(uint32_t)value : (uint32_t)value));
}

void log_raw_number(uint32_t value)
{
    field_end(digits_decimal(next, value));
}

void log_raw_frame(uint32_t value)
{
    field_end(hex(next, value, 5));
}

void log_raw_address(uint32_t value)
{
    field_end(digits_hex(next, value, 8));
}

void log_range(const char *key, uint32_t low, uint32_t high)
{
    char *at = digits_hex(field(key), low, 8);
    *at++ = '-';
    field_end(digits_hex(at, high, 8));
}

void log_object(const char *type, uint32_t object)
{
    char *at = copy(field(NULL), type);
    *at++ = ':';
    field_end(digits_decimal(at, object));
}

void log_handle(uint32_t handle)
{
    field_end(hex(field(NULL), handle, 4));
}

/* In quotes printable ASCII stands for itself but for what would end or begin something; paths read as paths.
 * At most LONGEST_PUT bytes. */
static char *quoted(char *at, uint8_t c)
{
    if (c >= ' ' && c < 0x7f && c != '"' && c != '%') {
        *at++ = (char)c;
        return at;
    }
    *at++ = '%';
    return digits_hex(at, c, 2);
}

/* What closes a text; three dots behind the quote say that it did not fit. */
static void text_end(char *at, bool whole)
{
    field_end(copy(at, whole ? "\"" : "\"..."));
}

void log_text(const char *key, const char *text, uint32_t bytes)
{
    char *at = field(key);
    const char *end = TEXT_END;
    uint32_t i = 0;
    *at++ = '"';
    for (; i < bytes && at <= end; i++)
        at = quoted(at, (uint8_t)text[i]);
    text_end(at, i == bytes);
}

/* *name comes to the first byte that did not fit. */
static char *put_name(char *at, const char **name)
{
    const char *from = *name, *end = TEXT_END;
    for (; *from && at <= end; from++)
        at = quoted(at, (uint8_t)*from);
    *name = from;
    return at;
}

void log_name(const char *key, const char *prefix, const char *name)
{
    char *at = field(key);
    *at++ = '"';
    if (*prefix != 0)
        at = put_name(at, &prefix);
    if (*prefix == 0)
        at = put_name(at, &name);
    text_end(at, *prefix == 0 && *name == 0);
}

void log_raw(const char *text)
{
    field_end(copy(next, text));
}

/* For a breakpoint; the compiler must not see that nothing happens here. */
__attribute__((noinline)) void log_stop(const char *text)
{
    __asm__ volatile("" : : "r"(text) : "memory");
}

void log_end(void)
{
    ASSERT(next > line && next <= line_end); /* a line was begun, and there is room for its end */
    if (lines == log_stop_at) {
        *next = 0;
        log_stop(line);
    }
    *next++ = '\n';
    start_line(next);
    if (!sink->gathers || line > FULL)
        log_flush();
}

void log_to(const struct log_sink *chosen)
{
    ASSERT(chosen->write && line == buffer);
    sink = chosen;
}

/* The device may have written them all the same: lines that come twice are better than lines that are lost.
 */
static _Noreturn void sink_failed(uint32_t count)
{
    sink = &com1;
    sink->write(buffer, count);
    bugcheck(BUGCHECK_STUCK_DEVICE, count, 0, 0, 0, "the log's device does not answer");
}

void log_flush(void)
{
    uint32_t count = (uint32_t)(line - buffer);
    ASSERT(next == line);
    start_line(buffer);
    if (count > 0 && !sink->write(buffer, count))
        sink_failed(count);
}

uint32_t log_lines(void)
{
    return lines;
}

#include "firmware/log.h"

#include <string.h>
#include "firmware/panic.h"
#include "firmware/serial.h"

#define LINE_BYTES  512u
#define TAIL_BYTES  96u /* what a text leaves for the rest of its line */
#define LONGEST_PUT 3u  /* of one byte of text */

static const struct {
    const char *name;
    bool on;
} defaults[LOG_CLASSES] = {
    [LOG_ALWAYS] = {"always", true},    [LOG_PROCESS] = {"process", true},
    [LOG_SWITCH] = {"switch", true},    [LOG_FAULT] = {"fault", true},
    [LOG_IMAGE] = {"image", true},      [LOG_EXCEPTION] = {"exception", true},
    [LOG_OBJECT] = {"object", true},    [LOG_CONSOLE] = {"console", true},
    [LOG_PAGING] = {"paging", false},   [LOG_VAD] = {"vad", false},
    [LOG_CHARGE] = {"charge", false},   [LOG_FRAME] = {"frame", false},
    [LOG_SERVICE] = {"service", false}, [LOG_UNIMPLEMENTED] = {"unimplemented", true},
    [LOG_REFUSAL] = {"refusal", true},  [LOG_WAIT] = {"wait", false},
    [LOG_HANDLE] = {"handle", false},   [LOG_SECTION] = {"section", false},
    [LOG_PTE] = {"pte", false},
};

static bool turned[LOG_CLASSES]; /* differs from the default */
static char line[LINE_BYTES];
static uint32_t used, lines;
static uint64_t events;

static bool is_on(enum log_class each)
{
    return defaults[each].on != turned[each];
}

static void choose_one(enum log_class each, bool on)
{
    if (each != LOG_ALWAYS)
        turned[each] = defaults[each].on != on;
}

static bool choose_word(const char *word, uint32_t length, bool on)
{
    bool all = length == 3 && strncmp(word, "all", 3) == 0, known = all;
    for (int each = 0; each < LOG_CLASSES; each++)
        if (all ||
            (strlen(defaults[each].name) == length && strncmp(defaults[each].name, word, length) == 0)) {
            choose_one((enum log_class)each, on);
            known = true;
        }
    return known;
}

bool log_choose(const char *classes)
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

static void put(char c)
{
    if (used < LINE_BYTES - 1)
        line[used++] = c;
}

static void put_text(const char *text)
{
    while (*text)
        put(*text++);
}

static void put_hex(uint32_t value, int digits)
{
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        put("0123456789abcdef"[value >> shift & 15]);
}

/* The C library's own way to text keeps state for each thread, and the host's has no utoa(). */
static void put_decimal(uint32_t value)
{
    char digits[10];
    int count = 0;
    do
        digits[count++] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    while (count > 0)
        put(digits[--count]);
}

#define NINE_DIGITS 1000000000u

/* Nine digits at a time, from the first on: all but those keep their zeros. */
static void put_big(uint64_t value)
{
    if (value < NINE_DIGITS) {
        put_decimal((uint32_t)value);
        return;
    }
    put_big(value / NINE_DIGITS);
    uint32_t rest = (uint32_t)(value % NINE_DIGITS);
    for (uint32_t unit = NINE_DIGITS / 10; unit > 0; unit /= 10)
        put((char)('0' + rest / unit % 10));
}

static void put_key(const char *key)
{
    put(' ');
    if (key) {
        put_text(key);
        put('=');
    }
}

bool log_wanted(enum log_class of)
{
    ASSERT(of < LOG_CLASSES);
    return is_on(of);
}

bool log_detail(enum log_class of, const char *event)
{
    ASSERT(of < LOG_CLASSES && event);
    if (!is_on(of))
        return false;
    if (used > 0) /* a bugcheck came in the middle of a line */
        log_end();
    put_decimal(++lines);
    log_word(event);
    return true;
}

bool log_begin(enum log_class of, const char *event)
{
    events++;
    return log_detail(of, event);
}

void log_word(const char *word)
{
    put(' ');
    put_text(word);
}

void log_raw_thread(uint32_t process, uint32_t thread)
{
    put_decimal(process);
    put('.');
    put_decimal(thread);
}

void log_thread(uint32_t process, uint32_t thread)
{
    put(' ');
    log_raw_thread(process, thread);
}

void log_address(const char *key, uint32_t value)
{
    put_key(key);
    put_hex(value, 8);
}

void log_quad(const char *key, uint64_t value)
{
    put_key(key);
    put_hex((uint32_t)(value >> 32), 8);
    put_hex((uint32_t)value, 8);
}

void log_frame(const char *key, uint32_t number)
{
    put_key(key);
    put_hex(number, 5);
}

void log_number(const char *key, uint32_t value)
{
    put_key(key);
    put_decimal(value);
}

void log_big(const char *key, uint64_t value)
{
    put_key(key);
    put_big(value);
}

void log_signed(const char *key, int32_t value)
{
    put_key(key);
    put(value < 0 ? '-' : '+');
    put_decimal(value < 0 ? -(uint32_t)value : (uint32_t)value);
}

void log_raw_number(uint32_t value)
{
    put_decimal(value);
}

void log_raw_frame(uint32_t number)
{
    put_hex(number, 5);
}

void log_raw_address(uint32_t value)
{
    put_hex(value, 8);
}

void log_range(const char *key, uint32_t low, uint32_t high)
{
    put_key(key);
    put_hex(low, 8);
    put('-');
    put_hex(high, 8);
}

void log_object(const char *type, uint32_t number)
{
    log_word(type);
    put(':');
    put_decimal(number);
}

void log_handle(uint32_t handle)
{
    int digits = 4;
    while (digits < 8 && handle >> digits * 4)
        digits++;
    put(' ');
    put_hex(handle, digits);
}

/* In quotes: printable ASCII as it is, but what would end or begin something; paths read as paths. */
static void put_quoted(unsigned char c)
{
    if (c >= ' ' && c < 0x7f && c != '"' && c != '%') {
        put((char)c);
        return;
    }
    put('%');
    put_hex(c, 2);
}

/* What closes a text; three dots behind the quote say that it did not fit. */
static void put_text_end(bool whole)
{
    put_text(whole ? "\"" : "\"...");
}

/* No byte of a text is begun that might not fit: half an escape would be another text. */
static bool text_fits(void)
{
    return used + LONGEST_PUT <= LINE_BYTES - TAIL_BYTES;
}

void log_text(const char *key, const char *text, uint32_t bytes)
{
    uint32_t i = 0;
    put_key(key);
    put('"');
    for (; i < bytes && text_fits(); i++)
        put_quoted((unsigned char)text[i]);
    put_text_end(i == bytes);
}

/* False when it had to be cut. */
static bool put_name(const char *name)
{
    for (; *name && text_fits(); name++)
        put_quoted((unsigned char)*name);
    return *name == 0;
}

void log_name(const char *key, const char *prefix, const char *name)
{
    put_key(key);
    put('"');
    put_text_end(put_name(prefix) && put_name(name));
}

void log_raw(const char *text)
{
    put_text(text);
}

void log_end(void)
{
    ASSERT(used > 0 && used < LINE_BYTES); /* a line was begun, and there is room for its end */
    line[used++] = '\n';
    serial_write(SERIAL_LOG, line, used);
    used = 0;
}

uint32_t log_lines(void)
{
    return lines;
}

uint64_t log_events(void)
{
    return events;
}

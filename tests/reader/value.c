#include "value.h"

#include <string.h>

const char *const list_names[LISTS] = {"Zeroed", "Free", "Standby", "Modified", "Active", "Writing"};
const char *const state_names[STATES] = {"Ready",       "Waiting", "Terminated",
                                         "Initialized", "Running", "Transition"};
const char *const reason_names[REASONS] = {"Executive",      "FreePage",  "PageIn",     "PoolAllocation",
                                           "DelayExecution", "Suspended", "UserRequest"};
const char *const protection_names[PROTECTION_WORDS] = {
    "NOACCESS", "READONLY",     "READWRITE",         "WRITECOPY",
    "EXECUTE",  "EXECUTE_READ", "EXECUTE_READWRITE", "EXECUTE_WRITECOPY"};

static const struct {
    const char *name;
    bool has_frame, has_protection;
} pte_forms[PTE_KINDS] = {{"none", false, false}, {"decommitted", false, false}, {"zero", false, true},
                          {"slot", true, true},   {"transition", true, true},    {"prototype", false, true},
                          {"valid", true, true},  {"shared", true, true}};

bool protection_copies(unsigned protection)
{
    unsigned word = protection & 7;
    return word == WRITECOPY || word == EXECUTE_WRITECOPY;
}

bool protection_writes(unsigned protection)
{
    unsigned word = protection & 7;
    return word == READWRITE || word == EXECUTE_READWRITE || protection_copies(protection);
}

bool protection_executes(unsigned protection)
{
    return (protection & 7) >= EXECUTE;
}

unsigned protection_of_copy(unsigned protection)
{
    if (!protection_copies(protection))
        return protection;
    return (protection & ~7u) | ((protection & 7) == WRITECOPY ? READWRITE : EXECUTE_READWRITE);
}

unsigned protection_of_original(unsigned protection)
{
    if (!protection_writes(protection))
        return protection;
    return (protection & ~7u) | ((protection & 7) <= WRITECOPY ? WRITECOPY : EXECUTE_WRITECOPY);
}

unsigned protection_shown(unsigned protection)
{
    unsigned word = protection & 7;
    return (word == EXECUTE ? EXECUTE_READ : word) | (protection & GUARD);
}

bool text_is(const char *text, unsigned length, const char *word)
{
    return strlen(word) == length && !memcmp(text, word, length);
}

/* ---- pieces ---- */

/* What is left to read of a value. */
struct cursor {
    const char *at, *end;
};

static bool skip(struct cursor *cursor, char byte)
{
    if (cursor->at == cursor->end || *cursor->at != byte)
        return false;
    cursor->at++;
    return true;
}

static bool at_end(const struct cursor *cursor)
{
    return cursor->at == cursor->end;
}

static int digit(char byte, int base)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return base == 16 && byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* Reads digits; returns how many there were. A number that does not fit into 64 bits counts as none. */
static int read_digits(struct cursor *cursor, int base, int64_t *number)
{
    uint64_t value = 0;
    int count = 0;
    for (; !at_end(cursor) && digit(*cursor->at, base) >= 0; cursor->at++, count++)
        value = value * base + digit(*cursor->at, base);
    *number = (int64_t)value;
    return count > (base == 16 ? 16 : 19) || *number < 0 ? count * (base == 16 && count <= 16) : count;
}

static bool read_hex(struct cursor *cursor, int digits, int64_t *number)
{
    return read_digits(cursor, 16, number) == digits;
}

/* Five digits, or as many as a frame above 4 GB needs. */
static bool read_frame(struct cursor *cursor, int64_t *number)
{
    int digits = read_digits(cursor, 16, number);
    return digits == 5 || (digits > 5 && digits <= 7 && *number >> 4 * (digits - 1) != 0);
}

/* Decimal numbers have no leading zeros: one number is written in one way. */
static bool read_decimal(struct cursor *cursor, int64_t *number)
{
    bool zero = !at_end(cursor) && *cursor->at == '0';
    int count = read_digits(cursor, 10, number);
    return count > 0 && !(zero && count > 1);
}

static bool read_signed(struct cursor *cursor, int64_t *number)
{
    bool minus = skip(cursor, '-');
    if (!read_decimal(cursor, number))
        return false;
    if (minus)
        *number = -*number;
    return true;
}

static bool read_change(struct cursor *cursor, int64_t *number)
{
    return (skip(cursor, '+') || (!at_end(cursor) && *cursor->at == '-')) && read_signed(cursor, number);
}

/* Reads up to one of the bytes in `stops`. */
static unsigned read_until(struct cursor *cursor, const char *stops)
{
    const char *start = cursor->at;
    while (!at_end(cursor) && !strchr(stops, *cursor->at))
        cursor->at++;
    return (unsigned)(cursor->at - start);
}

/* Reads one of `count` words; returns its place, or -1. */
static int read_word(struct cursor *cursor, const char *const *words, int count, const char *stops)
{
    const char *start = cursor->at;
    unsigned length = read_until(cursor, stops);
    for (int i = 0; i < count; i++)
        if (text_is(start, length, words[i]))
            return i;
    return -1;
}

static bool read_text(struct cursor *cursor, struct value *value)
{
    int64_t byte;
    if (!skip(cursor, '"'))
        return false;
    value->text = cursor->at;
    while (!at_end(cursor) && *cursor->at != '"') {
        if (*cursor->at < ' ' || *cursor->at > '~')
            return false;
        if (*cursor->at++ == '%') {
            struct cursor two = {cursor->at, cursor->end - cursor->at > 2 ? cursor->at + 2 : cursor->end};
            if (!read_hex(&two, 2, &byte) || (byte >= ' ' && byte <= '~' && byte != '"' && byte != '%'))
                return false;
            cursor->at = two.at;
        }
    }
    value->text_length = (unsigned)(cursor->at - value->text);
    return skip(cursor, '"');
}

static bool read_cut_text(struct cursor *cursor, struct value *value)
{
    if (!read_text(cursor, value))
        return false;
    value->flag = !at_end(cursor);
    return !value->flag || (read_until(cursor, "") == 3 && !memcmp(cursor->at - 3, "...", 3));
}

static bool read_origin(struct cursor *cursor, struct value *value)
{
    return read_text(cursor, value) && skip(cursor, ':') && read_decimal(cursor, &value->number);
}

static bool read_protection(struct cursor *cursor, unsigned *protection)
{
    int word = read_word(cursor, protection_names, PROTECTION_WORDS, "+: ");
    if (word < 0)
        return false;
    *protection = (unsigned)word;
    while (skip(cursor, '+')) {
        static const char *const more[] = {"GUARD", "NOCACHE"};
        int which = read_word(cursor, more, 2, "+: ");
        if (which < 0 || *protection >= (unsigned)GUARD << which)
            return false;
        *protection |= (unsigned)GUARD << which;
    }
    return true;
}

static bool read_pte(struct cursor *cursor, struct pte *pte)
{
    const char *start = cursor->at;
    unsigned length = read_until(cursor, ":");
    int kind = 0;
    int64_t frame = 0;
    while (kind < PTE_KINDS && !text_is(start, length, pte_forms[kind].name))
        kind++;
    if (kind == PTE_KINDS)
        return false;
    pte->kind = (enum pte_kind)kind;
    if (pte_forms[kind].has_frame && !(skip(cursor, ':') && read_frame(cursor, &frame)))
        return false;
    pte->frame = (uint32_t)frame;
    if (pte_forms[kind].has_protection && !(skip(cursor, ':') && read_protection(cursor, &pte->protection)))
        return false;
    pte->dirty = skip(cursor, ':');
    return !pte->dirty ||
           (kind >= PTE_VALID && read_until(cursor, "") == 5 && !memcmp(cursor->at - 5, "dirty", 5));
}

static bool read_thread(struct cursor *cursor, struct value *value)
{
    return read_decimal(cursor, &value->other) && skip(cursor, '.') && read_decimal(cursor, &value->number);
}

static bool read_object(struct cursor *cursor, struct value *value)
{
    value->text = cursor->at;
    value->text_length = read_until(cursor, ":");
    value->flag = skip(cursor, ':');
    for (unsigned i = 0; i < value->text_length; i++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", value->text[i]))
            return false;
    return value->text_length > 0 && (!value->flag || read_decimal(cursor, &value->number));
}

static bool read_range(struct cursor *cursor, struct value *value)
{
    return read_hex(cursor, 8, &value->number) && skip(cursor, '-') && read_hex(cursor, 8, &value->other) &&
           value->number < value->other;
}

static bool read_pages(struct cursor *cursor, struct value *value)
{
    return read_decimal(cursor, &value->number) && skip(cursor, '-') && read_decimal(cursor, &value->other) &&
           value->number < value->other;
}

static bool read_page(struct cursor *cursor, struct value *value)
{
    return read_decimal(cursor, &value->other) && skip(cursor, ':') && read_hex(cursor, 8, &value->number);
}

static bool read_index(struct cursor *cursor, struct value *value)
{
    return read_decimal(cursor, &value->other) && skip(cursor, ':') && read_decimal(cursor, &value->number);
}

static bool read_move(struct cursor *cursor, struct value *value)
{
    value->other = read_word(cursor, list_names, LISTS, ">");
    if (value->other < 0 || !skip(cursor, '>'))
        return false;
    value->number = read_word(cursor, list_names, LISTS, "");
    return value->number >= 0;
}

static const char *const ready_names[] = {"WrQuantumEnd"};

/* Ready, too, may say why: a quantum was over. */
static bool read_state(struct cursor *cursor, int states, struct value *value)
{
    value->number = read_word(cursor, state_names, states, "(");
    if (value->number == STATE_READY && skip(cursor, '('))
        return read_word(cursor, ready_names, 1, ")") == 0 && skip(cursor, ')');
    if (value->number != STATE_WAITING)
        return value->number >= 0;
    if (!skip(cursor, '('))
        return false;
    value->other = read_word(cursor, reason_names, REASONS, ")");
    return value->other >= 0 && skip(cursor, ')');
}

static bool read_result(struct cursor *cursor, struct value *value)
{
    if (skip(cursor, '?'))
        return true;
    value->flag = true;
    int count = read_digits(cursor, 16, &value->number);
    return count == 8 || count == 16;
}

/* One of the words parted by commas. */
static bool read_choice(struct cursor *cursor, const char *words, struct value *value)
{
    unsigned length = (unsigned)(cursor->end - cursor->at);
    value->number = 0;
    for (const char *word = words; word; word = strchr(word, ',') ? strchr(word, ',') + 1 : NULL) {
        if (strcspn(word, ",") == length && !memcmp(word, cursor->at, length)) {
            cursor->at = cursor->end;
            return true;
        }
        value->number++;
    }
    return false;
}

static bool read_name(struct cursor *cursor, struct value *value)
{
    value->text = cursor->at;
    value->text_length = (unsigned)(cursor->end - cursor->at);
    for (; !at_end(cursor); cursor->at++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.", *cursor->at))
            return false;
    return value->text_length > 0;
}

/* A protection stands where a PTE has its own. */
static bool read_number(enum value_type type, struct cursor *cursor, struct value *value)
{
    switch (type) {
    case VALUE_DECIMAL:
        return read_decimal(cursor, &value->number);
    case VALUE_SIGNED:
        return read_signed(cursor, &value->number);
    case VALUE_CHANGE:
        return read_change(cursor, &value->number);
    case VALUE_ADDRESS:
    case VALUE_HEX8:
        return read_hex(cursor, 8, &value->number);
    case VALUE_FRAME:
        return read_frame(cursor, &value->number);
    case VALUE_HANDLE:
        return read_digits(cursor, 16, &value->number) >= 4;
    case VALUE_HEX:
        return read_digits(cursor, 16, &value->number) > 0;
    default:
        return false;
    }
}

static bool read_any(enum value_type type, const char *words, struct cursor *cursor, struct value *value)
{
    switch (type) {
    case VALUE_FLAG:
    case VALUE_WORD:
        return read_choice(cursor, words, value);
    case VALUE_NAME:
        return read_name(cursor, value);
    case VALUE_RESULT:
        return read_result(cursor, value);
    case VALUE_THREAD:
        return read_thread(cursor, value);
    case VALUE_RANGE:
        return read_range(cursor, value);
    case VALUE_PAGES:
        return read_pages(cursor, value);
    case VALUE_PAGE:
        return read_page(cursor, value);
    case VALUE_INDEX:
        return read_index(cursor, value);
    case VALUE_TEXT:
        return read_cut_text(cursor, value);
    case VALUE_ORIGIN:
        return read_origin(cursor, value);
    case VALUE_OBJECT:
        return read_object(cursor, value);
    case VALUE_PROTECTION:
        return read_protection(cursor, &value->pte.protection);
    case VALUE_PTE:
        return read_pte(cursor, &value->pte);
    case VALUE_MOVE:
        return read_move(cursor, value);
    case VALUE_STATE:
        return read_state(cursor, STATE_INITIALIZED, value);
    case VALUE_MOMENT:
        return read_state(cursor, STATES, value);
    default:
        return read_number(type, cursor, value);
    }
}

bool value_read(enum value_type type, const char *words, const char *text, unsigned length,
                struct value *value)
{
    struct cursor cursor = {text, text + length};
    *value = (struct value){0};
    return read_any(type, words, &cursor, value) && at_end(&cursor);
}

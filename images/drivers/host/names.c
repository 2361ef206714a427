#include "names.h"

#include <stddef.h>

#define BACKSLASH 0x5cu

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* NT's, and what separates names on either side. */
static bool is_forbidden(uint32_t character)
{
    static const char forbidden[] = "\"*/:<>?\\|";
    for (uint32_t i = 0; forbidden[i]; i++)
        if (character == (uint8_t)forbidden[i])
            return true;
    return character < 0x20;
}

bool name_is_dots(const char *text, uint32_t bytes)
{
    return bytes > 0 && bytes <= 2 && text[0] == '.' && text[bytes - 1] == '.';
}

/* ---- from NT ---- */

/* The bytes of one character. */
static uint32_t encode(uint32_t character, char *out)
{
    static const uint8_t heads[] = {0, 0xc0, 0xe0, 0xf0};
    uint32_t more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    for (uint32_t i = more; i > 0; i--, character >>= 6)
        out[i] = (char)(0x80 | (character & 0x3f));
    out[0] = (char)(heads[more] | character);
    return more + 1;
}

/* The character that begins there, and its units; 0 of them: half of a pair. */
static uint32_t character_at(const uint16_t *units, uint32_t left, uint32_t *used)
{
    bool pair = is_high(units[0]) && left > 1 && is_low(units[1]);
    *used = pair ? 2 : is_high(units[0]) || is_low(units[0]) ? 0 : 1;
    return pair ? 0x10000 + ((units[0] & 0x3ffu) << 10 | (units[1] & 0x3ffu)) : units[0];
}

static enum path_outcome parse_name(struct path *path, uint32_t *used, const uint16_t *units, uint32_t count)
{
    uint32_t start = *used, step;
    if (path->count == PATH_MOST_NAMES || count > NAME_MOST_UNITS)
        return PATH_TOO_LONG;
    for (uint32_t i = 0; i < count; i += step) {
        uint32_t character = character_at(units + i, count - i, &step);
        if (step == 0 || is_forbidden(character))
            return PATH_INVALID;
        *used += encode(character, path->text + *used);
    }
    uint32_t bytes = *used - start;
    if (bytes == 0 || name_is_dots(path->text + start, bytes))
        return PATH_INVALID;
    path->names[path->count++] = (struct path_name){(uint16_t)start, (uint16_t)bytes};
    return bytes > NAME_MOST_BYTES ? PATH_TOO_LONG : PATH_GOOD;
}

static uint32_t name_length(const uint16_t *units, uint32_t count)
{
    uint32_t length = 0;
    while (length < count && units[length] != BACKSLASH)
        length++;
    return length;
}

enum path_outcome path_parse(struct path *path, const uint16_t *units, uint32_t count)
{
    uint32_t used = 0, at = count > 0 && units[0] == BACKSLASH ? 1 : 0;
    path->count = 0;
    path->folder = count > 1 && units[count - 1] == BACKSLASH;
    if (count > PATH_MOST_UNITS)
        return PATH_TOO_LONG;
    count -= path->folder ? 1 : 0;
    while (at < count) {
        uint32_t length = name_length(units + at, count - at);
        enum path_outcome outcome = parse_name(path, &used, units + at, length);
        if (outcome != PATH_GOOD)
            return outcome;
        at += length + 1;
    }
    bool root = count == 0 || (count == 1 && !path->folder && units[0] == BACKSLASH);
    return at > count || root ? PATH_GOOD : PATH_INVALID;
}

/* ---- from the host ---- */

/* How many bytes the character that begins with this one has; 0: none begins so. */
static uint32_t sequence_bytes(uint8_t head)
{
    return head < 0x80                   ? 1
           : head >= 0xf0 && head < 0xf5 ? 4
           : head >= 0xe0 && head < 0xf0 ? 3
           : head >= 0xc2 && head < 0xe0 ? 2
                                         : 0;
}

/* One character; 0 bytes: what is there is none. */
static uint32_t decode(const uint8_t *text, uint32_t left, uint32_t *bytes)
{
    static const uint8_t masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t count = sequence_bytes(*text), character = *text & masks[count];
    *bytes = 0;
    if (count == 0 || count > left)
        return 0;
    for (uint32_t i = 1; i < count; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (text[i] & 0x3fu);
    }
    bool sound =
        character >= least[count] && character < 0x110000 && !is_high(character) && !is_low(character);
    *bytes = sound ? count : 0;
    return character;
}

static uint32_t put_units(uint32_t character, uint16_t *out)
{
    if (character < 0x10000) {
        out[0] = (uint16_t)character;
        return 1;
    }
    out[0] = (uint16_t)(0xd800 | (character - 0x10000) >> 10);
    out[1] = (uint16_t)(0xdc00 | (character & 0x3ff));
    return 2;
}

uint32_t name_to_units(const char *text, uint32_t bytes, uint16_t units[NAME_MOST_UNITS])
{
    uint32_t count = 0, step;
    if (name_is_dots(text, bytes) || bytes > NAME_MOST_BYTES) /* so there are no more units than room */
        return 0;
    for (uint32_t at = 0; at < bytes; at += step) {
        uint32_t character = decode((const uint8_t *)text + at, bytes - at, &step);
        if (step == 0 || is_forbidden(character))
            return 0;
        count += put_units(character, units + count);
    }
    return count;
}

/* ---- order ---- */

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static int compare_folded(const uint16_t *a, uint32_t a_units, const uint16_t *b, uint32_t b_units)
{
    for (uint32_t i = 0; i < smaller(a_units, b_units); i++) {
        int difference = (int)name_upper(a[i]) - (int)name_upper(b[i]);
        if (difference)
            return difference;
    }
    return (int)a_units - (int)b_units;
}

bool name_same_but_case(const uint16_t *a, uint32_t a_units, const uint16_t *b, uint32_t b_units)
{
    return compare_folded(a, a_units, b, b_units) == 0;
}

int name_compare(const uint16_t *a, uint32_t a_units, const uint16_t *b, uint32_t b_units)
{
    int difference = compare_folded(a, a_units, b, b_units);
    for (uint32_t i = 0; difference == 0 && i < a_units; i++)
        difference = (int)a[i] - (int)b[i];
    return difference;
}

static bool goes_first(const struct name_entry *a, const struct name_entry *b)
{
    return name_compare(a->name, a->units, b->name, b->units) <= 0;
}

static struct name_entry *merge(struct name_entry *a, struct name_entry *b)
{
    struct name_entry *first = NULL, **end = &first;
    while (a && b) {
        struct name_entry **least = goes_first(a, b) ? &a : &b;
        *end = *least;
        *least = (*least)->next;
        end = &(*end)->next;
    }
    *end = a ? a : b;
    return first;
}

/* Row i holds none or 2^i entries in order: no recursion, and the stack of a kernel is short. */
struct name_entry *names_sort(struct name_entry *first)
{
    struct name_entry *rows[32] = {NULL}, *all = NULL;
    while (first) {
        struct name_entry *row = first;
        uint32_t i = 0;
        first = first->next;
        row->next = NULL;
        for (; i < 31 && rows[i]; i++) {
            row = merge(rows[i], row);
            rows[i] = NULL;
        }
        rows[i] = merge(rows[i], row);
    }
    for (uint32_t i = 0; i < 32; i++)
        all = merge(rows[i], all);
    return all;
}

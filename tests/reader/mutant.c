#include "mutant.h"

#include <string.h>

unsigned chance(uint64_t *seed, unsigned limit)
{
    *seed += 0x9e3779b97f4a7c15;
    uint64_t mixed = (*seed ^ *seed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return (unsigned)((mixed ^ mixed >> 31) % limit);
}

/* ---- digits ---- */

/* What counts as a digit in a value of each type, in front of its first colon and behind it. */
enum digits { NO_DIGITS, DECIMAL_DIGITS, HEX_DIGITS };
static const struct {
    enum value_type type;
    enum digits front, behind;
} digits_of[] = {{VALUE_DECIMAL, DECIMAL_DIGITS, NO_DIGITS},   {VALUE_SIGNED, DECIMAL_DIGITS, NO_DIGITS},
                 {VALUE_CHANGE, DECIMAL_DIGITS, NO_DIGITS},    {VALUE_ADDRESS, HEX_DIGITS, NO_DIGITS},
                 {VALUE_HEX8, HEX_DIGITS, NO_DIGITS},          {VALUE_FRAME, HEX_DIGITS, NO_DIGITS},
                 {VALUE_HANDLE, HEX_DIGITS, NO_DIGITS},        {VALUE_HEX, HEX_DIGITS, NO_DIGITS},
                 {VALUE_RESULT, HEX_DIGITS, NO_DIGITS},        {VALUE_THREAD, DECIMAL_DIGITS, NO_DIGITS},
                 {VALUE_RANGE, HEX_DIGITS, NO_DIGITS},         {VALUE_PAGES, DECIMAL_DIGITS, NO_DIGITS},
                 {VALUE_PAGE, DECIMAL_DIGITS, HEX_DIGITS},     {VALUE_INDEX, DECIMAL_DIGITS, DECIMAL_DIGITS},
                 {VALUE_TEXT, DECIMAL_DIGITS, DECIMAL_DIGITS}, {VALUE_ORIGIN, DECIMAL_DIGITS, DECIMAL_DIGITS},
                 {VALUE_OBJECT, NO_DIGITS, DECIMAL_DIGITS},    {VALUE_PTE, NO_DIGITS, HEX_DIGITS}};

static const char *digit_set(enum digits digits)
{
    return digits == HEX_DIGITS ? "0123456789abcdef" : digits == DECIMAL_DIGITS ? "0123456789" : "";
}

/* Where the value of a field ends, as far as its digits go: behind a PTE's frame only words follow. */
static const char *value_end(const struct field *field, const char *value)
{
    const char *end = field->value.start + field->value.length;
    if (field->item->type != VALUE_PTE)
        return end;
    const char *colon = memchr(value, ':', (size_t)(end - value));
    if (!colon || field->value.pte.kind == PTE_ZERO || field->value.pte.kind == PTE_PROTOTYPE)
        return value;
    return colon + 6 < end ? colon + 6 : end;
}

/* The digit at `at`, or NULL when it is none; the set it is of. */
static const char *digits_at(const struct field *field, const char *value, const char *at)
{
    for (unsigned i = 0; i < sizeof digits_of / sizeof *digits_of; i++)
        if (digits_of[i].type == field->item->type) {
            bool behind = memchr(value, ':', (size_t)(at - value)) != NULL;
            const char *set = digit_set(behind ? digits_of[i].behind : digits_of[i].front);
            return strchr(set, *at) ? set : NULL;
        }
    return NULL;
}

/* Counts the digits of a line; at the one numbered `wanted`, fills in the mutant. */
static unsigned digits_count(const struct line *line, unsigned wanted, struct mutant *mutant, uint64_t *seed)
{
    unsigned count = 0;
    for (unsigned i = 0; i < line->count; i++) {
        const struct field *field = &line->fields[i];
        const char *value = field->value.start + (field->item->how & KEYED ? field->name_length + 1 : 0);
        for (const char *at = value, *end = value_end(field, value); at < end; at++) {
            const char *set = digits_at(field, value, at);
            if (!set || count++ != wanted)
                continue;
            unsigned old = (unsigned)(strchr(set, *at) - set), size = (unsigned)strlen(set);
            mutant->item = field->item;
            mutant->offset = (unsigned)(at - line->text);
            mutant->digit = set[(old + 1 + chance(seed, size - 1)) % size];
        }
    }
    return count;
}

bool mutant_choose(struct mutant *mutant, const struct line *line, uint64_t *seed)
{
    unsigned count = digits_count(line, UINT32_MAX, mutant, seed);
    if (!count)
        return false;
    digits_count(line, chance(seed, count), mutant, seed);
    return true;
}

/* ---- following ---- */

static bool follow_changed(const struct mutant *mutant, struct machine *machine)
{
    char copy[1024];
    struct text text = mutant->log->lines[mutant->line];
    if (text.length > sizeof copy)
        return true;
    memcpy(copy, text.start, text.length);
    copy[mutant->offset] = mutant->digit;
    text.start = copy;
    return log_follow(machine, &text);
}

enum verdict mutant_follow(const struct mutant *mutant, struct machine *machine)
{
    if (mutant->kind == MUTANT_DROP)
        machine->shift++;
    else if (!follow_changed(mutant, machine))
        return CAUGHT;
    for (unsigned i = mutant->line + 1; i < mutant->log->count; i++)
        if (!log_follow(machine, &mutant->log->lines[i]))
            return CAUGHT;
    return machine_end(machine) ? SURVIVED : CAUGHT;
}

/* Counted strings. */
#include "sched/driver/textcalls.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include "firmware/status.h"
#include "sched/driver/kernelcalls.h"
#include "storage/unicode.h"

#define UNIT       ((uint32_t)sizeof(uint16_t))
#define MOST_BYTES 0xfffeu
#define TAG_TEXT   0x72747355u /* "Ustr", as NT has it */
#define PAGED      1u          /* kind of pool */

static uint32_t units_of(const uint16_t *units)
{
    uint32_t count = 0;
    while (units && units[count] && count < MOST_BYTES / UNIT - 1)
        count++;
    return count;
}

void NTAPI rtl_init_unicode_string(struct nt_counted_string *string, const uint16_t *units)
{
    string->length = (uint16_t)(units_of(units) * UNIT);
    string->maximum = (uint16_t)(units ? string->length + UNIT : 0);
    string->buffer = (uint16_t *)units;
}

void NTAPI rtl_init_ansi_string(struct nt_counted_bytes *string, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    string->length = (uint16_t)(length < MOST_BYTES ? length : MOST_BYTES);
    string->maximum = (uint16_t)(text ? string->length + 1 : 0);
    string->buffer = (char *)text;
}

/* ---- copies ---- */

static void append(struct nt_counted_string *to, const uint16_t *units, uint32_t bytes)
{
    memmove((char *)to->buffer + to->length, units, bytes);
    to->length = (uint16_t)(to->length + bytes);
    if (to->maximum - to->length >= (int)UNIT)
        to->buffer[to->length / UNIT] = 0;
}

void NTAPI rtl_copy_unicode_string(struct nt_counted_string *to, const struct nt_counted_string *from)
{
    uint32_t bytes = from ? from->length : 0;
    to->length = 0;
    if (from)
        append(to, from->buffer, bytes < to->maximum ? bytes : to->maximum);
}

static int32_t try_append(struct nt_counted_string *to, const uint16_t *units, uint32_t bytes)
{
    if (bytes > (uint32_t)(to->maximum - to->length))
        return STATUS_BUFFER_TOO_SMALL;
    append(to, units, bytes);
    return STATUS_SUCCESS;
}

int32_t NTAPI rtl_append_unicode_string_to_string(struct nt_counted_string *to,
                                                  const struct nt_counted_string *from)
{
    return try_append(to, from->buffer, from->length);
}

int32_t NTAPI rtl_append_unicode_to_string(struct nt_counted_string *to, const uint16_t *units)
{
    return try_append(to, units, units_of(units) * UNIT);
}

/* ---- comparisons ---- */

int32_t NTAPI rtl_compare_unicode_string(const struct nt_counted_string *a, const struct nt_counted_string *b,
                                         uint8_t any_case)
{
    uint32_t least = (a->length < b->length ? a->length : b->length) / UNIT;
    for (uint32_t i = 0; i < least; i++) {
        uint16_t left = any_case ? unicode_upper(a->buffer[i]) : a->buffer[i];
        uint16_t right = any_case ? unicode_upper(b->buffer[i]) : b->buffer[i];
        if (left != right)
            return left - right;
    }
    return a->length - b->length;
}

uint8_t NTAPI rtl_equal_unicode_string(const struct nt_counted_string *a, const struct nt_counted_string *b,
                                       uint8_t any_case)
{
    return a->length == b->length && rtl_compare_unicode_string(a, b, any_case) == 0;
}

uint32_t NTAPI rtl_compare_memory(const void *a, const void *b, uint32_t bytes)
{
    const uint8_t *left = a, *right = b;
    uint32_t same = 0;
    while (same < bytes && left[same] == right[same])
        same++;
    return same;
}

/* ---- bytes and units ---- */

/* One character of what may be no UTF-8. */
static uint32_t next_of_bytes(const char **at, const char *end)
{
    uint32_t code, taken = unicode_get(*at, (uint32_t)(end - *at), &code);
    *at += taken ? taken : 1;
    return taken ? code : UNICODE_REPLACEMENT;
}

static uint32_t next_of_units(const uint16_t **at, const uint16_t *end)
{
    uint32_t unit = *(*at)++;
    bool pair = unicode_is_high_surrogate(unit) && *at < end && unicode_is_low_surrogate(**at);
    return pair ? unicode_of_pair(unit, *(*at)++) : unit;
}

/* Written if `to` is not NULL; how many units. */
static uint32_t to_units(const struct nt_counted_bytes *from, uint16_t *to)
{
    const char *at = from->buffer, *end = from->buffer + from->length;
    uint32_t count = 0;
    while (at < end) {
        uint32_t code = next_of_bytes(&at, end);
        bool pair = code > 0xffff;
        if (to && pair) {
            to[count] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
            to[count + 1] = (uint16_t)(0xdc00 + ((code - 0x10000) & 0x3ff));
        } else if (to) {
            to[count] = (uint16_t)code;
        }
        count += 1 + pair;
    }
    return count;
}

static uint32_t to_bytes(const struct nt_counted_string *from, char *to)
{
    const uint16_t *at = from->buffer, *end = from->buffer + from->length / UNIT;
    uint32_t count = 0;
    while (at < end) {
        char text[UNICODE_UTF8_BYTES];
        uint32_t bytes = (uint32_t)(unicode_put(text, next_of_units(&at, end)) - text);
        if (to)
            memcpy(to + count, text, bytes);
        count += bytes;
    }
    return count;
}

/* Room for a text and the NUL behind it. */
static int32_t make_room(void **buffer, uint16_t *maximum, uint32_t bytes, bool allocate)
{
    if (bytes > MOST_BYTES)
        return STATUS_INVALID_PARAMETER_2;
    if (!allocate)
        return bytes > *maximum ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    *buffer = ex_allocate_pool_with_tag(PAGED, bytes, TAG_TEXT);
    *maximum = (uint16_t)bytes;
    return *buffer ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

int32_t NTAPI rtl_ansi_string_to_unicode_string(struct nt_counted_string *to,
                                                const struct nt_counted_bytes *from, uint8_t allocate)
{
    uint32_t units = to_units(from, NULL);
    void *buffer = to->buffer;
    ntstatus status = make_room(&buffer, &to->maximum, (units + 1) * UNIT, allocate != 0);
    if (!status_ok(status))
        return status;
    to->buffer = buffer;
    to->length = (uint16_t)(units * UNIT);
    to_units(from, to->buffer);
    to->buffer[units] = 0;
    return STATUS_SUCCESS;
}

int32_t NTAPI rtl_unicode_string_to_ansi_string(struct nt_counted_bytes *to,
                                                const struct nt_counted_string *from, uint8_t allocate)
{
    uint32_t bytes = to_bytes(from, NULL);
    void *buffer = to->buffer;
    ntstatus status = make_room(&buffer, &to->maximum, bytes + 1, allocate != 0);
    if (!status_ok(status))
        return status;
    to->buffer = buffer;
    to->length = (uint16_t)bytes;
    to_bytes(from, to->buffer);
    to->buffer[bytes] = 0;
    return STATUS_SUCCESS;
}

void NTAPI rtl_free_unicode_string(struct nt_counted_string *string)
{
    if (string->buffer)
        ex_free_pool(string->buffer);
    *string = (struct nt_counted_string){0};
}

void NTAPI rtl_free_ansi_string(struct nt_counted_bytes *string)
{
    if (string->buffer)
        ex_free_pool(string->buffer);
    *string = (struct nt_counted_bytes){0};
}

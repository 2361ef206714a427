#include "images/ntdll/text.h"

#define WORD_BYTES (uint32_t)sizeof(uint32_t)

static uint32_t word_at(const char *bytes)
{
    uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word);
    return word;
}

static bool has_zero(uint32_t word)
{
    return (word - 0x01010101u) & ~word & 0x80808080u;
}

/* Whole words are gone over as long as they are the same and hold no terminator. */
bool text_compare(const struct text *a, const struct text *b, int *order)
{
    const char *one = a->start, *other = b->start;
    uint32_t room = a->room < b->room ? a->room : b->room;
    const char *end = one + room, *last_word = end - WORD_BYTES;
    if (room >= WORD_BYTES)
        for (; one <= last_word && word_at(one) == word_at(other) && !has_zero(word_at(one));
             one += WORD_BYTES)
            other += WORD_BYTES;
    for (; one < end; one++, other++) {
        *order = (uint8_t)*one - (uint8_t)*other;
        if (*order || !*one)
            return true;
    }
    return false;
}

struct text text_whole(struct text text)
{
    uint32_t length = 0;
    while (text.room - length >= WORD_BYTES && !has_zero(word_at(text.start + length)))
        length += WORD_BYTES;
    while (length < text.room && text.start[length])
        length++;
    return length < text.room ? (struct text){text.start, length + 1} : (struct text){0, 0};
}

#include "images/ntdll/text.h"

/* Whole words are gone over as long as they are the same; the one that ends both texts is the last. */
bool text_compare_whole(const struct text *a, const struct text *b, int *order)
{
    const char *one = a->start, *other = b->start;
    uint32_t room = a->room < b->room ? a->room : b->room;
    for (; room >= TEXT_WORD && text_word(one) == text_word(other); room -= TEXT_WORD) {
        *order = 0;
        if (text_word_ends(text_word(one)))
            return true;
        one += TEXT_WORD;
        other += TEXT_WORD;
    }
    for (; room > 0; room--, one++, other++) {
        *order = (uint8_t)*one - (uint8_t)*other;
        if (*order || !*one)
            return true;
    }
    return false;
}

struct text text_whole(struct text text)
{
    uint32_t length = 0;
    while (text.room - length >= TEXT_WORD && !text_word_ends(text_word(text.start + length)))
        length += TEXT_WORD;
    while (length < text.room && text.start[length])
        length++;
    return length < text.room ? (struct text){text.start, length + 1} : (struct text){0, 0};
}

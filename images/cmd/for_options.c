#include "images/cmd/for_options.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/number.h"

/* Is `*at` this option? Then it is passed over. */
static bool take(const char **at, const char *name)
{
    size_t length = strlen(name);
    if (!ascii_same_bytes(*at, name, length))
        return false;
    *at += length;
    return true;
}

static unsigned long bits(long first, long last)
{
    unsigned long set = 0;
    for (long i = first < 1 ? 1 : first; i <= last && i <= (long)FOR_TOKENS; i++)
        set |= 1ul << i;
    return set;
}

/* 1,3-5* */
static const char *read_tokens(const char *at, struct for_options *options)
{
    options->tokens = 0;
    options->rest = false;
    while (ascii_is_digit(*at) || *at == ',' || *at == '*') {
        long first, last;
        if (!ascii_is_digit(*at)) {
            options->rest |= *at++ == '*';
            continue;
        }
        at = number_read(at, &first);
        last = first;
        if (*at == '-' && ascii_is_digit(at[1]))
            at = number_read(at + 1, &last);
        options->tokens |= bits(first, last);
    }
    return at;
}

/* Up to a blank, but a blank at the very end is one of them. */
static const char *read_delimiters(const char *at, struct for_options *options)
{
    size_t length = strcspn(at, " ");
    if (at[length] == ' ' && !at[length + 1])
        length++;
    options->delimiters = arena_copy(at, length);
    return at + length;
}

static const char *read_one(const char *at, struct for_options *options)
{
    if (take(&at, "eol=")) {
        options->comment = *at;
        return at + (*at != 0);
    }
    if (take(&at, "skip="))
        return number_read(at, &options->skip);
    if (take(&at, "tokens="))
        return read_tokens(at, options);
    if (take(&at, "delims="))
        return read_delimiters(at, options);
    if (!take(&at, "usebackq"))
        return NULL;
    options->back_quotes = true;
    return at;
}

/* Without the quotes around it. */
static const char *unquoted(const char *text)
{
    text += *text == '"';
    size_t length = strlen(text);
    return arena_copy(text, length - (length && text[length - 1] == '"'));
}

bool for_options_read(const char *text, struct for_options *options)
{
    *options = (struct for_options){.delimiters = " \t", .comment = ';', .tokens = bits(1, 1)};
    const char *at = ascii_skip_blanks(text ? unquoted(text) : "");
    while (at && *at)
        at = read_one(at, options) ? ascii_skip_blanks(read_one(at, options)) : NULL;
    return at != NULL;
}

unsigned for_options_split(const struct for_options *options, const char *line,
                           const char *word[FOR_TOKENS + 1])
{
    unsigned count = 0;
    unsigned long wanted = options->tokens;
    line += strspn(line, options->delimiters);
    if (!*line || (options->comment && *line == options->comment))
        return 0;
    for (unsigned i = 1; i <= FOR_TOKENS && wanted >> i != 0; i++) {
        size_t length = strcspn(line, options->delimiters);
        if (wanted & 1ul << i)
            word[count++] = arena_copy(line, length);
        line += length;
        line += strspn(line, options->delimiters);
    }
    if (options->rest)
        word[count++] = line;
    return count;
}

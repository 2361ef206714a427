#include "images/cmd/words.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/text.h"

/* Passes over a word; in quotes nothing ends it. */
static const char *word_end(const char *at, const char *ends)
{
    bool quoted = false;
    for (; *at && (quoted || (!ascii_is_delimiter(*at) && !strchr(ends, *at))); at++)
        quoted ^= *at == '"';
    return at;
}

static void add(struct words *words, const char *begin, const char *end)
{
    words->word[words->count++] = arena_copy(begin, (size_t)(end - begin));
}

/* No text has more words than characters. */
static struct words words_for(const char *line)
{
    return (struct words){.word = arena_take((strlen(line) + 1) * sizeof(char *))};
}

static void take_quotes(char *word)
{
    char *to = word;
    for (const char *from = word; *from; from++)
        if (*from != '"')
            *to++ = *from;
    *to = 0;
}

struct words words_read(const char *line, const char *marks)
{
    struct words words = words_for(line);
    struct text ends = text_make(16);
    text_add(&ends, '/');
    text_add_string(&ends, marks);
    for (line = ascii_skip_delimiters(line); *line; line = ascii_skip_delimiters(line)) {
        const char *end = strchr(marks, *line) ? line + 1 : word_end(line + (*line == '/'), ends.at);
        add(&words, line, end);
        take_quotes((char *)words.word[words.count - 1]);
        line = end;
    }
    return words;
}

struct words words_plain(const char *line)
{
    struct words words = words_for(line);
    for (line = ascii_skip_delimiters(line); *line; line = ascii_skip_delimiters(line)) {
        const char *end = word_end(line, "");
        add(&words, line, end);
        line = end;
    }
    return words;
}

bool words_switch(struct words *words, const char *name)
{
    bool found = false;
    unsigned kept = 0;
    for (unsigned i = 0; i < words->count; i++)
        if (ascii_same(words->word[i], name))
            found = true;
        else
            words->word[kept++] = words->word[i];
    words->count = kept;
    return found;
}

const char *words_unknown(const struct words *words)
{
    for (unsigned i = 0; i < words->count; i++)
        if (words->word[i][0] == '/')
            return words->word[i];
    return NULL;
}

char *words_bare(const char *text)
{
    char *bare = arena_string(ascii_skip_blanks(text));
    take_quotes(bare);
    size_t length = strlen(bare);
    while (length && (bare[length - 1] == ' ' || bare[length - 1] == '\t'))
        bare[--length] = 0;
    return bare;
}

#include "images/cmd/options.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"

static const char *skip_name(const char *at)
{
    at = ascii_skip_blanks(at);
    for (bool quoted = false; *at && (quoted || (*at != ' ' && *at != '\t')); at++)
        quoted ^= *at == '"';
    return at;
}

/* Do these quotes belong to a program's name? `first` and `last` are the only two. */
static bool quotes_stay(const char *first, const char *last, bool (*is_program)(const char *name))
{
    const char *name = arena_copy(first + 1, (size_t)(last - first - 1));
    return !strpbrk(name, "&<>()@^|") && strpbrk(name, " \t") && is_program(name);
}

static const char *without_quotes(const char *command, bool always, bool (*is_program)(const char *name))
{
    const char *last = strrchr(command, '"');
    if (*command != '"')
        return command;
    bool two = last != command && strchr(command + 1, '"') == last;
    if (!always && two && quotes_stay(command, last, is_program))
        return command;
    if (last == command)
        return command + 1;
    char *bare = arena_string(command + 1);
    memmove(bare + (last - command - 1), last + 1, strlen(last + 1) + 1);
    return bare;
}

/* A switch with a value, such as /E:ON, up to its end. */
static const char *skip_switch(const char *at)
{
    at += 1 + (at[1] != 0);
    if (*at == ':')
        at += strcspn(at, " \t/");
    return at;
}

static bool is_off(const char *begin, const char *end)
{
    return end - begin == 6 && ascii_same_bytes(begin + 2, ":off", 4);
}

struct options options_read(const char *line, bool (*is_program)(const char *name))
{
    struct options options = {0};
    bool always = false;
    const char *at = ascii_skip_delimiters(skip_name(line));
    for (; *at == '/'; at = ascii_skip_delimiters(at)) {
        const char *begin = at;
        char letter = ascii_upper(at[1]);
        at = skip_switch(at);
        always |= letter == 'S';
        options.quiet |= letter == 'Q';
        options.help |= letter == '?';
        if (letter == 'C' || letter == 'R' || letter == 'K') {
            options.once = letter != 'K';
            options.command = without_quotes(ascii_skip_blanks(at), always, is_program);
            break;
        }
        if (letter == 'V')
            options.delayed = !is_off(begin, at);
        if (!letter || !strchr("SQDAXYETV?", letter))
            options.unknown = arena_copy(begin, (size_t)(at - begin));
    }
    return options;
}

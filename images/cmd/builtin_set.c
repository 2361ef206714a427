/* SET and what else changes the environment. (Microsoft: "set", "path", "prompt".) */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/arithmetic.h"
#include "images/cmd/ascii.h"
#include "images/cmd/input.h"
#include "images/cmd/localized.h"
#include "images/cmd/out.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

/* All of them whose names begin so; 1 when there is none. */
static int show(const char *prefix)
{
    bool found = false;
    for (const WCHAR *entry = variable_block(); *entry; entry += lstrlenW(entry) + 1) {
        struct arena_mark mark = arena_mark();
        const char *text = narrow(entry);
        if (*text != '=' && ascii_same_bytes(text, prefix, strlen(prefix))) {
            out_line(text);
            found = true;
        }
        arena_release(mark);
    }
    if (!found && *prefix)
        out_wrong_with("Environment variable ", prefix, " not defined");
    return found || !*prefix ? 0 : 1;
}

/* NAME="VALUE" as a whole may stand in quotes; what follows the last one is left out. */
static char *without_quotes(const char *text)
{
    const char *last = strrchr(text, '"');
    if (*text != '"')
        return arena_string(text);
    return last == text ? arena_string(text + 1) : arena_copy(text + 1, (size_t)(last - text - 1));
}

static int assign(char *text, char *equals)
{
    *equals = 0;
    if (!*text)
        return builtin_wrong_syntax();
    if (!equals[1] && !variable_value(text))
        return 1;
    return variable_set(text, equals[1] ? equals + 1 : NULL) ? 0 : out_error(GetLastError());
}

/* /P NAME=what to ask: a line of the input, of which an empty one changes nothing. */
static int ask(const char *arguments)
{
    char *text = without_quotes(ascii_skip_blanks(arguments)), *equals = strchr(text, '=');
    if (!equals || equals == text)
        return builtin_wrong_syntax();
    *equals = 0;
    out(without_quotes(equals + 1));
    out_flush();
    const char *line = input_line();
    if (!line || !*line)
        return 1;
    return variable_set(text, line) ? 0 : out_error(GetLastError());
}

static bool is_switch(const char *arguments, char letter)
{
    return arguments[0] == '/' && ascii_upper(arguments[1]) == letter;
}

int builtin_set(const char *arguments)
{
    arguments = ascii_skip_delimiters(arguments);
    if (is_switch(arguments, 'A'))
        return arithmetic_set(arguments + 2);
    if (is_switch(arguments, 'P'))
        return ask(arguments + 2);
    if (*arguments == '/')
        return builtin_wrong_switch(words_read(arguments, "").word[0]);
    char *text = without_quotes(arguments), *equals = strchr(text, '=');
    return equals ? assign(text, equals) : show(words_bare(text));
}

/* With nothing: what it is; with ; alone: none. */
int builtin_path(const char *arguments)
{
    const char *text = ascii_skip_blanks(arguments), *now = variable_value("PATH");
    text += *text == '=';
    if (*text)
        return variable_set("PATH", strcmp(text, ";") == 0 ? NULL : text) ? 0 : out_error(GetLastError());
    out(now ? "PATH=" : "");
    out_line(now ? now : "No Path");
    return 0;
}

int builtin_prompt(const char *arguments)
{
    const char *text = ascii_skip_delimiters(arguments);
    return variable_set("PROMPT", *text ? text : NULL) || !*text ? 0 : out_error(GetLastError());
}

/* Extensions are always on, and cannot be taken away. */
int builtin_setlocal(const char *arguments)
{
    struct words words = words_read(arguments, "");
    bool delayed = shell_delayed();
    for (unsigned i = 0; i < words.count; i++) {
        bool on = ascii_same(words.word[i], "enabledelayedexpansion");
        if (on || ascii_same(words.word[i], "disabledelayedexpansion")) {
            delayed = on;
        } else if (!ascii_same(words.word[i], "enableextensions")) {
            out_wrong_with("SETLOCAL ", words.word[i], " is not there.");
            return 1;
        }
    }
    if (!localized_begin())
        return 1;
    shell_delayed_set(delayed);
    return 0;
}

int builtin_endlocal(const char *arguments)
{
    (void)arguments;
    localized_end();
    return 0;
}

/* What a program's own start-up code (crt2.o) asks for before main. */
#include "data.h"
#include "environ.h"
#include "exit.h"
#include "path.h"
#include "text.h"
#include "win32.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Each argument becomes a text of its own in a table that grows; a null ends it. */
struct arguments {
    wchar_t **texts;
    int count, room;
};

static int add_text(struct arguments *arguments, wchar_t *text)
{
    if (arguments->count + 1 >= arguments->room) {
        int room = arguments->room ? arguments->room * 2 : 8;
        wchar_t **texts = realloc(arguments->texts, room * sizeof *texts);
        if (!texts)
            return -1;
        arguments->texts = texts;
        arguments->room = room;
    }
    arguments->texts[arguments->count++] = text;
    arguments->texts[arguments->count] = NULL;
    return text ? 0 : -1;
}

static int is_blank(wchar_t character)
{
    return character == ' ' || character == '\t';
}

/* The program's name knows no backslash rule: it is what stands in quotes, or everything before a blank. */
static const wchar_t *take_program(const wchar_t *line, wchar_t *text)
{
    int quoted = 0;
    while (*line && (quoted || !is_blank(*line))) {
        if (*line == '"')
            quoted = !quoted;
        else
            *text++ = *line;
        line++;
    }
    *text = 0;
    return line;
}

/*
 * The documented rules: 2n backslashes and a quote are n backslashes and a quote that begins or ends a quoted
 * part; 2n+1 are n backslashes and a quote itself; backslashes before anything else are themselves. In a
 * quoted part two quotes are one.
 */
static const wchar_t *take_argument(const wchar_t *line, wchar_t *text)
{
    int quoted = 0;
    while (*line && (quoted || !is_blank(*line))) {
        int slashes = 0;
        while (*line == '\\') {
            slashes++;
            line++;
        }
        int halved = *line == '"' ? slashes / 2 : slashes;
        while (halved--)
            *text++ = '\\';
        if (*line == '"' && slashes % 2) {
            *text++ = *line++;
        } else if (*line == '"') {
            if (quoted && line[1] == '"')
                *text++ = *line++;
            else
                quoted = !quoted;
            line++;
        } else if (*line && (quoted || !is_blank(*line))) {
            *text++ = *line++;
        }
    }
    *text = 0;
    return line;
}

static int is_pattern(const wchar_t *text)
{
    return wcspbrk(text, L"*?") != NULL;
}

static int by_name(const void *a, const void *b)
{
    return _wcsicmp(*(wchar_t *const *)a, *(wchar_t *const *)b);
}

/* The names that a pattern matches, each with the pattern's folder before it; a pattern without a match
 * stays. */
static int add_matches(struct arguments *arguments, const wchar_t *pattern)
{
    struct find_data found;
    int first = arguments->count;
    const wchar_t *name = pattern;
    for (const wchar_t *at = pattern; *at; at++)
        if (*at == '\\' || *at == '/' || *at == ':')
            name = at + 1;
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return add_text(arguments, ms_wcsdup(pattern));
    do {
        if (wcscmp(found.name, L".") == 0 || wcscmp(found.name, L"..") == 0)
            continue;
        wchar_t *text = malloc((name - pattern + wcslen(found.name) + 1) * sizeof *text);
        if (!text)
            break;
        wmemcpy(text, pattern, name - pattern);
        wcscpy(text + (name - pattern), found.name);
        if (add_text(arguments, text) < 0)
            break;
    } while (FindNextFileW(search, &found));
    FindClose(search);
    qsort(arguments->texts + first, arguments->count - first, sizeof *arguments->texts, by_name);
    return arguments->count > first ? 0 : add_text(arguments, ms_wcsdup(pattern));
}

static int parse(struct arguments *arguments, const wchar_t *line, int expand)
{
    wchar_t *text = malloc((wcslen(line) + 1) * sizeof *text);
    if (!text)
        return -1;
    line = take_program(line, text);
    int result = add_text(arguments, ms_wcsdup(text));
    for (;;) {
        while (is_blank(*line))
            line++;
        if (!*line || result < 0)
            break;
        line = take_argument(line, text);
        result =
            expand && is_pattern(text) ? add_matches(arguments, text) : add_text(arguments, ms_wcsdup(text));
    }
    free(text);
    return result;
}

static int fill_narrow(const struct arguments *arguments)
{
    __argv = calloc(arguments->count + 1, sizeof *__argv);
    for (int i = 0; __argv && i < arguments->count; i++)
        __argv[i] = text_narrow(arguments->texts[i]);
    return __argv ? 0 : -1;
}

enum { RUNTIME_ERROR_NO_ARGUMENT_SPACE = 8 };

static void arguments_make(int expand)
{
    struct arguments arguments = {0};
    if (parse(&arguments, _wcmdln, expand) < 0 || fill_narrow(&arguments) < 0)
        _amsg_exit(RUNTIME_ERROR_NO_ARGUMENT_SPACE);
    __argc = arguments.count;
    __wargv = arguments.texts;
}

/* The last argument points to the new mode: whether malloc asks the new handler, which is never set. */
int __getmainargs(int *argc, char ***argv, char ***environment, int expand, int *mode)
{
    (void)mode;
    arguments_make(expand);
    *argc = __argc;
    *argv = __argv;
    *environment = __initenv;
    return 0;
}

int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand, int *mode)
{
    (void)mode;
    arguments_make(expand);
    *argc = __argc;
    *argv = __wargv;
    *environment = __winitenv;
    return 0;
}

/* Calls what the linker has put between two marks; holes are allowed. */
void _initterm(void (**from)(void), void (**to)(void))
{
    for (; from < to; from++)
        if (*from)
            (*from)();
}

int _initterm_e(int (**from)(void), int (**to)(void))
{
    int result = 0;
    for (; from < to && result == 0; from++)
        if (*from)
            result = (*from)();
    return result;
}

/* Console or windows: only where messages would go depends on it. */
void __set_app_type(int type)
{
    (void)type;
}

// sources: images/cmd/arena.c images/cmd/text.c images/cmd/number.c images/cmd/expand.c images/cmd/loopvalue.c images/cmd/parse.c
// sources: images/cmd/parser.c images/cmd/parse_simple.c images/cmd/parse_if.c images/cmd/parse_for.c images/cmd/tree.c
// sources: images/cmd/options.c images/cmd/words.c images/cmd/arithmetic.c images/cmd/for_options.c images/cmd/delayed.c
// flags: -DCHUNK_BYTES=1u
/*
 * CMD.EXE's language gets lines of pieces and of random bytes, one after the other: nothing is read or
 * written beside its memory, everything comes to an end, and what comes out is no longer than it may be.
 */
#include "images/cmd/arithmetic.h"
#include "images/cmd/delayed.h"
#include "images/cmd/expand.h"
#include "images/cmd/for_options.h"
#include "images/cmd/loopvalue.h"
#include "images/cmd/options.h"
#include "images/cmd/parse.h"
#include "images/cmd/words.h"
#include "tests/unit/cmd.h"
#include "tests/unit/fuzz.h"

#define LINES 6

static const char *const pieces[] = {
    "echo ",   "if ",   "not ",     "exist ", "errorlevel ", "defined ", "==",  " equ ", "else ", "for ",
    "%i ",     "in ",   "do ",      "(",      ")",           "&",        "&&",  "|",     "||",    "<",
    ">",       ">>",    "2>&1",     "1>",     "^",           "\"",       "%x%", "%x:",   "~1,-2", "%1",
    "%~dpnx1", "%*",    "%",        "%%",     "~",           "rem ",     ":",   "@",     "/l ",   "/f ",
    "tokens",  "=1-5*", "delims",   "=",      "/c ",         "/k",       "/s",  "\\",    " ",     "\t",
    ",",       ";",     "a",        "0x7f",   "08",          "-",        "+",   "*",     "/",     "<<",
    "!",       "!a",    "\xc3\xa4", "\x80",   "(((((((((",
};

static char *line_make(void)
{
    static char line[1200];
    size_t length = 0;
    for (uint32_t wanted = fuzz_below(40); wanted; wanted--) {
        const char *piece = pieces[fuzz_below(sizeof pieces / sizeof pieces[0])];
        memcpy(line + length, piece, strlen(piece) + 1);
        length += strlen(piece);
    }
    for (uint32_t i = fuzz_below(6); length && i; i--)
        line[fuzz_below((uint32_t)length)] = (char)(1 + fuzz_below(255));
    line[length] = 0;
    return arena_string(line);
}

/* ---- where values come from ---- */

static const char *some_value(const char *name)
{
    return *name & 1 ? NULL : "a value, %x% \xc3\xa4";
}

static const char *argument(unsigned number)
{
    FUZZ_HOLDS(number < 10);
    return number & 1 ? "" : "\"an argument\"";
}

static const char *all_arguments(void)
{
    return "all of them";
}

static void describe(const char *modifiers, const char *value, struct text *out)
{
    text_add_string(out, modifiers);
    text_add_string(out, value);
}

static bool knows(const char *name)
{
    return *name & 1;
}

static int32_t number_of(const char *name)
{
    return *name;
}

static bool assign(const char *name, int32_t value)
{
    return *name && value != 7;
}

/* ---- what is done with a line ---- */

static const char *expanded(const char *line)
{
    struct expansion with = {fuzz_below(2), some_value, argument, all_arguments, describe};
    struct text out = text_make(LINE_MOST);
    FUZZ_HOLDS((expand_percent(&with, line, &out) == EXPAND_TOO_LONG) == out.full);
    FUZZ_HOLDS(out.length <= LINE_MOST && strlen(out.at) == out.length);
    return out.at;
}

static void check_tree(const struct node *node)
{
    struct loop_value value = {NULL, 'i', "value"};
    FUZZ_HOLDS((node->kind == NODE_COMMAND) == (node->text != NULL));
    for (const struct redirect *at = node->redirects; at; at = at->next)
        FUZZ_HOLDS(at->handle < 10 && (at->kind == REDIRECT_COPY ? at->copied < 10 : *at->name != 0));
    FUZZ_HOLDS(strlen(loop_expand(&value, node->text ? node->text : "", describe)) <= LINE_MOST);
    if (node->left)
        check_tree(node->left);
    if (node->right)
        check_tree(node->right);
}

static const char *parsed(const char *const *lines)
{
    const char *wrong;
    struct cmd_lines more = {lines + 1};
    struct text out = text_make(LINE_MOST);
    const struct node *node = parse(lines[0], cmd_next, &more, &wrong);
    FUZZ_HOLDS(!node || !wrong);
    FUZZ_HOLDS(!wrong || *wrong);
    if (!node)
        return lines[0];
    check_tree(node);
    tree_write(node, &out);
    return out.at;
}

static void read_otherwise(const char *line)
{
    struct for_options options;
    const char *word[FOR_TOKENS + 1];
    int32_t value;
    static const struct arithmetic numbers = {number_of, assign};
    options_read(line, knows);
    struct words words = words_read(line, "+");
    FUZZ_HOLDS(words.count <= strlen(line));
    words_plain(line);
    FUZZ_HOLDS(strlen(delayed_expand(line, some_value)) <= LINE_MOST);
    FUZZ_HOLDS(strlen(words_bare(line)) <= strlen(line));
    arithmetic_value(&numbers, line, &value);
    if (for_options_read(line, &options))
        FUZZ_HOLDS(for_options_split(&options, line, word) <= FOR_TOKENS + 1);
}

static void round_run(void)
{
    const char *lines[LINES + 1] = {NULL};
    struct arena_mark mark = arena_mark();
    uint32_t count = 1 + fuzz_below(LINES);
    for (uint32_t i = 0; i < count; i++)
        lines[i] = expanded(line_make());
    const char *again[2] = {parsed(lines), NULL};
    parsed(again);
    read_otherwise(lines[0]);
    arena_release(mark);
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "fuzz_cmd", 20000, round_run);
}

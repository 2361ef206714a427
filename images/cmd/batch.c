#include "images/cmd/batch.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/control.h"
#include "images/cmd/localized.h"
#include "images/cmd/modifiers.h"
#include "images/cmd/out.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"
#include "images/cmd/stream.h"
#include "images/cmd/text.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

#define BYTES_MOST 0x1000000u /* of a batch file */

/* The file that takes this one's place: outside of the arena, for it outlives the line that named it. */
struct replacement {
    char *path, *name, *arguments;
};

struct batch {
    struct batch *caller;
    unsigned depth;
    const char *path;
    const char *contents; /* as it is, the console's code page */
    size_t length, at;
    const char *all;       /* %* */
    const char **argument; /* %0 first */
    unsigned count;
    struct replacement *next; /* null: none */
};

static struct batch *active;

bool batch_is_active(void)
{
    return active != NULL;
}

/* ---- arguments ---- */

static const char *argument(unsigned number)
{
    return number < active->count ? active->argument[number] : "";
}

static const char *all_arguments(void)
{
    return active->all;
}

/* %~dp0 is of the file, however it was named. */
static void describe(const char *modifiers, const char *value, struct text *out)
{
    bool itself = active->count && value == active->argument[0] && *modifiers;
    modifiers_describe(modifiers, itself ? active->path : value, out);
}

void batch_expansion(struct expansion *with)
{
    if (!active)
        return;
    with->batch = true;
    with->argument = argument;
    with->all_arguments = all_arguments;
    with->describe = describe;
}

static void arguments_take(struct batch *batch, const char *name, const char *arguments)
{
    struct words words = words_plain(arguments);
    batch->all = arena_string(ascii_skip_delimiters(arguments));
    batch->argument = arena_take((words.count + 1) * sizeof *batch->argument);
    batch->argument[0] = name;
    memcpy(batch->argument + 1, words.word, words.count * sizeof *words.word);
    batch->count = words.count + 1;
}

void batch_shift(unsigned from)
{
    for (unsigned i = from; i + 1 < active->count; i++)
        active->argument[i] = active->argument[i + 1];
    if (active->count > from)
        active->count--;
}

/* ---- lines ---- */

static const char *line_raw(struct batch *batch)
{
    if (batch->at >= batch->length)
        return NULL;
    const char *begin = batch->contents + batch->at, *end = memchr(begin, '\n', batch->length - batch->at);
    size_t length = end ? (size_t)(end - begin) : batch->length - batch->at;
    batch->at += length + (end != NULL);
    if (length && begin[length - 1] == '\r')
        length--;
    return text_from_code_page(begin, length, GetConsoleOutputCP());
}

/* A line that belongs to a command which is not at its end. */
static const char *line_more(void *context)
{
    const char *line = line_raw(context);
    return line ? run_expand(line) : NULL;
}

static bool is_label(const char *line, const char *label, size_t length)
{
    line = ascii_skip_delimiters(line);
    if (*line++ != ':')
        return false;
    line = ascii_skip_delimiters(line);
    return ascii_same_bytes(line, label, length) && (!line[length] || strchr(" \t:+,;=&|<>", line[length]));
}

static bool label_find(struct batch *batch, const char *label, size_t length, size_t until)
{
    while (batch->at < until) {
        struct arena_mark mark = arena_mark();
        bool found = is_label(line_raw(batch), label, length);
        arena_release(mark);
        if (found)
            return true;
    }
    return false;
}

/* From here to the end, then from the beginning. */
static bool seek_label(struct batch *batch, const char *label)
{
    label = ascii_skip_blanks(label);
    label += *label == ':';
    size_t length = strcspn(label, " \t:+,;="), here = batch->at;
    if (ascii_same(label, "eof")) {
        batch->at = batch->length;
        return true;
    }
    if (length && label_find(batch, label, length, batch->length))
        return true;
    batch->at = 0;
    if (length && label_find(batch, label, length, here))
        return true;
    batch->at = batch->length;
    out_wrong_with("The system cannot find the batch label specified - ", arena_copy(label, length), "");
    return false;
}

bool batch_goto(const char *label)
{
    shell_stop_set(STOP_LINE);
    return seek_label(active, label);
}

void batch_end(void)
{
    if (!active)
        return;
    active->at = active->length;
    if (shell_stop() == STOP_NOT)
        shell_stop_set(STOP_LINE);
}

/* ---- running ---- */

/* Null, with the mistake told, when it cannot be read. */
static const char *contents_read(const char *path, size_t *length)
{
    DWORD done = 0, size;
    HANDLE file = stream_open(path);
    if (file == INVALID_HANDLE_VALUE) {
        out_error(GetLastError());
        return NULL;
    }
    size = GetFileSize(file, NULL);
    char *contents = size <= BYTES_MOST ? arena_take(size + 1) : NULL;
    if (!contents)
        out_wrong_with("The batch file is too large: ", path, "");
    else if (!ReadFile(file, contents, size, &done, NULL))
        out_error(GetLastError());
    CloseHandle(file);
    *length = done;
    return contents;
}

static void run_lines(struct batch *batch)
{
    const char *line;
    struct arena_mark mark = arena_mark();
    while (!shell_stop() && (line = line_raw(batch)) != NULL) {
        run_line(line, line_more, batch);
        arena_release(mark);
        if (shell_stop() == STOP_LINE)
            shell_stop_set(STOP_NOT);
        if (shell_stop() == STOP_CONTROL)
            control_ask();
    }
}

static bool too_deep(void)
{
    if (!active || active->depth < BATCH_DEEPEST)
        return false;
    out_wrong_with("******  B A T C H   R E C U R S I O N  exceeds STACK limits ******\r\n", active->path,
                   ": CALL within CALL, more than 64 deep; batch processing is aborted.");
    shell_errorlevel_set(1);
    shell_stop_set(STOP_BATCH);
    return true;
}

static void run_contents(struct batch *batch)
{
    batch->caller = active;
    batch->depth = active ? active->depth + 1 : 1;
    active = batch;
    run_lines(batch);
    active = batch->caller;
}

static char *kept(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = memory_take(bytes);
    if (!copy)
        arena_exhausted();
    return memcpy(copy, text, bytes);
}

/* Frees it; what it named lies in the arena then. */
static struct replacement replacement_take(struct replacement *from)
{
    struct replacement taken = {arena_string(from->path), arena_string(from->name),
                                arena_string(from->arguments)};
    memory_give(from->path);
    memory_give(from->name);
    memory_give(from->arguments);
    memory_give(from);
    return taken;
}

/* One file, and what it says is to be run in its place. */
static struct replacement *run_file(const char *path, const char *name, const char *arguments)
{
    struct batch batch = {.path = path};
    batch.contents = contents_read(path, &batch.length);
    if (!batch.contents) {
        shell_errorlevel_set(1);
        return NULL;
    }
    arguments_take(&batch, name, arguments);
    run_contents(&batch);
    return batch.next;
}

/* Who types sees again what he saw before. */
static void leave_last(bool echo)
{
    shell_echo_set(echo);
    if (shell_stop() == STOP_BATCH)
        shell_stop_set(STOP_NOT);
}

int batch_call(const char *path, const char *name, const char *arguments)
{
    if (too_deep())
        return 1;
    struct arena_mark mark = arena_mark();
    bool echo = shell_echo();
    unsigned locals = localized_depth();
    struct replacement *next = run_file(path, name, arguments);
    while (next) {
        arena_release(mark);
        struct replacement now = replacement_take(next);
        next = run_file(now.path, now.name, now.arguments);
    }
    localized_end_all(locals);
    arena_release(mark);
    if (!active)
        leave_last(echo);
    return shell_errorlevel();
}

int batch_run_or_replace(const char *path, const char *name, const char *arguments)
{
    if (!active)
        return batch_call(path, name, arguments);
    active->next = memory_take(sizeof *active->next);
    if (!active->next)
        arena_exhausted();
    *active->next = (struct replacement){kept(path), kept(name), kept(arguments)};
    batch_end();
    return shell_errorlevel();
}

int batch_call_label(const char *label, const char *arguments)
{
    struct batch batch = *active;
    if (too_deep())
        return 1;
    if (!seek_label(&batch, label))
        return 1;
    unsigned locals = localized_depth();
    batch.next = NULL;
    arguments_take(&batch, active->argument[0], arguments);
    run_contents(&batch);
    localized_end_all(locals);
    if (batch.next) { /* named without CALL: it ends all of the file */
        active->next = batch.next;
        batch_end();
    }
    return shell_errorlevel();
}

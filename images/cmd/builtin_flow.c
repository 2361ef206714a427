/* GOTO, CALL, SHIFT and EXIT. */
#include "images/cmd/builtin.h"

#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/batch.h"
#include "images/cmd/number.h"
#include "images/cmd/out.h"
#include "images/cmd/program.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"
#include "images/cmd/words.h"

/* At the prompt there is nowhere to go, and nothing happens. */
int builtin_goto(const char *arguments)
{
    if (!batch_is_active())
        return 0;
    return batch_goto(ascii_skip_delimiters(arguments)) ? 0 : 1;
}

static int call_label(const char *text)
{
    const char *rest = text;
    while (*rest && !ascii_is_delimiter(*rest))
        rest++;
    if (batch_is_active())
        return batch_call_label(arena_copy(text, (size_t)(rest - text)), rest);
    out_wrong("Invalid attempt to call batch label outside of batch script.");
    return 1;
}

/* The line is expanded once more, so that %%X%% is there what %X% is elsewhere. */
int builtin_call(const char *arguments)
{
    const char *rest, *path, *text = run_expand(ascii_skip_delimiters(arguments));
    if (!text)
        return 1;
    if (*text == ':')
        return call_label(text);
    if (run_is_builtin(text))
        return run_command(text);
    path = program_find(program_name(text, &rest));
    if (path && program_is_batch(path))
        return batch_call(path, arena_copy(text, (size_t)(rest - text)), rest);
    return run_command(text);
}

int builtin_shift(const char *arguments)
{
    long from = 0;
    const char *at = ascii_skip_delimiters(arguments);
    if (*at && (*at != '/' || !number_whole(at + 1, &from) || from < 0 || from > 8)) {
        out_wrong("Invalid parameter to SHIFT command");
        return 1;
    }
    if (batch_is_active())
        batch_shift((unsigned)from);
    return 0;
}

/* /B ends the batch file, or the part of it that was called. */
int builtin_exit(const char *arguments)
{
    long level;
    struct words words = words_read(arguments, "");
    bool batch = words_switch(&words, "/b") && batch_is_active();
    if (!words.count || number_read(words.word[0], &level) == words.word[0])
        level = shell_errorlevel();
    if (batch)
        batch_end();
    else
        shell_stop_set(STOP_SHELL);
    return (int)level;
}

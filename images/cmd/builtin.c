#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/out.h"
#include "images/cmd/program.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"

static const struct builtin_entry table[] = {
    {"assoc", NULL, false},
    {"break", builtin_nothing, false},
    {"call", builtin_call, true},
    {"cd", builtin_cd, true},
    {"chdir", builtin_cd, true},
    {"cls", builtin_cls, false},
    {"color", NULL, false},
    {"copy", builtin_copy, true},
    {"date", builtin_date, true},
    {"del", builtin_del, true},
    {"dir", builtin_dir, true},
    {"echo", builtin_echo, false},
    {"endlocal", builtin_endlocal, false},
    {"erase", builtin_del, true},
    {"exit", builtin_exit, true},
    {"ftype", NULL, false},
    {"goto", builtin_goto, false},
    {"md", builtin_md, true},
    {"mkdir", builtin_md, true},
    {"mklink", NULL, false},
    {"move", builtin_move, true},
    {"path", builtin_path, false},
    {"pause", builtin_pause, false},
    {"popd", builtin_popd, false},
    {"prompt", builtin_prompt, false},
    {"pushd", builtin_pushd, true},
    {"rd", builtin_rd, false},
    {"rem", builtin_nothing, false},
    {"ren", builtin_ren, true},
    {"rename", builtin_ren, true},
    {"rmdir", builtin_rd, false},
    {"set", builtin_set, false},
    {"setlocal", builtin_setlocal, false},
    {"shift", builtin_shift, false},
    {"start", NULL, false},
    {"time", builtin_time, true},
    {"title", builtin_nothing, false},
    {"type", builtin_type, true},
    {"ver", builtin_ver, true},
    {"verify", NULL, false},
    {"vol", builtin_vol, true},
};

/* What may follow the name of a command without a blank, as in CD.. and ECHO. */
static bool ends_name(char c)
{
    return !c || ascii_is_delimiter(c) || strchr("./\\:+([]\"<>&|", c);
}

static const struct builtin_entry *named(const char *name, size_t length)
{
    for (unsigned i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strlen(table[i].name) == length && ascii_same_bytes(table[i].name, name, length))
            return &table[i];
    return NULL;
}

/* DEL.EXE and TYPE\X.EXE are programs, if they are there. */
static bool is_program(const char *text, const char *rest)
{
    const char *end;
    if (*rest != '.' && *rest != '\\')
        return false;
    const char *name = program_name(text, &end);
    return end > rest + 1 && program_find(name) != NULL;
}

const struct builtin_entry *builtin_find(const char *text, const char **arguments)
{
    const char *rest = text;
    while (ascii_is_letter(*rest))
        rest++;
    *arguments = rest;
    const struct builtin_entry *entry = ends_name(*rest) ? named(text, (size_t)(rest - text)) : NULL;
    return entry && !is_program(text, rest) ? entry : NULL;
}

bool run_is_builtin(const char *text)
{
    const char *arguments;
    return builtin_find(text, &arguments) != NULL;
}

int builtin_wrong_syntax(void)
{
    out_wrong("The syntax of the command is incorrect.");
    return 1;
}

int builtin_wrong_switch(const char *name)
{
    out_wrong_with("Invalid switch - \"", name + 1, "\".");
    return 1;
}

bool builtin_refuses(const struct words *words, bool right)
{
    const char *unknown = words_unknown(words);
    if (unknown)
        builtin_wrong_switch(unknown);
    else if (!right)
        builtin_wrong_syntax();
    return unknown || !right;
}

static int run_builtin(const struct builtin_entry *entry, const char *arguments)
{
    if (!entry->function)
        out_wrong_with("The command ", entry->name, " of cmd.exe is not there.");
    int result = entry->function ? entry->function(arguments) : 1;
    if (result || entry->clears)
        shell_errorlevel_set(result);
    out_flush();
    return result;
}

/* There is one current directory, so a drive is entered at its root. */
static int run_drive(const char *text)
{
    const char root[] = {*text, ':', '\\', 0};
    if (ascii_upper(*text) == ascii_upper(*variable_value("CD")) || SetCurrentDirectoryW(wide(root)))
        return 0;
    out_wrong("The system cannot find the drive specified.");
    shell_errorlevel_set(1);
    return 1;
}

int run_command(const char *text)
{
    const char *arguments;
    if (!*text)
        return 0;
    if (ascii_is_letter(*text) && text[1] == ':' && !*ascii_skip_delimiters(text + 2))
        return run_drive(text);
    const struct builtin_entry *entry = builtin_find(text, &arguments);
    return entry ? run_builtin(entry, arguments) : program_run(text);
}

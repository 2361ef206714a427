#include "images/cmd/program.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/batch.h"
#include "images/cmd/handles.h"
#include "images/cmd/out.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

#define ENDINGS         ".COM;.EXE;.BAT;.CMD"
#define NOT_FOUND_LEVEL 9009

/* ---- its name ---- */

const char *program_name(const char *command, const char **rest)
{
    bool quoted = false;
    const char *at = command;
    for (; *at && (quoted || (!ascii_is_delimiter(*at) && *at != '/')); at++)
        quoted ^= *at == '"';
    *rest = at;
    return words_bare(arena_copy(command, (size_t)(at - command)));
}

/* ---- where it is ---- */

static const char *joined(const char *folder, size_t length, const char *name, const char *ending,
                          size_t ending_length)
{
    struct text path = text_make(PATH_MOST);
    text_add_bytes(&path, folder, length);
    if (length && folder[length - 1] != '\\')
        text_add(&path, '\\');
    text_add_string(&path, name);
    text_add_bytes(&path, ending, ending_length);
    return path.at;
}

static const char *if_file(const char *path)
{
    return path_is_file(path) ? path_full(path) : NULL;
}

/* In one folder, or where the name says when `length` is 0. */
static const char *find_in(const char *folder, size_t length, const char *name)
{
    const char *base = strrchr(name, '\\'), *endings = variable_value("PATHEXT"), *found = NULL;
    if (strchr(base ? base : name, '.'))
        found = if_file(joined(folder, length, name, "", 0));
    for (endings = endings ? endings : ENDINGS; !found && *endings;) {
        size_t ending = strcspn(endings, ";");
        if (ending)
            found = if_file(joined(folder, length, name, endings, ending));
        endings += ending + (endings[ending] == ';');
    }
    return found;
}

const char *program_find(const char *name)
{
    const char *folders = variable_value("PATH");
    if (!*name || strpbrk(name, "*?"))
        return NULL;
    const char *found = find_in("", 0, name);
    if (strpbrk(name, "\\:"))
        return found;
    while (!found && folders && *folders) {
        size_t length = strcspn(folders, ";");
        if (length)
            found = find_in(folders, length, name);
        folders += length + (folders[length] == ';');
    }
    return found;
}

bool program_is_batch(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (ascii_same(dot, ".bat") || ascii_same(dot, ".cmd"));
}

/* ---- its life ---- */

HANDLE program_start(const char *path, const char *command_line)
{
    STARTUPINFOW startup = {.cb = sizeof startup,
                            .dwFlags = STARTF_USESTDHANDLES,
                            .hStdInput = handle_of(0),
                            .hStdOutput = handle_of(1),
                            .hStdError = handle_of(2)};
    PROCESS_INFORMATION made;
    out_flush();
    if (!CreateProcessW(wide(path), wide(command_line), NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made)) {
        shell_errorlevel_set((int)GetLastError());
        out_error((DWORD)shell_errorlevel());
        return NULL;
    }
    CloseHandle(made.hThread);
    return made.hProcess;
}

HANDLE program_start_shell(const char *command)
{
    WCHAR *own = arena_take((PATH_MOST + 1) * sizeof *own);
    GetModuleFileNameW(NULL, own, PATH_MOST);
    const char *path = narrow(own);
    struct text line = text_make((size_t)LINE_MOST * 4);
    text_add(&line, '"');
    text_add_string(&line, path);
    text_add_string(&line, "\" /S /D /C \"");
    text_add_string(&line, command);
    text_add(&line, '"');
    return program_start(path, line.at);
}

int program_wait(HANDLE process)
{
    DWORD code = 1;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    return (int)code;
}

static int not_found(const char *name)
{
    out_wrong_with(
        "'", name,
        "' is not recognized as an internal or external command,\r\noperable program or batch file.");
    shell_errorlevel_set(NOT_FOUND_LEVEL);
    return 1;
}

/* The line as it was typed; a switch that stood at the name gets a blank before it. */
static const char *command_line(const char *command, const char *rest)
{
    if (*rest != '/')
        return command;
    struct text line = text_make(LINE_MOST + 1);
    text_add_bytes(&line, command, (size_t)(rest - command));
    text_add(&line, ' ');
    text_add_string(&line, rest);
    return line.at;
}

int program_run(const char *command)
{
    const char *rest, *name = program_name(command, &rest), *path = program_find(name);
    if (!path)
        return not_found(name);
    if (program_is_batch(path))
        return batch_run_or_replace(path, arena_copy(command, (size_t)(rest - command)), rest);
    HANDLE process = program_start(path, command_line(command, rest));
    if (process)
        shell_errorlevel_set(program_wait(process));
    return shell_errorlevel();
}

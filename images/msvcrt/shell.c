#include "shell.h"

#include "environ.h"
#include "error.h"
#include "path.h"
#include "process.h"
#include "stdio_calls.h"

#include <errno.h>
#include <stdlib.h>
#include <wchar.h>

static int shell_find(wchar_t *path)
{
    const wchar_t *named = _wgetenv(L"COMSPEC");
    if (!named || wcslen(named) >= MAX_PATH || GetFileAttributesW(named) == INVALID_FILE_ATTRIBUTES)
        return program_search("cmd.exe", path);
    wcscpy(path, named);
    return 1;
}

static wchar_t *command_line(const wchar_t *shell, const wchar_t *command)
{
    wchar_t *line = malloc((wcslen(shell) + wcslen(command) + 5) * sizeof *line);
    if (!line) {
        fail(ENOMEM);
        return NULL;
    }
    wcscpy(line, shell);
    wcscat(line, L" /c ");
    wcscat(line, command);
    return line;
}

HANDLE shell_start(const wchar_t *command, HANDLE input, HANDLE output)
{
    wchar_t path[MAX_PATH];
    struct startup_info startup = {.cb = sizeof startup,
                                   .flags = STARTF_USESTDHANDLES,
                                   .std_input = input ? input : GetStdHandle(STD_INPUT_HANDLE),
                                   .std_output = output ? output : GetStdHandle(STD_OUTPUT_HANDLE),
                                   .std_error = GetStdHandle(STD_ERROR_HANDLE)};
    struct process_information made = {0};
    if (!shell_find(path)) {
        fail(ENOENT);
        return NULL;
    }
    wchar_t *line = command_line(path, command);
    if (!line)
        return NULL;
    if (CreateProcessW(path, line, NULL, NULL, 1, 0, NULL, NULL, &startup, &made))
        CloseHandle(made.thread);
    else
        fail_win32();
    free(line);
    return made.process;
}

int ms_wsystem(const wchar_t *command)
{
    const wchar_t *named = _wgetenv(L"COMSPEC");
    if (!command)
        return named && GetFileAttributesW(named) != INVALID_FILE_ATTRIBUTES;
    ms_fflush(NULL);
    HANDLE shell = shell_start(command, NULL, NULL);
    return shell ? (int)process_await(shell) : -1;
}

int ms_system(const char *command)
{
    wchar_t *wide = command ? text_widen(command) : NULL;
    if (command && !wide)
        return fail(ENOMEM);
    int result = ms_wsystem(wide);
    free(wide);
    return result;
}

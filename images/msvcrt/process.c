/* Other programs: _spawn, _exec. */
#include "process.h"

#include "environ.h"
#include "error.h"
#include "exit.h"
#include "lowio.h"
#include "path.h"
#include "stdio_calls.h"
#include "stream.h"
#include "text.h"
#include "win32.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { WAIT = 0, NO_WAIT = 1, OVERLAY = 2, NO_WAIT_OTHER = 3, DETACH = 4 };
enum { CREATE_UNICODE_ENVIRONMENT = 0x400, DETACHED_PROCESS = 8 };

int _getpid(void)
{
    return GetCurrentProcessId();
}

/* The arguments with blanks between them; it is the caller's to quote. */
static char *join(const char *const *arguments)
{
    size_t length = 1;
    for (int i = 0; arguments[i]; i++)
        length += strlen(arguments[i]) + 1;
    char *line = calloc(length, 1);
    for (int i = 0; line && arguments[i]; i++) {
        if (i)
            strcat(line, " ");
        strcat(line, arguments[i]);
    }
    return line;
}

/* "NAME=value" texts, one after another, with an empty one at the end. Null: no memory, also for a part of
 * it. */
static wchar_t *environment_block(const char *const *environment)
{
    size_t length = 2;
    for (int i = 0; environment[i]; i++)
        length += strlen(environment[i]) + 1;
    wchar_t *block = calloc(length, sizeof *block), *to = block;
    for (int i = 0; block && environment[i]; i++) {
        wchar_t *wide = text_widen(environment[i]);
        if (!wide) {
            free(block);
            return NULL;
        }
        wcscpy(to, wide);
        to += wcslen(to) + 1;
        free(wide);
    }
    return block;
}

intptr_t process_await(HANDLE process)
{
    DWORD code = 0;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    return (int32_t)code;
}

static intptr_t start(int mode, const wchar_t *name, wchar_t *line, wchar_t *environment)
{
    struct startup_info startup = {.cb = sizeof startup};
    struct process_information made;
    DWORD flags = CREATE_UNICODE_ENVIRONMENT | (mode == DETACH ? DETACHED_PROCESS : 0);
    ms_fflush(NULL);
    if (!CreateProcessW(name, line, NULL, NULL, 1, flags, environment, NULL, &startup, &made))
        return fail_win32();
    CloseHandle(made.thread);
    switch (mode) {
    case WAIT:
        return process_await(made.process);
    case OVERLAY:
        ms__exit(0);
    case DETACH:
        CloseHandle(made.process);
        return 0;
    default:
        return (intptr_t)made.process;
    }
}

/* A name without an ending is tried as an .exe too. */
static int program_exists(wchar_t *name)
{
    if (GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES)
        return 1;
    if (wcslen(name) + 5 > MAX_PATH)
        return 0;
    wcscat(name, L".exe");
    return GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
}

int program_search(const char *name, wchar_t *found)
{
    const wchar_t *folders = _wgetenv(L"PATH");
    wchar_t wide[MAX_PATH];
    if (!path_widen(name, wide))
        return 0;
    wcscpy(found, wide);
    if (program_exists(found))
        return 1;
    while (folders && *folders && !strpbrk(name, "\\/:")) {
        size_t length = wcscspn(folders, L";");
        if (length && length + wcslen(wide) + 2 <= MAX_PATH) {
            wmemcpy(found, folders, length);
            found[length] = 0;
            wcscat(found, L"\\");
            wcscat(found, wide);
            if (program_exists(found))
                return 1;
        }
        folders += length + (folders[length] == ';');
    }
    return 0;
}

static intptr_t spawn_found(int mode, const wchar_t *name, const char *const *arguments,
                            const char *const *environment)
{
    char *line = join(arguments);
    wchar_t *wide_line = line ? text_widen(line) : NULL;
    wchar_t *block = environment ? environment_block(environment) : NULL;
    int ready = wide_line && (block || !environment);
    intptr_t result = ready ? start(mode, name, wide_line, block) : fail(ENOMEM);
    free(line);
    free(wide_line);
    free(block);
    return result;
}

intptr_t _spawnve(int mode, const char *name, const char *const *arguments, const char *const *environment)
{
    wchar_t wide[MAX_PATH];
    if (!path_widen(name, wide))
        return -1;
    return program_exists(wide) ? spawn_found(mode, wide, arguments, environment) : fail(ENOENT);
}

intptr_t _spawnvpe(int mode, const char *name, const char *const *arguments, const char *const *environment)
{
    wchar_t found[MAX_PATH];
    return program_search(name, found) ? spawn_found(mode, found, arguments, environment) : fail(ENOENT);
}

intptr_t _spawnv(int mode, const char *name, const char *const *arguments)
{
    return _spawnve(mode, name, arguments, NULL);
}

intptr_t _spawnvp(int mode, const char *name, const char *const *arguments)
{
    return _spawnvpe(mode, name, arguments, NULL);
}

/* On this ABI arguments lie on the stack as in an array. */
intptr_t _spawnl(int mode, const char *name, const char *first, ...)
{
    return _spawnv(mode, name, &first);
}

intptr_t _spawnlp(int mode, const char *name, const char *first, ...)
{
    return _spawnvp(mode, name, &first);
}

intptr_t _execv(const char *name, const char *const *arguments)
{
    return _spawnv(OVERLAY, name, arguments);
}

intptr_t _execve(const char *name, const char *const *arguments, const char *const *environment)
{
    return _spawnve(OVERLAY, name, arguments, environment);
}

intptr_t _execvp(const char *name, const char *const *arguments)
{
    return _spawnvp(OVERLAY, name, arguments);
}

intptr_t _execl(const char *name, const char *first, ...)
{
    return _execv(name, &first);
}

intptr_t _execlp(const char *name, const char *first, ...)
{
    return _execvp(name, &first);
}

intptr_t _cwait(int *code, intptr_t process, int action)
{
    (void)action;
    intptr_t result = process_await((HANDLE)process);
    if (code)
        *code = result;
    return process;
}

void _sleep(uint32_t milliseconds)
{
    Sleep(milliseconds);
}

/*
 * Two tables of "NAME=value" that end with a null: UTF-16 is the master, the bytes are made from it. A
 * program may walk either, so both are always there. Names differ in more than case.
 */
#include "environ.h"
#include "error.h"
#include "lock.h"
#include "path.h"
#include "text.h"
#include "win32.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

char **_environ;
wchar_t **_wenviron;
char **__initenv;
wchar_t **__winitenv;
static size_t used, room;

static int grow(void)
{
    size_t wanted = room ? room * 2 : 32;
    char **narrow = realloc(_environ, wanted * sizeof *narrow);
    if (narrow)
        _environ = narrow;
    wchar_t **wide = realloc(_wenviron, wanted * sizeof *wide);
    if (wide)
        _wenviron = wide;
    if (!narrow || !wide)
        return fail(ENOMEM);
    room = wanted;
    return 0;
}

/* Takes over both texts, which are one variable. */
static int append(char *narrow, wchar_t *wide)
{
    if (used + 1 >= room && grow() < 0)
        return -1;
    _environ[used] = narrow;
    _wenviron[used] = wide;
    used++;
    _environ[used] = NULL;
    _wenviron[used] = NULL;
    return 0;
}

/* "=C:=C:\here", which keeps a drive's folder, is the shell's affair. */
int environ_attach(void)
{
    wchar_t *block = GetEnvironmentStringsW();
    int result = grow();
    for (wchar_t *at = block; at && *at && result == 0; at += wcslen(at) + 1)
        if (*at != '=')
            result = append(text_narrow(at), ms_wcsdup(at));
    if (result == 0 && used == 0)
        _environ[0] = NULL, _wenviron[0] = NULL;
    if (block)
        FreeEnvironmentStringsW(block);
    if (result == 0) {
        __initenv = _environ;
        __winitenv = _wenviron;
    }
    return result == 0;
}

static int find(const wchar_t *name, size_t length)
{
    for (size_t i = 0; i < used; i++)
        if (_wcsnicmp(_wenviron[i], name, length) == 0 && _wenviron[i][length] == '=')
            return i;
    return -1;
}

wchar_t *_wgetenv(const wchar_t *name)
{
    _lock(LOCK_ENVIRONMENT);
    int found = find(name, wcslen(name));
    wchar_t *value = found < 0 ? NULL : _wenviron[found] + wcslen(name) + 1;
    _unlock(LOCK_ENVIRONMENT);
    return value;
}

/* Searched as bytes, because that is the text that is given back. */
char *ms_getenv(const char *name)
{
    if (missing(name))
        return NULL;
    size_t length = strlen(name);
    char *value = NULL;
    _lock(LOCK_ENVIRONMENT);
    for (size_t i = 0; i < used && !value; i++)
        if (_strnicmp(_environ[i], name, length) == 0 && _environ[i][length] == '=')
            value = _environ[i] + length + 1;
    _unlock(LOCK_ENVIRONMENT);
    return value;
}

static void forget(int found)
{
    free(_environ[found]);
    free(_wenviron[found]);
    for (size_t i = found; i < used; i++) {
        _environ[i] = _environ[i + 1];
        _wenviron[i] = _wenviron[i + 1];
    }
    used--;
}

static int keep(int found, char *narrow, wchar_t *wide)
{
    if (found < 0)
        return append(narrow, wide);
    free(_environ[found]);
    free(_wenviron[found]);
    _environ[found] = narrow;
    _wenviron[found] = wide;
    return 0;
}

/* WIDE is "NAME=value", and ours from here on; null: there was no memory for it. "NAME=" takes the variable
 * away. */
static int change(wchar_t *wide)
{
    if (!wide)
        return fail(ENOMEM);
    wchar_t *equals = wcschr(wide, '=');
    if (!equals || equals == wide) {
        free(wide);
        return fail(EINVAL);
    }
    int found = find(wide, equals - wide);
    *equals = 0;
    SetEnvironmentVariableW(wide, equals[1] ? equals + 1 : NULL);
    *equals = '=';
    if (equals[1])
        return keep(found, text_narrow(wide), wide);
    if (found >= 0)
        forget(found);
    free(wide);
    return 0;
}

static int change_locked(wchar_t *wide)
{
    _lock(LOCK_ENVIRONMENT);
    int result = change(wide);
    _unlock(LOCK_ENVIRONMENT);
    return result;
}

int ms_putenv(const char *text)
{
    return text ? change_locked(text_widen(text)) : fail(EINVAL);
}

int _wputenv(const wchar_t *text)
{
    return text ? change_locked(ms_wcsdup(text)) : fail(EINVAL);
}

int _wputenv_s(const wchar_t *name, const wchar_t *value)
{
    size_t length = wcslen(name);
    wchar_t *text = malloc((length + wcslen(value) + 2) * sizeof *text);
    if (!text)
        return ENOMEM;
    wcscpy(text, name);
    text[length] = '=';
    wcscpy(text + length + 1, value);
    return change_locked(text) < 0 ? errno : 0;
}

int _putenv_s(const char *name, const char *value)
{
    wchar_t *wide_name = text_widen(name), *wide_value = text_widen(value);
    int result = wide_name && wide_value ? _wputenv_s(wide_name, wide_value) : ENOMEM;
    free(wide_name);
    free(wide_value);
    return result;
}

int getenv_s(size_t *needed, char *buffer, size_t size, const char *name)
{
    const char *value = ms_getenv(name);
    *needed = value ? strlen(value) + 1 : 0;
    if (size)
        *buffer = 0;
    if (*needed > size)
        return ERANGE;
    if (value)
        strcpy(buffer, value);
    return 0;
}

int _wgetenv_s(size_t *needed, wchar_t *buffer, size_t size, const wchar_t *name)
{
    const wchar_t *value = _wgetenv(name);
    *needed = value ? wcslen(value) + 1 : 0;
    if (size)
        *buffer = 0;
    if (*needed > size)
        return ERANGE;
    if (value)
        wcscpy(buffer, value);
    return 0;
}

char ***__p__environ(void)
{
    return &_environ;
}

wchar_t ***__p__wenviron(void)
{
    return &_wenviron;
}

char ***__p___initenv(void)
{
    return &__initenv;
}

wchar_t ***__p___winitenv(void)
{
    return &__winitenv;
}

/* In the folder itself, then in those of the variable. */
void _searchenv(const char *file, const char *variable, char *found)
{
    if (missing(found))
        return;
    *found = 0;
    if (missing(file) || missing(variable))
        return;
    const char *folders = ms_getenv(variable);
    if (_access(file, 0) == 0) {
        _fullpath(found, file, MAX_PATH);
        return;
    }
    while (folders && *folders) {
        size_t length = strcspn(folders, ";");
        if (length && length + strlen(file) + 2 <= MAX_PATH) {
            memcpy(found, folders, length);
            found[length] = 0;
            if (folders[length - 1] != '\\' && folders[length - 1] != '/')
                strcat(found, "\\");
            strcat(found, file);
            if (_access(found, 0) == 0)
                return;
        }
        folders += length + (folders[length] == ';');
    }
    *found = 0;
    fail(ENOENT);
}

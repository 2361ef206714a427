#include "path.h"
#include "error.h"
#include "win32.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { ANSI = 0 }; /* CP_ACP */

wchar_t *path_widen(const char *name, wchar_t *buffer)
{
    if (missing(name))
        return NULL;
    if (MultiByteToWideChar(ANSI, 0, name, -1, buffer, MAX_PATH))
        return buffer;
    fail(ENOENT);
    return NULL;
}

size_t path_narrow(const wchar_t *name, char *buffer, size_t size)
{
    return WideCharToMultiByte(ANSI, 0, name, -1, buffer, size, NULL, NULL);
}

char *text_narrow(const wchar_t *text)
{
    int bytes = WideCharToMultiByte(ANSI, 0, text, -1, NULL, 0, NULL, NULL);
    char *narrow = malloc(bytes);
    if (narrow)
        WideCharToMultiByte(ANSI, 0, text, -1, narrow, bytes, NULL, NULL);
    return narrow;
}

wchar_t *text_widen(const char *text)
{
    int characters = MultiByteToWideChar(ANSI, 0, text, -1, NULL, 0);
    wchar_t *wide = malloc(characters * sizeof *wide);
    if (wide)
        MultiByteToWideChar(ANSI, 0, text, -1, wide, characters);
    return wide;
}

/* What a Win32 call says, as the C library says it: 0, or -1 with errno. */
static int done(BOOL ok)
{
    return ok ? 0 : fail_win32();
}

int _wunlink(const wchar_t *name)
{
    return done(DeleteFileW(name));
}

int _wremove(const wchar_t *name)
{
    return _wunlink(name);
}

int _wrename(const wchar_t *from, const wchar_t *to)
{
    return done(MoveFileW(from, to));
}

int _wmkdir(const wchar_t *name)
{
    return done(CreateDirectoryW(name, NULL));
}

int _wrmdir(const wchar_t *name)
{
    return done(RemoveDirectoryW(name));
}

int _wchdir(const wchar_t *name)
{
    return done(SetCurrentDirectoryW(name));
}

int _waccess(const wchar_t *name, int mode)
{
    enum { MAY_WRITE = 2 };
    DWORD attributes = GetFileAttributesW(name);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return fail_win32();
    if (attributes & FILE_ATTRIBUTE_READONLY && !(attributes & FILE_ATTRIBUTE_DIRECTORY) && mode & MAY_WRITE)
        return fail(EACCES);
    return 0;
}

int _wchmod(const wchar_t *name, int permission)
{
    enum { PERMIT_WRITE = 0x80 };
    DWORD attributes = GetFileAttributesW(name);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return fail_win32();
    if (permission & PERMIT_WRITE)
        attributes &= ~FILE_ATTRIBUTE_READONLY;
    else
        attributes |= FILE_ATTRIBUTE_READONLY;
    return done(SetFileAttributesW(name, attributes));
}

int _unlink(const char *name)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _wunlink(wide) : -1;
}

int ms_remove(const char *name)
{
    return _unlink(name);
}

int ms_rename(const char *from, const char *to)
{
    wchar_t wide_from[MAX_PATH], wide_to[MAX_PATH];
    return path_widen(from, wide_from) && path_widen(to, wide_to) ? _wrename(wide_from, wide_to) : -1;
}

int _mkdir(const char *name)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _wmkdir(wide) : -1;
}

int _rmdir(const char *name)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _wrmdir(wide) : -1;
}

int _chdir(const char *name)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _wchdir(wide) : -1;
}

int _access(const char *name, int mode)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _waccess(wide, mode) : -1;
}

int _chmod(const char *name, int permission)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? _wchmod(wide, permission) : -1;
}

/* Drives are numbered from 1: A. */
int _getdrive(void)
{
    wchar_t here[MAX_PATH];
    if (!GetCurrentDirectoryW(MAX_PATH, here) || here[1] != ':')
        return 0;
    return (here[0] | 0x20) - 'a' + 1;
}

int _chdrive(int drive)
{
    wchar_t root[] = {'A' + drive - 1, ':', 0};
    if (drive < 1 || drive > 26)
        return fail(EACCES);
    return done(SetCurrentDirectoryW(root));
}

wchar_t *_wgetcwd(wchar_t *buffer, int size)
{
    wchar_t here[MAX_PATH];
    int length = GetCurrentDirectoryW(MAX_PATH, here);
    if (!length) {
        fail_win32();
        return NULL;
    }
    if (!buffer)
        buffer = malloc((length < size ? size : length + 1) * sizeof *buffer);
    else if (length >= size) {
        fail(ERANGE);
        return NULL;
    }
    return buffer ? wcscpy(buffer, here) : NULL;
}

char *_getcwd(char *buffer, int size)
{
    wchar_t here[MAX_PATH];
    char narrow[MAX_PATH * 2];
    if (!_wgetcwd(here, MAX_PATH) || !path_narrow(here, narrow, sizeof narrow))
        return NULL;
    int length = strlen(narrow);
    if (!buffer)
        buffer = malloc(length < size ? size : length + 1);
    else if (length >= size) {
        fail(ERANGE);
        return NULL;
    }
    return buffer ? strcpy(buffer, narrow) : NULL;
}

wchar_t *_wfullpath(wchar_t *buffer, const wchar_t *name, size_t size)
{
    wchar_t full[MAX_PATH];
    if (!name || !*name)
        return _wgetcwd(buffer, size);
    DWORD length = GetFullPathNameW(name, MAX_PATH, full, NULL);
    if (!length || length >= MAX_PATH) {
        fail(length ? ERANGE : EINVAL);
        return NULL;
    }
    if (!buffer)
        buffer = malloc(MAX_PATH * sizeof *buffer);
    else if (length >= size) {
        fail(ERANGE);
        return NULL;
    }
    return buffer ? wcscpy(buffer, full) : NULL;
}

char *_fullpath(char *buffer, const char *name, size_t size)
{
    wchar_t wide[MAX_PATH], full[MAX_PATH];
    char narrow[MAX_PATH * 2];
    if (!path_widen(name ? name : "", wide) || !_wfullpath(full, wide, MAX_PATH))
        return NULL;
    size_t bytes = path_narrow(full, narrow, sizeof narrow);
    if (!buffer)
        buffer = malloc(bytes > MAX_PATH ? bytes : MAX_PATH);
    else if (bytes > size) {
        fail(ERANGE);
        return NULL;
    }
    return buffer ? strcpy(buffer, narrow) : NULL;
}

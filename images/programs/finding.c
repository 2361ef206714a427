/*
 * What FindFirstFile finds: wildcards of DOS and of NT, dots and blanks at the end, folders, devices,
 * nothing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <windows.h>

/* Collects a line: the console gets it in one piece. */
static void add(const char *format, ...)
{
    static char line[512];
    static size_t used;
    va_list arguments;
    va_start(arguments, format);
    used += (size_t)vsnprintf(line + used, sizeof line - used, format, arguments);
    va_end(arguments);
    if (line[used - 1] != '\n')
        return;
    fputs(line, stdout);
    used = 0;
}

static void make(const char *name)
{
    CloseHandle(CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
}

/* Every name that is found, in the directory's order. */
static void find(const char *pattern)
{
    WIN32_FIND_DATAA data;
    add("\"%s\":", pattern);
    SetLastError(0);
    HANDLE handle = FindFirstFileA(pattern, &data);
    if (handle == INVALID_HANDLE_VALUE) {
        add(" error %lu\n", GetLastError());
        return;
    }
    do
        add(" %s", data.cFileName);
    while (FindNextFileA(handle, &data));
    DWORD error = GetLastError();
    add(", end %lu, closed %d\n", error, FindClose(handle));
}

static const char *const patterns[] = {
    "*",
    "*.*",
    "*.",
    "a.c",
    "a.c.",
    "a.c ",
    "foo ",
    "foo. .",
    "foo.*",
    "f*.",
    "a.?",
    "a.b.?",
    "???",
    "*.c",
    "*b*.c",
    "<.c",
    "a\"c",
    "foo\"",
    ">>>",
    "<",
    "a.b.c.d",
    "",
    " ",
    ".",
    "..",
    "folder",
    "folder\\",
    "folder\\*",
    "folder\\.",
    "none\\*",
    "foo\\*",
    "none",
    "*\\a.c",
    "C:a.c",
    "\\t\\a.c",
    "..\\t\\a.c",
    "C:\\",
    "C:/t/a.c",
    "nul",
    "C:\\t\\NUL",
    "con.txt",
    "\\\\.\\NUL",
    "\\\\?\\C:\\t\\a.c",
    "\\\\?\\C:\\t\\a.c.",
    "Z:\\*",
};

int main(void)
{
    CreateDirectoryA("C:\\t", NULL);
    SetCurrentDirectoryA("C:\\t");
    make("a.c");
    make("a.b.c");
    make("foo");
    make("readme.text");
    CreateDirectoryA("folder", NULL);
    make("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    find("*a*a*a*a*a*a*a*a*a*a*b"); /* must not take for ever */
    DeleteFileA("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        find(patterns[i]);
    return 0;
}

/*
 * A batch file in the place of a program: CreateProcess starts the command interpreter for it. (Microsoft:
 * "CreateProcessW", lpApplicationName.)
 */
#ifndef IMAGES_KERNEL32_BATCH_FILE_H
#define IMAGES_KERNEL32_BATCH_FILE_H

#include "images/kernel32/base.h"
#include "images/ntdll/string.h"

/* Is it one, by its ending? Here, for each start of a process asks, and few need the rest. */
static inline bool batch_file_is(const WCHAR *path)
{
    size_t length = wcslen(path);
    const WCHAR *end = path + (length > 4 ? length - 4 : 0);
    const char *wanted = (end[0] && (end[1] | 0x20) == 'b') ? "bat" : "cmd";
    if (*end++ != '.')
        return false;
    while (*wanted && (*end | 0x20) == *wanted) {
        end++;
        wanted++;
    }
    return !*wanted;
}

/*
 * The interpreter's path, to `program` (`room` characters), and the command line that makes it run `line`;
 * that is freed with release(). Null, with the last error set, without memory or without an interpreter in
 * the system's folder.
 */
WCHAR *batch_file_start(const WCHAR *line, WCHAR *program, DWORD room);

#endif

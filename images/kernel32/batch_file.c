#include "images/kernel32/batch_file.h"

#define INTERPRETER L"\\CMD.EXE"
#define BEFORE      L" /c \""

WCHAR *batch_file_start(const WCHAR *line, WCHAR *program, DWORD room)
{
    DWORD length = GetSystemDirectoryW(program, room - sizeof INTERPRETER / sizeof(WCHAR));
    wcscpy(program + length, INTERPRETER);
    if (GetFileAttributesW(program) == INVALID_FILE_ATTRIBUTES)
        return NULL;
    WCHAR *own = allocate((wcslen(program) + wcslen(line) + 8) * sizeof *own);
    if (!own)
        return NULL;
    wcscpy(own, program);
    wcscat(own, BEFORE);
    wcscat(own, line);
    wcscat(own, L"\"");
    return own;
}

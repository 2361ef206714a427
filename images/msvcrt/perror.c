#include "error.h"
#include "lowio.h"

#include <string.h>

void ms_perror(const char *prefix)
{
    const char *text = error_text(*ms_errno());
    if (prefix && *prefix) {
        _write(2, prefix, strlen(prefix));
        _write(2, ": ", 2);
    }
    _write(2, text, strlen(text));
    _write(2, "\n", 1);
}

void _wperror(const wchar_t *prefix)
{
    char narrow[81];
    size_t i = 0;
    for (; prefix && prefix[i] && i < 80; i++)
        narrow[i] = prefix[i] < 256 ? (char)prefix[i] : '?';
    narrow[i] = 0;
    ms_perror(narrow);
}

/* TYPE names. */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/files.h"
#include "images/cmd/out.h"
#include "images/cmd/stream.h"

static int show(const char *path, bool named)
{
    HANDLE file = stream_open(path);
    if (file == INVALID_HANDLE_VALUE)
        return out_error(GetLastError());
    if (named)
        out_wrong_with("\r\n", path, "\r\n\r\n");
    bool written = stream_show(file);
    CloseHandle(file);
    return written ? 0 : out_error(GetLastError());
}

static int show_pattern(const char *pattern)
{
    struct files files = files_find(pattern);
    int result = 0, shown = 0;
    for (unsigned i = 0; i < files.count; i++) {
        if (files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY)
            continue;
        result |= show(files_path(&files, i), true);
        shown++;
    }
    return shown ? result : out_error(ERROR_FILE_NOT_FOUND);
}

int builtin_type(const char *arguments)
{
    struct words words = words_read(arguments, "");
    int result = 0;
    if (builtin_refuses(&words, words.count > 0))
        return 1;
    for (unsigned i = 0; i < words.count; i++)
        result |=
            strpbrk(words.word[i], "*?") ? show_pattern(words.word[i]) : show(words.word[i], words.count > 1);
    return result;
}

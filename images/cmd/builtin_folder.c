/* CD, MD, RD, PUSHD and POPD. */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/files.h"
#include "images/cmd/input.h"
#include "images/cmd/out.h"
#include "images/cmd/variable.h"

#define PUSHED_DEEPEST 64u

static int change(const char *folder)
{
    return SetCurrentDirectoryW(wide(folder)) ? 0 : out_error(ERROR_PATH_NOT_FOUND);
}

/* The rest of the line is the folder, blanks and all; /D says nothing where there is one drive. */
int builtin_cd(const char *arguments)
{
    const char *at = ascii_skip_delimiters(arguments);
    if (ascii_same_bytes(at, "/d", 2) && (!at[2] || ascii_is_delimiter(at[2])))
        at += 2;
    const char *folder = words_bare(at);
    if (*folder)
        return change(folder);
    out_line(variable_value("CD"));
    return 0;
}

/* ---- MD ---- */

/* With all that lead to it. False, with the last error set, when one cannot be made. */
static bool make_path(const char *path)
{
    for (const char *at = strchr(path, '\\'); at; at = strchr(at + 1, '\\')) {
        const char *above = arena_copy(path, (size_t)(at - path));
        if (*above && above[strlen(above) - 1] != ':' && !path_is_folder(above) &&
            !CreateDirectoryW(wide(above), NULL))
            return false;
    }
    return CreateDirectoryW(wide(path), NULL);
}

static int make(const char *path)
{
    if (path_attributes(path) != INVALID_FILE_ATTRIBUTES) {
        out_wrong_with("A subdirectory or file ", path, " already exists.");
        return 1;
    }
    return make_path(path) ? 0 : out_error(GetLastError());
}

int builtin_md(const char *arguments)
{
    struct words words = words_read(arguments, "");
    int result = 0;
    if (builtin_refuses(&words, words.count > 0))
        return 1;
    for (unsigned i = 0; i < words.count; i++)
        result |= make(words.word[i]);
    return result;
}

/* ---- RD ---- */

/* All that is in a folder, and it. Returns the first error. */
static DWORD remove_tree(const char *path)
{
    struct arena_mark mark = arena_mark();
    struct files files = files_find(files_join(path, "*"));
    DWORD error = ERROR_SUCCESS;
    for (unsigned i = 0; i < files.count && !error; i++) {
        const char *name = files_path(&files, i);
        if (files_is_dots(&files.file[i]))
            continue;
        if (files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY)
            error = remove_tree(name);
        else if (!DeleteFileW(wide(name)))
            error = GetLastError();
    }
    if (!error && !RemoveDirectoryW(wide(path)))
        error = GetLastError();
    arena_release(mark);
    return error;
}

static bool is_sure(const char *path)
{
    out(path);
    out(", Are you sure (Y/N)? ");
    out_flush();
    const char *answer = input_line();
    return answer && ascii_upper(*ascii_skip_blanks(answer)) == 'Y';
}

static int take_away(const char *path, bool tree, bool quiet)
{
    DWORD error = ERROR_SUCCESS;
    if (tree && path_is_folder(path)) {
        if (quiet || is_sure(path))
            error = remove_tree(path);
    } else if (!RemoveDirectoryW(wide(path))) {
        error = GetLastError();
    }
    return error ? out_error(error) : 0;
}

int builtin_rd(const char *arguments)
{
    struct words words = words_read(arguments, "");
    int result = 0;
    bool tree = words_switch(&words, "/s"), quiet = words_switch(&words, "/q");
    if (builtin_refuses(&words, words.count > 0))
        return 1;
    for (unsigned i = 0; i < words.count; i++)
        result |= take_away(words.word[i], tree, quiet);
    return result;
}

/* ---- PUSHD, POPD ---- */

static WCHAR pushed[PUSHED_DEEPEST][MAX_PATH];
static unsigned depth;

int builtin_pushd(const char *arguments)
{
    const char *folder = words_bare(arguments);
    if (depth == PUSHED_DEEPEST) {
        out_wrong("PUSHD: 64 folders are kept already.");
        return 1;
    }
    DWORD length = GetCurrentDirectoryW(MAX_PATH, pushed[depth]);
    if (!length || length >= MAX_PATH)
        return out_error(ERROR_FILENAME_EXCED_RANGE);
    if (*folder && change(folder) != 0)
        return 1;
    depth += *folder != 0;
    return 0;
}

int builtin_popd(const char *arguments)
{
    (void)arguments;
    if (!depth)
        return 1;
    return SetCurrentDirectoryW(pushed[--depth]) ? 0 : out_error(GetLastError());
}

/* DEL, REN and MOVE. */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/files.h"
#include "images/cmd/input.h"
#include "images/cmd/out.h"

/* ---- DEL [/Q] [/F] names ---- */

struct deleting {
    bool quiet, also_read_only;
};

static int delete_one(const char *path, DWORD attributes, const struct deleting *deleting)
{
    if (deleting->also_read_only && (attributes & FILE_ATTRIBUTE_READONLY))
        SetFileAttributesW(wide(path), attributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (DeleteFileW(wide(path)))
        return 0;
    DWORD error = GetLastError();
    out_wrong(path_full(path));
    return out_error(error);
}

/* Whoever would delete all that is in a folder is asked first. */
static bool is_sure(const char *pattern)
{
    const char *name = files_name(pattern);
    if (strcmp(name, "*") != 0 && strcmp(name, "*.*") != 0)
        return true;
    out(path_full(pattern));
    out(", Are you sure (Y/N)? ");
    out_flush();
    const char *answer = input_line();
    return answer && ascii_upper(*ascii_skip_blanks(answer)) == 'Y';
}

/* As in cmd.exe, what is not there is told and is no failure. */
static int delete_pattern(const char *pattern, const struct deleting *deleting)
{
    int result = 0, found = 0;
    if (path_is_folder(pattern))
        pattern = files_join(pattern, "*");
    if (!deleting->quiet && !is_sure(pattern))
        return 0;
    struct files files = files_find(pattern);
    for (unsigned i = 0; i < files.count; i++) {
        if (files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY)
            continue;
        result |= delete_one(files_path(&files, i), files.file[i].attributes, deleting);
        found++;
    }
    if (!found)
        out_wrong_with("Could Not Find ", path_full(pattern), "");
    return result;
}

int builtin_del(const char *arguments)
{
    struct words words = words_read(arguments, "");
    struct deleting deleting;
    int result = 0;
    deleting.quiet = words_switch(&words, "/q");
    deleting.also_read_only = words_switch(&words, "/f");
    if (builtin_refuses(&words, words.count > 0))
        return 1;
    for (unsigned i = 0; i < words.count; i++)
        result |= delete_pattern(words.word[i], &deleting);
    return result;
}

/* ---- REN from name ---- */

static int rename_one(const char *from, const char *to)
{
    if (MoveFileW(wide(from), wide(to)))
        return 0;
    DWORD error = GetLastError();
    if (error != ERROR_ALREADY_EXISTS && error != ERROR_FILE_EXISTS)
        return out_error(error);
    out_wrong("A duplicate file name exists, or the file\r\ncannot be found.");
    return 1;
}

int builtin_ren(const char *arguments)
{
    struct words words = words_read(arguments, "");
    int result = 0;
    if (builtin_refuses(&words, words.count == 2 && files_name(words.word[1]) == words.word[1]))
        return 1;
    struct files files = files_find(words.word[0]);
    for (unsigned i = 0; i < files.count; i++)
        if (!files_is_dots(&files.file[i]))
            result |= rename_one(files_path(&files, i),
                                 files_join(files.folder, files_renamed(files.file[i].name, words.word[1])));
    return files.count ? result : out_error(files.error);
}

/* ---- MOVE [/Y] from to ---- */

struct moving {
    bool names;
    int files, folders;
};

static int move_one(const char *from, const char *to, struct moving *moving)
{
    bool folder = path_is_folder(from);
    if (path_is_folder(to))
        to = files_join(to, files_name(from));
    if (moving->names)
        out_line(path_full(from));
    if (!MoveFileExW(wide(from), wide(to), MOVEFILE_REPLACE_EXISTING))
        return out_error(GetLastError());
    *(folder ? &moving->folders : &moving->files) += 1;
    return 0;
}

static int move_pattern(const char *pattern, const char *to, struct moving *moving)
{
    struct files files = files_find(pattern);
    int result = 0;
    moving->names = true;
    for (unsigned i = 0; i < files.count; i++)
        if (!(files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY))
            result |= move_one(files_path(&files, i), to, moving);
    return files.count ? result : out_error(files.error);
}

int builtin_move(const char *arguments)
{
    struct words words = words_read(arguments, "");
    struct moving moving = {0};
    words_switch(&words, "/y");
    if (builtin_refuses(&words, words.count == 1 || words.count == 2))
        return 1;
    const char *from = words.word[0], *to = words.count == 2 ? words.word[1] : ".";
    int result = strpbrk(from, "*?") ? move_pattern(from, to, &moving) : move_one(from, to, &moving);
    out_padded("", 8);
    out_number(moving.folders ? moving.folders : moving.files);
    out_line(moving.folders ? " dir(s) moved." : " file(s) moved.");
    return result;
}

/* COPY [/Y] [/A] [/B] from [+ from …] [to]. It never asks. (Microsoft: "copy".) */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/files.h"
#include "images/cmd/out.h"
#include "images/cmd/stream.h"

struct copying {
    const char *to; /* null: one file that the sources are put together in */
    bool names;     /* each source is told */
    HANDLE sum;     /* the sources put together; null: each is a file of its own */
    int done;
};

static bool is_device(const char *name)
{
    return ascii_same(name, "con") || ascii_same(name, "nul");
}

static HANDLE create(const char *path)
{
    return CreateFileW(wide(path), GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL,
                       NULL);
}

static bool append(const char *from, HANDLE to)
{
    HANDLE file = stream_open(from);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    bool good = stream_copy(file, to);
    CloseHandle(file);
    return good;
}

/* What Windows copies with its time and attributes; what has none goes byte by byte. */
static bool copy_file(const char *from, const char *to)
{
    if (!is_device(from) && !is_device(to))
        return CopyFileW(wide(from), wide(to), FALSE);
    HANDLE file = create(to);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    bool good = append(from, file);
    CloseHandle(file);
    return good;
}

static bool is_same(const char *one, const char *other)
{
    return ascii_same(path_full(one), path_full(other));
}

/* Nothing may be read from what is being written: it would never end. */
static int append_one(struct copying *copying, const char *from)
{
    if (is_same(from, copying->to)) {
        out_wrong("The content of the target file was lost before the copy.");
        return 1;
    }
    bool good = append(from, copying->sum);
    copying->done += good;
    return good ? 0 : out_error(GetLastError());
}

static bool is_pattern(const char *path)
{
    return strpbrk(files_name(path), "*?") != NULL;
}

/* Where a source goes: into a folder, under a name that a mask gives it, or there. */
static const char *place_of(const char *from, const char *to)
{
    if (is_pattern(to)) {
        const char *mask = files_name(to);
        return files_join(arena_copy(to, (size_t)(mask - to)), files_renamed(files_name(from), mask));
    }
    return path_is_folder(to) ? files_join(to, files_name(from)) : to;
}

static int copy_one(struct copying *copying, const char *from)
{
    if (copying->names)
        out_line(from);
    if (copying->sum)
        return append_one(copying, from);
    const char *to = place_of(from, copying->to);
    if (is_same(from, to)) {
        out_wrong("The file cannot be copied onto itself.");
        return 1;
    }
    bool good = copy_file(from, to);
    copying->done += good;
    return good ? 0 : out_error(GetLastError());
}

/* A folder stands for all that is in it. */
static int copy_source(struct copying *copying, const char *from)
{
    int result = 0;
    if (path_is_folder(from))
        from = files_join(from, "*");
    else if (!is_pattern(from))
        return copy_one(copying, from);
    struct files files = files_find(from);
    copying->names = true;
    for (unsigned i = 0; i < files.count; i++)
        if (!(files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY))
            result |= copy_one(copying, files_path(&files, i));
    return files.error ? out_error(files.error) : result;
}

static int report(const struct copying *copying, int result)
{
    out_padded("", 8);
    out_number(copying->sum ? copying->done > 0 : copying->done);
    out_line(" file(s) copied.");
    return result;
}

/* A and + stand by turns. Returns how many sources there are, moved to the front; 0: they do not. */
static unsigned sources(struct words *words)
{
    unsigned count = 1;
    if (!words->count || *words->word[0] == '+')
        return 0;
    while (count * 2 < words->count && *words->word[count * 2 - 1] == '+')
        count++;
    for (unsigned i = 1; i < count; i++)
        words->word[i] = words->word[i * 2];
    for (unsigned i = count * 2 - 1; i < words->count; i++)
        words->word[i - count + 1] = words->word[i];
    words->count -= count - 1;
    return words->count > count + 1 ? 0 : count;
}

/* Why there is no source, or 0. */
static DWORD missing(const char *source)
{
    return is_device(source) || path_is_folder(source) ? 0 : files_find(source).error;
}

/* Together in one: without a place to go, or if it is to go there, it is the first, which the others are
 * appended to. Nobody else may have the file open, under whatever name. */
static int copy_sum(struct copying *copying, const struct words *words, unsigned count)
{
    const char *first = words->word[0], *to = words->count == count ? first : words->word[count];
    int result = 0;
    DWORD error = missing(first);
    if (error)
        return report(copying, out_error(error));
    to = place_of(first, to);
    bool onto_first = is_same(first, to);
    copying->sum = CreateFileW(wide(to), GENERIC_WRITE, 0, NULL, onto_first ? OPEN_EXISTING : CREATE_ALWAYS,
                               FILE_ATTRIBUTE_NORMAL, NULL);
    if (copying->sum == INVALID_HANDLE_VALUE)
        return out_error(GetLastError());
    if (onto_first)
        SetFilePointer(copying->sum, 0, NULL, FILE_END);
    copying->to = to;
    copying->names = true;
    for (unsigned i = onto_first; i < count; i++)
        result |= copy_source(copying, words->word[i]);
    CloseHandle(copying->sum);
    return report(copying, result);
}

/* Several by one pattern, or a folder, to one file are put together. */
static bool is_sum(const struct words *words, unsigned count)
{
    bool several = is_pattern(words->word[0]) || path_is_folder(words->word[0]);
    const char *to = words->count > 1 ? words->word[1] : ".";
    return count > 1 || (several && !is_pattern(to) && !path_is_folder(to));
}

int builtin_copy(const char *arguments)
{
    struct words words = words_read(arguments, "+");
    struct copying copying = {0};
    words_switch(&words, "/y");
    words_switch(&words, "/a");
    words_switch(&words, "/b");
    if (builtin_refuses(&words, true))
        return 1;
    unsigned count = sources(&words);
    if (!count)
        return builtin_wrong_syntax();
    if (is_sum(&words, count))
        return copy_sum(&copying, &words, count);
    copying.to = words.count > 1 ? words.word[1] : ".";
    return report(&copying, copy_source(&copying, words.word[0]));
}

/* DIR [/A] [/B] [/ON] [names]. (Microsoft: "dir".) */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/files.h"
#include "images/cmd/out.h"
#include "images/cmd/variable.h"

#define SIZE_WIDTH 17u

struct listing {
    bool all, bare, sorted;
};

/* 1,234,567 */
static const char *with_commas(unsigned long long number)
{
    char digits[32];
    size_t at = sizeof digits;
    digits[--at] = 0;
    for (unsigned i = 0; i == 0 || number; i++, number /= 10) {
        if (i && i % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + number % 10);
    }
    return arena_string(digits + at);
}

static bool is_hidden(const struct file *file)
{
    return file->attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
}

static int name_order(const char *a, const char *b)
{
    while (*a && ascii_upper(*a) == ascii_upper(*b)) {
        a++;
        b++;
    }
    return (unsigned char)ascii_upper(*a) - (unsigned char)ascii_upper(*b);
}

/* By insertion: folders here are small, and those that are equal stay in order. */
static void sort(struct files *files)
{
    for (unsigned i = 1; i < files->count; i++) {
        struct file file = files->file[i];
        unsigned at = i;
        for (; at && name_order(files->file[at - 1].name, file.name) > 0; at--)
            files->file[at] = files->file[at - 1];
        files->file[at] = file;
    }
}

static void show_moment(const FILETIME *written)
{
    FILETIME local;
    SYSTEMTIME time;
    FileTimeToLocalFileTime(written, &local);
    FileTimeToSystemTime(&local, &time);
    out(variable_date(&time));
    out("  ");
    out(variable_clock(&time));
}

static void show_file(const struct file *file, const struct listing *listing)
{
    if (!listing->bare) {
        show_moment(&file->written);
        if (file->attributes & FILE_ATTRIBUTE_DIRECTORY)
            out("    <DIR>         ");
        else
            out_padded(with_commas(file->size), SIZE_WIDTH + 1);
        out(" ");
    }
    out_line(file->name);
}

static void show_sums(const char *folder, const char *files, const char *bytes, const char *folders)
{
    ULARGE_INTEGER available;
    out_padded(files, 16);
    out(" File(s) ");
    out_padded(bytes, 14);
    out_line(" bytes");
    if (!GetDiskFreeSpaceExW(wide(folder), &available, NULL, NULL))
        return;
    out_padded(folders, 16);
    out(" Dir(s) ");
    out_padded(with_commas(available.QuadPart), 15);
    out_line(" bytes free");
}

static bool is_shown(const struct file *file, const struct listing *listing)
{
    if (listing->bare && files_is_dots(file))
        return false;
    return listing->all || !is_hidden(file);
}

static void show_folder(const char *folder)
{
    out("\r\n Directory of ");
    out_line(folder);
    out_line("");
}

static int show_all(const char *pattern, const struct files *files, const struct listing *listing)
{
    unsigned long long bytes = 0, count = 0, folders = 0;
    const char *full = path_full(pattern), *name = files_name(full);
    const char *folder = arena_copy(full, (size_t)(name - full) - (name - full > 3));
    if (!listing->bare)
        show_folder(folder);
    for (unsigned i = 0; i < files->count; i++) {
        const struct file *file = &files->file[i];
        if (!is_shown(file, listing))
            continue;
        show_file(file, listing);
        bytes += file->size;
        *(file->attributes & FILE_ATTRIBUTE_DIRECTORY ? &folders : &count) += 1;
    }
    if (!count && !folders)
        return 1;
    if (!listing->bare)
        show_sums(folder, with_commas(count), with_commas(bytes), with_commas(folders));
    return 0;
}

static int show(const char *name, const struct listing *listing)
{
    const char *pattern = path_is_folder(name) ? files_join(name, "*") : name;
    struct files files = files_find(pattern);
    if (listing->sorted)
        sort(&files);
    if (show_all(pattern, &files, listing) == 0)
        return 0;
    if (files.error && files.error != ERROR_FILE_NOT_FOUND && files.error != ERROR_NO_MORE_FILES)
        return out_error(files.error);
    out_wrong("File Not Found");
    return 1;
}

int builtin_dir(const char *arguments)
{
    struct words words = words_read(arguments, "");
    struct listing listing;
    int result = 0;
    listing.all = words_switch(&words, "/a");
    listing.bare = words_switch(&words, "/b");
    listing.sorted = words_switch(&words, "/on") || words_switch(&words, "/o:n");
    if (builtin_refuses(&words, true))
        return 1;
    if (!listing.bare)
        builtin_vol("");
    if (!words.count)
        return show(".", &listing);
    for (unsigned i = 0; i < words.count; i++)
        result |= show(words.word[i], &listing);
    return result;
}

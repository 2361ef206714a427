#include "images/cmd/for_lines.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/for_options.h"
#include "images/cmd/handles.h"
#include "images/cmd/out.h"
#include "images/cmd/program.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"
#include "images/cmd/words.h"

#define BYTES_MOST  0x400000u /* of a file, and of what a command writes */
#define CHUNK_BYTES 4096u

/* All of what comes from a handle, as UTF-8. */
static const char *read_all(HANDLE from)
{
    struct text all = text_make(BYTES_MOST);
    char *chunk = arena_take(CHUNK_BYTES);
    DWORD done;
    while (ReadFile(from, chunk, CHUNK_BYTES, &done, NULL) && done)
        text_add_bytes(&all, chunk, done);
    return text_from_code_page(all.at, all.length, GetConsoleOutputCP());
}

static const char *read_file(const char *name)
{
    HANDLE file =
        CreateFileW(wide(name), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                    OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        out_wrong_with("The system cannot find the file ", name, ".");
        shell_errorlevel_set(1);
        return NULL;
    }
    const char *all = read_all(file);
    CloseHandle(file);
    return all;
}

/* Another shell runs the command, and what it writes is read to its end. */
static const char *read_command(const char *command)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
    HANDLE reads, writes, output = handle_of(1);
    if (!CreatePipe(&reads, &writes, &inherited, 0))
        return out_error(GetLastError()) ? NULL : "";
    SetHandleInformation(reads, HANDLE_FLAG_INHERIT, 0);
    out_flush();
    handle_set(1, writes);
    HANDLE process = program_start_shell(command);
    handle_set(1, output);
    CloseHandle(writes);
    const char *all = process ? read_all(reads) : NULL;
    CloseHandle(reads);
    if (process)
        program_wait(process);
    return all;
}

static int run_line_words(const struct node *node, const struct loop_value *values,
                          const struct for_options *options, const char *line)
{
    const char *word[FOR_TOKENS + 1];
    struct loop_value own[FOR_TOKENS + 1];
    unsigned count = for_options_split(options, line, word);
    for (unsigned i = 0; i < count; i++) {
        own[i] = (struct loop_value){values, (char)(node->loop.letter + (int)i), word[i]};
        values = &own[i];
    }
    return count ? run(node->left, values) : 0;
}

static int run_all(const struct node *node, const struct loop_value *values,
                   const struct for_options *options, const char *all)
{
    int result = 0;
    for (long number = 0; *all && !shell_stop(); number++) {
        struct arena_mark mark = arena_mark();
        size_t length = strcspn(all, "\n");
        size_t bare = length && all[length - 1] == '\r' ? length - 1 : length;
        if (number >= options->skip)
            result = run_line_words(node, values, options, arena_copy(all, bare));
        all += length + (all[length] != 0);
        arena_release(mark);
    }
    return result;
}

static int run_files(const struct node *node, const struct loop_value *values,
                     const struct for_options *options, const char *set)
{
    int result = 0;
    struct words names = words_plain(set);
    for (unsigned i = 0; i < names.count && !shell_stop(); i++) {
        const char *all = read_file(words_bare(names.word[i]));
        result = all ? run_all(node, values, options, all) : 1;
    }
    return result;
}

/* What stands between these two marks at the ends of the set; null: they are not there. */
static const char *between(const char *set, char mark)
{
    const char *begin = ascii_skip_blanks(set), *end = strrchr(set, mark);
    if (*begin != mark || end == begin || *ascii_skip_blanks(end + 1))
        return NULL;
    return arena_copy(begin + 1, (size_t)(end - begin - 1));
}

int run_for_lines(const struct node *node, const struct loop_value *values, const char *set)
{
    struct for_options options;
    if (!for_options_read(node->loop.options, &options)) {
        out_wrong_with(node->loop.options, " was unexpected at this time.", "");
        shell_errorlevel_set(1);
        return 1;
    }
    const char *text = between(set, options.back_quotes ? '\'' : '"');
    const char *command = between(set, options.back_quotes ? '`' : '\'');
    if (!text && !command)
        return run_files(node, values, &options, set);
    const char *all = text ? text : read_command(command);
    return all ? run_all(node, values, &options, all) : 1;
}

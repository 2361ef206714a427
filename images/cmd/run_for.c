#include "images/cmd/run.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/files.h"
#include "images/cmd/for_lines.h"
#include "images/cmd/for_tree.h"
#include "images/cmd/number.h"
#include "images/cmd/shell.h"
#include "images/cmd/words.h"

static int run_body(const struct node *node, const struct loop_value *values, const char *value)
{
    struct loop_value own = {values, node->loop.letter, value};
    return run(node->left, &own);
}

/* A pattern's files, or with /D its folders, as they are found before the first is dealt with. */
static int run_files(const struct node *node, const struct loop_value *values, const char *pattern)
{
    int result = 0;
    struct files files = files_find(words_bare(pattern));
    for (unsigned i = 0; i < files.count && !shell_stop(); i++)
        if (((files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) == (node->loop.kind == 'D') &&
            !files_is_dots(&files.file[i]))
            result = run_body(node, values, files_path(&files, i));
    return result;
}

static int run_words(const struct node *node, const struct loop_value *values, const char *set)
{
    int result = 0;
    struct words words = words_plain(set);
    for (unsigned i = 0; i < words.count && !shell_stop(); i++) {
        struct arena_mark mark = arena_mark();
        result = strpbrk(words.word[i], "*?") ? run_files(node, values, words.word[i])
                                              : run_body(node, values, words.word[i]);
        arena_release(mark);
    }
    return result;
}

/* (first,step,last); what is missing or no number is 0. */
static int run_numbers(const struct node *node, const struct loop_value *values, const char *set)
{
    int result = 0;
    long number[3] = {0, 0, 0};
    struct words words = words_plain(set);
    for (unsigned i = 0; i < 3 && i < words.count; i++)
        number_read(words.word[i], &number[i]);
    for (long long at = number[0]; number[1] < 0 ? at >= number[2] : at <= number[2]; at += number[1]) {
        struct arena_mark mark = arena_mark();
        struct text text = text_make(32);
        text_add_number(&text, (long)at);
        result = run_body(node, values, text.at);
        arena_release(mark);
        if (shell_stop())
            break;
    }
    return result;
}

int run_for(const struct node *node, const struct loop_value *values)
{
    const char *set = run_text(node->loop.set, values);
    switch (node->loop.kind) {
    case 'L':
        return run_numbers(node, values, set);
    case 'F':
        return run_for_lines(node, values, set);
    case 'R':
        return run_for_tree(node, values, set);
    default:
        return run_words(node, values, set);
    }
}

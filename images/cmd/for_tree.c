#include "images/cmd/for_tree.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/files.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"
#include "images/cmd/words.h"

static int run_body(const struct node *node, const struct loop_value *values, const char *value)
{
    struct loop_value own = {values, node->loop.letter, value};
    return run(node->left, &own);
}

/* A name is taken as it is, whether there is such a file or not; a pattern stands for the files that there
 * are. */
static int run_word(const struct node *node, const struct loop_value *values, const char *path)
{
    if (!strpbrk(path, "*?"))
        return run_body(node, values, path);
    int result = 0;
    struct files files = files_find(path);
    for (unsigned i = 0; i < files.count && !shell_stop(); i++)
        if (!(files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY))
            result = run_body(node, values, files_path(&files, i));
    return result;
}

static int run_folder(const struct node *node, const struct loop_value *values, const struct words *words,
                      const char *folder)
{
    int result = 0;
    struct arena_mark mark = arena_mark();
    for (unsigned i = 0; i < words->count && !shell_stop(); i++)
        result = run_word(node, values, files_join(folder, words_bare(words->word[i])));
    struct files files = files_find(files_join(folder, "*"));
    for (unsigned i = 0; i < files.count && !shell_stop(); i++)
        if ((files.file[i].attributes & FILE_ATTRIBUTE_DIRECTORY) && !files_is_dots(&files.file[i]))
            result = run_folder(node, values, words, files_path(&files, i));
    arena_release(mark);
    return result;
}

int run_for_tree(const struct node *node, const struct loop_value *values, const char *set)
{
    struct words words = words_plain(set);
    const char *folder = node->loop.options ? words_bare(run_text(node->loop.options, values)) : ".";
    return run_folder(node, values, &words, path_full(folder));
}

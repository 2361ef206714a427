/* Commands side by side, each reading what the one before it writes: every one of them is a process of its
 * own. */
#include "images/cmd/run.h"

#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/handles.h"
#include "images/cmd/modifiers.h"
#include "images/cmd/out.h"
#include "images/cmd/program.h"
#include "images/cmd/redirect.h"
#include "images/cmd/shell.h"

#define STAGES_MOST 64u /* as many handles as can be waited for at once, and more than anybody types */

/* A copy that a child gets; the pipe's own ends no child has, so that each end goes away with who uses it. */
static HANDLE inherited(HANDLE handle)
{
    HANDLE copy = NULL;
    DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
    CloseHandle(handle);
    return copy;
}

/* A program is started itself, everything else by another shell. */
static HANDLE start_stage(const struct node *node, const struct loop_value *values)
{
    const char *rest, *path = NULL, *text = "";
    struct redirected *undo;
    if (node->kind == NODE_COMMAND) {
        text = ascii_skip_delimiters(run_text(node->text, values));
        path = run_is_builtin(text) ? NULL : program_find(program_name(text, &rest));
    }
    if (!path || program_is_batch(path)) {
        struct text command = text_make(LINE_MOST);
        tree_write(node, &command);
        return program_start_shell(loop_expand(values, command.at, modifiers_describe));
    }
    if (!redirect_apply(node->redirects, values, &undo))
        return NULL;
    HANDLE process = program_start(path, text);
    redirect_undo(undo);
    return process;
}

/* Starts a stage between `*reads` (null: what the shell reads) and the next one's; that becomes *reads. */
static HANDLE start_between(const struct node *node, const struct loop_value *values, HANDLE *reads,
                            bool last)
{
    HANDLE input = handle_of(0), output = handle_of(1), next = NULL, writes = NULL;
    if (!last && !CreatePipe(&next, &writes, NULL, 0)) {
        out_error(GetLastError());
        return NULL;
    }
    if (*reads)
        handle_set(0, *reads = inherited(*reads));
    if (writes)
        handle_set(1, writes = inherited(writes));
    HANDLE process = start_stage(node, values);
    handle_set(0, input);
    handle_set(1, output);
    if (*reads)
        CloseHandle(*reads);
    if (writes)
        CloseHandle(writes);
    *reads = next;
    return process;
}

/* The stages from left to right; the tree has the last at its top. 0: too many. */
static unsigned stages_of(const struct node *node, const struct node **stage)
{
    unsigned count = 1;
    for (const struct node *at = node; at->kind == NODE_PIPE; at = at->left)
        count++;
    if (count > STAGES_MOST)
        return 0;
    for (unsigned i = count; i-- > 1; node = node->left)
        stage[i] = node->right;
    stage[0] = node;
    return count;
}

int run_pipe(const struct node *node, const struct loop_value *values)
{
    const struct node *stage[STAGES_MOST];
    HANDLE process[STAGES_MOST], reads = NULL;
    unsigned count = stages_of(node, stage);
    int result = 1;
    out_flush();
    if (!count)
        out_wrong("The pipe has more than 64 commands.");
    for (unsigned i = 0; i < count; i++)
        process[i] = start_between(stage[i], values, &reads, i + 1 == count);
    for (unsigned i = 0; i < count; i++)
        result = process[i] ? program_wait(process[i]) : 1;
    shell_errorlevel_set(result);
    return result;
}

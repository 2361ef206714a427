#include "images/cmd/run.h"

#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/batch.h"
#include "images/cmd/expand.h"
#include "images/cmd/modifiers.h"
#include "images/cmd/out.h"
#include "images/cmd/parse.h"
#include "images/cmd/redirect.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"

#define SYNTAX_LEVEL 255

static int run_redirected(const struct node *node, const struct loop_value *values)
{
    struct redirected *undo;
    if (!redirect_apply(node->redirects, values, &undo)) {
        shell_errorlevel_set(1);
        return 1;
    }
    int result = node->kind == NODE_GROUP ? run(node->left, values)
                                          : run_command(ascii_skip_delimiters(run_text(node->text, values)));
    redirect_undo(undo);
    return result;
}

static int run_kind(const struct node *node, const struct loop_value *values)
{
    int result = 0;
    switch (node->kind) {
    case NODE_COMMAND:
    case NODE_GROUP:
        return run_redirected(node, values);
    case NODE_AND:
        result = run(node->left, values);
        return result || shell_stop() ? result : run(node->right, values);
    case NODE_OR:
        result = run(node->left, values);
        return !result || shell_stop() ? result : run(node->right, values);
    case NODE_PIPE:
        return run_pipe(node, values);
    case NODE_IF:
        return run_if(node, values);
    case NODE_FOR:
        return run_for(node, values);
    case NODE_THEN:
        break;
    }
    return result;
}

static int run_one(const struct node *node, const struct loop_value *values)
{
    struct arena_mark mark = arena_mark();
    int result = run_kind(node, values);
    arena_release(mark);
    return result;
}

int run(const struct node *node, const struct loop_value *values)
{
    int result = 0;
    for (; node->kind == NODE_THEN && !shell_stop(); node = node->right)
        result = run(node->left, values);
    return shell_stop() ? result : run_one(node, values);
}

/* ---- lines ---- */

const char *run_expand(const char *line)
{
    struct expansion with = {.variable = variable_value, .describe = modifiers_describe};
    batch_expansion(&with);
    struct text out = text_make(LINE_MOST);
    switch (expand_percent(&with, line, &out)) {
    case EXPAND_DONE:
        return out.at;
    case EXPAND_NO_ARGUMENT:
        out_wrong_with(
            "The following usage of the path operator in batch-parameter\r\nsubstitution is invalid: ",
            out.at, "\r\n\r\nFor valid formats type CALL /? or FOR /?");
        return NULL;
    default:
        out_wrong("The input line is too long.");
        return NULL;
    }
}

static void show(const struct node *node)
{
    struct text text = text_make(LINE_MOST);
    if (!batch_is_active() || !shell_echo() || node->quiet)
        return;
    tree_write(node, &text);
    out("\r\n");
    run_prompt();
    out_line(text.at);
    out_flush();
}

/* A mistake ends all batch files. */
static int mistaken(const char *wrong)
{
    if (wrong && shell_stop() != STOP_CONTROL)
        out_wrong(wrong);
    shell_errorlevel_set(SYNTAX_LEVEL);
    if (batch_is_active())
        shell_stop_set(STOP_BATCH);
    return SYNTAX_LEVEL;
}

int run_line(const char *line, const char *(*next)(void *context), void *context)
{
    const char *wrong = NULL, *expanded = run_expand(line);
    const struct node *node = expanded ? parse(expanded, next, context, &wrong) : NULL;
    if (!expanded || wrong)
        return mistaken(wrong);
    if (!node)
        return 0;
    show(node);
    int result = run(node, NULL);
    out_flush();
    return result;
}

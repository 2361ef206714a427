#include "images/cmd/tree.h"

static void write_redirects(const struct redirect *redirect, struct text *out)
{
    static const char *const signs[] = {"<", ">", ">>", ">&"};
    for (; redirect; redirect = redirect->next) {
        text_add(out, ' ');
        text_add_number(out, (long)redirect->handle);
        text_add_string(
            out, redirect->kind == REDIRECT_COPY && redirect->handle == 0 ? "<&" : signs[redirect->kind]);
        if (redirect->kind == REDIRECT_COPY)
            text_add_number(out, (long)redirect->copied);
        else
            text_add_string(out, redirect->name);
    }
}

static void write_pair(const struct node *node, const char *between, struct text *out)
{
    tree_write(node->left, out);
    text_add_string(out, between);
    tree_write(node->right, out);
}

static void write_condition(const struct condition *condition, struct text *out)
{
    static const char *const words[] = {"EXIST ", "ERRORLEVEL ", "DEFINED ", "CMDEXTVERSION ",
                                        "==",     " EQU ",       " NEQ ",    " LSS ",
                                        " LEQ ",  " GTR ",       " GEQ "};
    text_add_string(out, condition->ignore_case ? "if /I " : "if ");
    text_add_string(out, condition->negative ? "not " : "");
    if (condition->test >= TEST_SAME)
        text_add_string(out, condition->left);
    text_add_string(out, words[condition->test]);
    text_add_string(out, condition->test >= TEST_SAME ? condition->right : condition->left);
    text_add(out, ' ');
}

static void write_if(const struct node *node, struct text *out)
{
    write_condition(&node->condition, out);
    tree_write(node->left, out);
    if (!node->right)
        return;
    text_add_string(out, " else ");
    tree_write(node->right, out);
}

static void write_for(const struct node *node, struct text *out)
{
    const struct loop *loop = &node->loop;
    text_add_string(out, "for ");
    if (loop->kind) {
        text_add(out, '/');
        text_add(out, loop->kind);
        text_add(out, ' ');
    }
    if (loop->options) {
        text_add_string(out, loop->options);
        text_add(out, ' ');
    }
    text_add(out, '%');
    text_add(out, loop->letter);
    text_add_string(out, " in (");
    text_add_string(out, loop->set);
    text_add_string(out, ") do ");
    tree_write(node->left, out);
}

static void write_group(const struct node *node, struct text *out)
{
    text_add(out, '(');
    tree_write(node->left, out);
    text_add(out, ')');
    write_redirects(node->redirects, out);
}

void tree_write(const struct node *node, struct text *out)
{
    if (node->quiet)
        text_add(out, '@');
    switch (node->kind) {
    case NODE_COMMAND:
        text_add_string(out, node->text);
        write_redirects(node->redirects, out);
        break;
    case NODE_GROUP:
        write_group(node, out);
        break;
    case NODE_THEN:
        write_pair(node, " & ", out);
        break;
    case NODE_AND:
        write_pair(node, " && ", out);
        break;
    case NODE_OR:
        write_pair(node, " || ", out);
        break;
    case NODE_PIPE:
        write_pair(node, " | ", out);
        break;
    case NODE_IF:
        write_if(node, out);
        break;
    case NODE_FOR:
        write_for(node, out);
        break;
    }
}

/*
 * A command as it was read: what is to be done, in which order, and where from and to.
 */
#ifndef IMAGES_CMD_TREE_H
#define IMAGES_CMD_TREE_H

#include <stdbool.h>
#include "images/cmd/text.h"

enum node_kind {
    NODE_COMMAND, /* text */
    NODE_GROUP,   /* ( left ) */
    NODE_THEN,    /* left & right, and what stands below each other */
    NODE_AND,     /* left && right */
    NODE_OR,      /* left || right */
    NODE_PIPE,    /* left | right */
    NODE_IF,      /* condition, left, else right */
    NODE_FOR,     /* loop, left */
};

enum redirect_kind { REDIRECT_IN, REDIRECT_OUT, REDIRECT_APPEND, REDIRECT_COPY };

struct redirect {
    struct redirect *next; /* in the order in which they stand */
    enum redirect_kind kind;
    unsigned handle;  /* 0 to 9 */
    unsigned copied;  /* REDIRECT_COPY: the handle that `handle` becomes */
    const char *name; /* the others: a file, in quotes or not */
};

enum test {
    TEST_EXIST,
    TEST_ERRORLEVEL,
    TEST_DEFINED,
    TEST_VERSION, /* cmdextversion */
    TEST_SAME,    /* left == right */
    TEST_EQU,
    TEST_NEQ,
    TEST_LSS,
    TEST_LEQ,
    TEST_GTR,
    TEST_GEQ,
};

struct condition {
    bool negative, ignore_case;
    enum test test;
    const char *left, *right; /* right: of those that compare */
};

struct loop {
    char kind;           /* 0: words and files; D folders, R a tree, L numbers, F lines */
    char letter;         /* the variable's; its case counts */
    const char *options; /* /F "options", /R folder; null: none */
    const char *set;     /* what stands between the parentheses */
};

struct node {
    enum node_kind kind;
    bool quiet;                 /* an @ stands before it */
    const char *text;           /* NODE_COMMAND: without escapes and redirections */
    struct redirect *redirects; /* NODE_COMMAND, NODE_GROUP */
    struct node *left, *right;
    struct condition condition;
    struct loop loop;
};

/* The command as text again: what is shown of it, and what another shell is given of it. */
void tree_write(const struct node *node, struct text *out);

#endif

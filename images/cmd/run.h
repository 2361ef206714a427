/*
 * Does what was read.
 */
#ifndef IMAGES_CMD_RUN_H
#define IMAGES_CMD_RUN_H

#include "images/cmd/loopvalue.h"
#include "images/cmd/tree.h"

/* The result of the last command: 0, or what failed; && and || ask for it. Ends early when shell_stop() says
 * so. */
int run(const struct node *node, const struct loop_value *values);

/* Expands a line and does it; more lines come from `next`. What is wrong with it is told. */
int run_line(const char *line, const char *(*next)(void *context), void *context);

/* The line with its variables replaced, in the arena; null, with the mistake told, when it is too long. */
const char *run_expand(const char *line);

/* A text of the tree as it counts now: the variables of FOR replaced, and !NAME! where that is on. Null stays
 * null. */
const char *run_text(const char *text, const struct loop_value *values);

/* The pieces. */
int run_if(const struct node *node, const struct loop_value *values);
int run_for(const struct node *node, const struct loop_value *values);
int run_pipe(const struct node *node, const struct loop_value *values);

/* One command without its redirections: one of our own, a drive, or a program. */
int run_command(const char *text);

/* Is it one of our own, and not a program that is named so? */
bool run_is_builtin(const char *text);

/* Shown before a command while echo is on. */
void run_prompt(void);

#endif

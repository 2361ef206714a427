/*
 * From lines to a command. A line comes with its percent signs replaced (expand.h); where a parenthesis is
 * open or a line ends with a caret, more lines are asked for.
 *
 *   list:     or { & or }                      in parentheses also line by line
 *   or:       and { || and }
 *   and:      pipe { && pipe }
 *   pipe:     command { | command }
 *   command:  [@] ( list ) redirections | if … | for … | rem … | :label | words and redirections
 */
#ifndef IMAGES_CMD_PARSE_H
#define IMAGES_CMD_PARSE_H

#include "images/cmd/tree.h"

#define PARSE_DEEPEST 100u /* parentheses, if and for in each other */

/* The next line without its end, in the arena; null: there is none. */
typedef const char *next_line(void *context);

/*
 * The command that begins with `line`; null when there is none, or with the reason as a message in *wrong.
 * All of it lies in the arena.
 */
struct node *parse(const char *line, next_line *next, void *context, const char **wrong);

#endif

/*
 * FOR /F: the words of lines, of files, a text or what a command writes. (Microsoft: "for".)
 */
#ifndef IMAGES_CMD_FOR_LINES_H
#define IMAGES_CMD_FOR_LINES_H

#include "images/cmd/loopvalue.h"
#include "images/cmd/tree.h"

/* Its result. */
int run_for_lines(const struct node *node, const struct loop_value *values, const char *set);

#endif

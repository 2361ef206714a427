/*
 * FOR /R: the same set in a folder and in each below it. (Microsoft: "for".)
 */
#ifndef IMAGES_CMD_FOR_TREE_H
#define IMAGES_CMD_FOR_TREE_H

#include "images/cmd/loopvalue.h"
#include "images/cmd/tree.h"

/* Its result. Each value is a path in full. */
int run_for_tree(const struct node *node, const struct loop_value *values, const char *set);

#endif

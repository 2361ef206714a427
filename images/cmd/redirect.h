/*
 * Where a command reads from and writes to: opened before it, undone behind it.
 */
#ifndef IMAGES_CMD_REDIRECT_H
#define IMAGES_CMD_REDIRECT_H

#include "images/cmd/loopvalue.h"
#include "images/cmd/tree.h"

/* What was before; in the arena. */
struct redirected;

/* In order, each as its predecessors left things. False, with the mistake told and all undone, when a file
 * cannot be opened. */
bool redirect_apply(const struct redirect *list, const struct loop_value *values, struct redirected **undo);
void redirect_undo(struct redirected *undo);

#endif

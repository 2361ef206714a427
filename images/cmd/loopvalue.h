/*
 * The variables of FOR: %x, and %~nx… of it, replaced when a command is done, not when it is read.
 * (Microsoft: "for".)
 */
#ifndef IMAGES_CMD_LOOPVALUE_H
#define IMAGES_CMD_LOOPVALUE_H

#include "images/cmd/text.h"

/* One variable; those of loops around it follow. */
struct loop_value {
    const struct loop_value *outer;
    char letter;
    const char *value;
};

typedef void describe_value(const char *modifiers, const char *value, struct text *out);

/* `text` with these variables replaced: itself when there is nothing to replace, otherwise in the arena. What
 * would be longer than LINE_MOST is cut there. */
const char *loop_expand(const struct loop_value *values, const char *text, describe_value *describe);

#endif

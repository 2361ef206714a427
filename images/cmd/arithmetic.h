/*
 * SET /A: numbers of 32 bits. (Microsoft: "set".)
 */
#ifndef IMAGES_CMD_ARITHMETIC_H
#define IMAGES_CMD_ARITHMETIC_H

#include <stdbool.h>
#include <stdint.h>

/* Where its variables are. */
struct arithmetic {
    int32_t (*value)(const char *name); /* of one that is not set or no number: 0 or what it begins with */
    bool (*assign)(const char *name, int32_t value);
};

/* The value of an expression, its last one when commas separate several. Null, or the reason why it has none.
 */
const char *arithmetic_value(const struct arithmetic *with, const char *text, int32_t *value);

/* The command: as builtin.h has it. */
int arithmetic_set(const char *arguments);

#endif

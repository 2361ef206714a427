/*
 * Numbers as the command language writes them.
 */
#ifndef IMAGES_CMD_NUMBER_H
#define IMAGES_CMD_NUMBER_H

#include <stdbool.h>

/*
 * Reads a number of 32 bits at `at`, behind blanks, with a sign, decimal, 0x… or octal; what is larger
 * becomes the largest. Returns the place behind it, which is `at` itself (and the number 0) when there is
 * none.
 */
const char *number_read(const char *at, long *out);

/* Is all of `text` a number? */
bool number_whole(const char *text, long *out);

#endif

/*
 * A command's arguments as words: without quotes, with a switch wherever a / stands outside of them.
 */
#ifndef IMAGES_CMD_WORDS_H
#define IMAGES_CMD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct words {
    unsigned count;
    const char **word; /* in the arena */
};

/* The words of `line`. Each of the characters `marks` outside of quotes is one of its own. */
struct words words_read(const char *line, const char *marks);

/* Is this switch, such as "/B", among them, in any case? It is taken out. */
bool words_switch(struct words *words, const char *name);

/* A switch that nobody has taken out; null: none. */
const char *words_unknown(const struct words *words);

/* The same words as they stand, quotes and slashes kept, as %1 and the set of FOR have them. */
struct words words_plain(const char *line);

/* `text` without its quotes, and without blanks at its ends. In the arena. */
char *words_bare(const char *text);

#endif

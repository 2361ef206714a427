/*
 * The options of FOR /F, and what they make of a line. (Microsoft: "for".)
 */
#ifndef IMAGES_CMD_FOR_OPTIONS_H
#define IMAGES_CMD_FOR_OPTIONS_H

#include <stdbool.h>

#define FOR_TOKENS 31u /* the words that can be asked for */

struct for_options {
    const char *delimiters;
    char comment;         /* a line that begins with it is left out; 0: none is */
    long skip;            /* lines at the beginning */
    bool back_quotes;     /* usebackq */
    unsigned long tokens; /* a bit for each word, from bit 1 on */
    bool rest;            /* * : one more variable for what is left */
};

/* Reads "eol=; skip=1 tokens=1,3-5* delims=, usebackq", quotes and all. Null stands for no options. False:
 * one is not known. */
bool for_options_read(const char *text, struct for_options *options);

/*
 * The words of a line that are asked for, in the arena, in order; at most FOR_TOKENS + 1. 0: the line is left
 * out. A word that the line has not is the empty text.
 */
unsigned for_options_split(const struct for_options *options, const char *line,
                           const char *word[FOR_TOKENS + 1]);

#endif

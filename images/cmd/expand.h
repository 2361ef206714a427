/*
 * The first thing that happens to a line, before anything in it has a meaning: what stands between percent
 * signs is replaced. (Microsoft: "set", "Using batch parameters"; the order of things is cmd.exe's.)
 */
#ifndef IMAGES_CMD_EXPAND_H
#define IMAGES_CMD_EXPAND_H

#include <stdbool.h>
#include "images/cmd/text.h"

/* Where values come from. What is returned lies in the arena or stays. */
struct expansion {
    bool batch;                                /* a line of a batch file: %0 to %9, %*, %% */
    const char *(*variable)(const char *name); /* null: there is none of that name */
    const char *(*argument)(unsigned number);  /* of a batch file, 0 to 9, as it was given; never null */
    const char *(*all_arguments)(void);        /* what %* is */
    void (*describe)(const char *modifiers, const char *value,
                     struct text *out); /* %~dpn1: see modifiers.h */
};

/*
 * Appends the line with its variables replaced to `out`. An unknown variable is nothing in a batch file and
 * stays as it is at the prompt. EXPAND_TOO_LONG: `out` may not be as long. EXPAND_NO_ARGUMENT: in a batch
 * file no argument is meant by a `%~`, and `out` is the line from there on.
 */
enum expand_end { EXPAND_DONE, EXPAND_TOO_LONG, EXPAND_NO_ARGUMENT };
enum expand_end expand_percent(const struct expansion *with, const char *line, struct text *out);

/*
 * The value of `%NAME:EDIT%`: `~FIRST,COUNT` a part of it, counted in characters, negative numbers from its
 * end; `OLD=NEW` with each OLD replaced in any case; `*OLD=NEW` with all up to the first one. An edit that is
 * neither leaves the value alone.
 */
void expand_edit(const char *value, const char *edit, struct text *out);

/* Where the letters of `~fdpnxsatz` end. */
const char *expand_modifiers_end(const char *at);

#endif

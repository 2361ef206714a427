/*
 * CMD.EXE's own command line. (Microsoft: "cmd".)
 */
#ifndef IMAGES_CMD_OPTIONS_H
#define IMAGES_CMD_OPTIONS_H

#include <stdbool.h>

struct options {
    bool once;           /* /C: the command, then the end */
    bool quiet;          /* /Q: echo is off */
    bool delayed;        /* /V:ON: !NAME! is replaced */
    bool help;           /* /? */
    const char *command; /* of /C and /K, in the arena; null: none */
    const char *unknown; /* a switch that is not there; null: none */
};

/*
 * Reads `line`, which begins with the program's name. Of a command in quotes these are taken off, unless they
 * are what Microsoft's page lists: exactly two, no /S, none of &<>()@^| between them, blanks between them,
 * and a program that `is_program` knows.
 */
struct options options_read(const char *line, bool (*is_program)(const char *name));

#endif

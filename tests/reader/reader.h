/* A log in memory, and the way through it. */
#ifndef READER_READER_H
#define READER_READER_H

#include "machine.h"

struct text {
    const char *start;
    unsigned length; /* without LF */
};

struct log {
    const char *path;
    struct text *lines;
    unsigned count;
    bool cut; /* the last line has no LF */
};

/* Takes the log of this path into memory, for good. False: errno says why not. */
bool log_read(struct log *log, const char *path);

/* Reads a line and follows it; false when it is a contradiction. */
bool log_follow(struct machine *machine, const struct text *text);

#endif

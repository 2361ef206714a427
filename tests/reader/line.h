/*
 * A line of the log: its number, its event, its fields. An event's form says which fields it has, in which
 * order; a line that differs from it is a contradiction in itself.
 */
#ifndef READER_LINE_H
#define READER_LINE_H

#include "value.h"

struct machine;
struct line;

/* How a field stands in its line. */
enum { KEYED = 1, OPTIONAL = 2, REPEATED = 4, ANY_KEY = 8 };

struct item {
    const char *name;
    enum value_type type;
    unsigned how;
    const char *words; /* VALUE_WORD and VALUE_FLAG: which */
};

enum { ITEMS = 24, VALUES = 24 };

struct event {
    const char *name;
    int class;
    void (*follow)(struct machine *machine, const struct line *line);
    struct item items[ITEMS];
};

struct field {
    const struct item *item;
    const char *name; /* of ANY_KEY as it stands in the line */
    unsigned name_length;
    struct value value;
};

struct line {
    unsigned number;
    const char *text; /* without LF */
    unsigned length;
    const struct event *event;
    struct field fields[VALUES];
    unsigned count;
};

/*
 * Reads a line, which must stay where it is as long as `line` is used. Returns what is wrong with it, or
 * NULL.
 */
const char *line_read(struct line *line, const char *text, unsigned length);

/* The value of a field, or NULL when it is not there; of a repeated one, the first. */
const struct value *line_value(const struct line *line, const char *name);
bool line_has(const struct line *line, const char *name);

/* The number of a field that every such line has; -1 when it has not. */
int64_t line_number(const struct line *line, const char *name);

#endif

/*
 * Names between NT and the host: UTF-16 with backslashes here, UTF-8 there. What one side cannot say the
 * other does not get to see, and no name leads out of the folder. Free of hardware and of Windows
 * (tests/unit/test_p9.c).
 */
#ifndef DRIVERS_HOST_NAMES_H
#define DRIVERS_HOST_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define NAME_MOST_UNITS 255u
#define NAME_MOST_BYTES 255u /* the host's */
#define PATH_MOST_NAMES 256u
#define PATH_MOST_UNITS 1024u

struct path_name {
    uint16_t at, bytes; /* in path.text */
};

struct path {
    uint32_t count;
    bool folder; /* a backslash stood at its end */
    struct path_name names[PATH_MOST_NAMES];
    char text[3 * PATH_MOST_UNITS];
};

enum path_outcome {
    PATH_GOOD,
    PATH_INVALID, /* an empty name, ".", "..", a character that NT forbids, half of a surrogate pair */
    PATH_TOO_LONG,
};

/* Takes "\a\b", "a\b", "\" and "" apart. */
enum path_outcome path_parse(struct path *path, const uint16_t *units, uint32_t count);

/* A name of the host's as NT has it. Units of it; 0: NT has none such, because it is no UTF-8, too long, or
 * has a character that NT forbids. */
uint32_t name_to_units(const char *text, uint32_t bytes, uint16_t units[NAME_MOST_UNITS]);

/* Is it "." or ".."? */
bool name_is_dots(const char *text, uint32_t bytes);

/* Upper case, given by who uses this. */
uint16_t name_upper(uint16_t unit);

/* Order of names: by their upper case, then by what they are. < 0, 0 (the same), > 0. */
int name_compare(const uint16_t *a, uint32_t a_units, const uint16_t *b, uint32_t b_units);
bool name_same_but_case(const uint16_t *a, uint32_t a_units, const uint16_t *b, uint32_t b_units);

/* A list of names, one after the other. */
struct name_entry {
    struct name_entry *next;
    uint16_t units, bytes;
    uint16_t *name; /* both lie behind it */
    char *text;
};

/* In the order of name_compare(). */
struct name_entry *names_sort(struct name_entry *first);

#endif

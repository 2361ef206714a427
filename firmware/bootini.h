/*
 * C:\BOOT.INI. NT's file with one section of ours:
 *
 *   [boot loader]
 *   timeout=0
 *   default=multi(0)disk(0)rdisk(0)partition(1)\WINDOWS
 *   [operating systems]
 *   multi(0)disk(0)rdisk(0)partition(1)\WINDOWS="Faultline" /MAXMEM=8 /LOG=+paging
 *   [programs]
 *   C:\PROGRAMS\Application.exe one
 *   "C:\PROGRAMS\with space.exe" two
 *
 * The switches are those of the default entry. Each line of [programs] is one command line, started in this
 * order. Parsing is hardware-free; the text may come from anywhere, so nothing is trusted. A line that begins
 * with ';' is a comment. Without a default entry the first entry counts, as in NT's loader.
 */
#ifndef FIRMWARE_BOOTINI_H
#define FIRMWARE_BOOTINI_H

#include <stdbool.h>
#include <stdint.h>

#define BOOTINI_MAX_BYTES    0xa000u /* room for one command line of NT's greatest length, and 8 KB */
#define BOOTINI_MOST_TEXT    64u     /* bytes of a problem's text */
#define BOOTINI_MAX_SWITCHES 32u
#define BOOTINI_MAX_PROGRAMS 16u

struct bootini_switch {
    const char *name;  /* upper case, without '/': "MAXMEM" */
    const char *value; /* what stands behind '=' or ':', or NULL */
};

struct bootini_problem {
    const char *text;   /* the line or switch as it stands in the file, at most BOOTINI_MOST_TEXT bytes */
    const char *reason; /* "malformed", "unknown", "missing", "too-long", "too-many" */
};

struct bootini {
    struct bootini_switch switches[BOOTINI_MAX_SWITCHES];
    uint32_t switch_count;
    const char *programs[BOOTINI_MAX_PROGRAMS];
    uint32_t program_count;
    struct bootini_problem problems[8];
    uint32_t problem_count;
    const char
        *options; /* all switches as they stand in the file, one space between, for the log's first line */
    char storage[3 * BOOTINI_MAX_BYTES]; /* the strings above point in here */
};

/* Reads `length` bytes of text (any bytes; cut at BOOTINI_MAX_BYTES with a problem "too-long"). Always gives
 * a usable result: what cannot be read becomes a problem. Of what is longer only the first BOOTINI_MAX_BYTES
 * + BOOTINI_MOST_TEXT bytes need be there. A file without sections or default entry is such a problem too. */
void bootini_parse(struct bootini *ini, const char *text, uint32_t length);

/* The switch of that name (upper case), or NULL. The last one of a name counts. */
const struct bootini_switch *bootini_switch(const struct bootini *ini, const char *name);

/* Was the switch of that name (upper case) given as one that takes no value? With a value it does not count.
 */
bool bootini_flag(const struct bootini *ini, const char *name);

/* Value of a switch as a decimal number within [low, high]. False if there is none, it is no number or out of
 * range. */
bool bootini_number(const struct bootini_switch *item, uint32_t low, uint32_t high, uint32_t *out);

#endif

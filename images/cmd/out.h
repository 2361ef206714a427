/*
 * What the shell says. It is kept until its line or the command is at its end, somebody else writes, or there
 * is much of it.
 */
#ifndef IMAGES_CMD_OUT_H
#define IMAGES_CMD_OUT_H

#include "images/cmd/win.h"

/* To the handle 1, in the console's code page. */
void out(const char *text);
void out_line(const char *text); /* with an end of line */
void out_number(long number);
void out_padded(const char *text, size_t width); /* blanks before it */

/* To the handle 2, with an end of line. */
void out_wrong(const char *text);
void out_wrong_with(const char *before, const char *text, const char *behind);

/* The system's own words for an error; returns 1, so that a command can end with it. */
int out_error(DWORD error);

/* As they are, to the handle 1; false when they cannot be written. */
bool out_bytes(const void *bytes, size_t length);

/* Before somebody else writes, or a handle changes. */
void out_flush(void);

#endif

/*
 * Variables of the environment, and those that only look like some: CD, DATE, TIME, RANDOM, ERRORLEVEL,
 * CMDCMDLINE and CMDEXTVERSION, as long as nobody has set one of that name. (Microsoft: "set".)
 */
#ifndef IMAGES_CMD_VARIABLE_H
#define IMAGES_CMD_VARIABLE_H

#include "images/cmd/win.h"

/* In the arena; null: it is not set. */
const char *variable_value(const char *name);

/* Null takes it away. False, with the last error set, when the environment cannot have it. */
bool variable_set(const char *name, const char *value);

/* The environment itself: a block of NAME=VALUE, an empty one at the end, in the arena. */
const WCHAR *variable_block(void);

/* Date and time of day as DIR and the variables show them, in the arena. */
const char *variable_date(const SYSTEMTIME *time);
const char *variable_clock(const SYSTEMTIME *time);

#endif

/*
 * %~fdpnxsatz of a value: its parts as a path, and what the file is. (Microsoft: "Using batch parameters".)
 */
#ifndef IMAGES_CMD_MODIFIERS_H
#define IMAGES_CMD_MODIFIERS_H

#include "images/cmd/text.h"

/* Appends `value`, without quotes, as the letters say. Short names (s) are the long ones: the volume has both
 * alike. */
void modifiers_describe(const char *modifiers, const char *value, struct text *out);

#endif

/*
 * The bytes of files, from one place to another.
 */
#ifndef IMAGES_CMD_STREAM_H
#define IMAGES_CMD_STREAM_H

#include "images/cmd/win.h"

/* For reading; INVALID_HANDLE_VALUE, with the last error set, when it cannot be opened. */
HANDLE stream_open(const char *path);

/* All that is left of `from` goes to `to`, or to the handle 1. False, with the last error set, when it could
 * not. */
bool stream_copy(HANDLE from, HANDLE to);
bool stream_show(HANDLE from);

#endif

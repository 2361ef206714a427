/*
 * Batch files: the one that runs, and who called it.
 */
#ifndef IMAGES_CMD_BATCH_H
#define IMAGES_CMD_BATCH_H

#include <stdbool.h>
#include "images/cmd/expand.h"

#define BATCH_DEEPEST 64u /* calls within calls */

bool batch_is_active(void);

/* Where %1 and its like come from; without a batch file, nowhere. */
void batch_expansion(struct expansion *with);

/* Runs the file to its end, as CALL does; its result. `name` is its %0, `arguments` the rest. */
int batch_call(const char *path, const char *name, const char *arguments);

/* The same for one that is named without CALL: the one that runs does not go on. */
int batch_run_or_replace(const char *path, const char *name, const char *arguments);

/* CALL :label, in the same file. */
int batch_call_label(const char *label, const char *arguments);

/* Goes on behind the label; false when there is none, and then the file is at its end. Only with one active.
 */
bool batch_goto(const char *label);

/* This file goes no further. */
void batch_end(void);

/* Each argument from that number on becomes the next one. */
void batch_shift(unsigned from);

#endif

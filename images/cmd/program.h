/*
 * Programs: found as NT's shell finds them, started, waited for.
 */
#ifndef IMAGES_CMD_PROGRAM_H
#define IMAGES_CMD_PROGRAM_H

#include "images/cmd/win.h"

/* The name that a command begins with, without quotes, in the arena; *rest is the place behind it. */
const char *program_name(const char *command, const char **rest);

/*
 * The file of that name, in full, in the arena: where the name says, or in the current folder and those of
 * PATH; as it is if it has an ending, and with each ending of PATHEXT. Null: none.
 */
const char *program_find(const char *name);

/* Is it a batch file, by its ending? */
bool program_is_batch(const char *path);

/* Starts it with this command line, on the handles 0 to 2. Null, with the mistake told, when it cannot be. */
HANDLE program_start(const char *path, const char *command_line);

/* Starts another of this shell for one command. */
HANDLE program_start_shell(const char *command);

/* Waits for its end, closes it, and gives its exit code. */
int program_wait(HANDLE process);

/* Finds what the command names and runs it to its end; its result. */
int program_run(const char *command);

#endif

/*
 * What the shell remembers from one command to the next.
 */
#ifndef IMAGES_CMD_SHELL_H
#define IMAGES_CMD_SHELL_H

#include <stdbool.h>

/* Why what is being done goes no further. */
enum stop {
    STOP_NOT,
    STOP_LINE,  /* this line: GOTO, EXIT /B, another batch file in the place of this one */
    STOP_BATCH, /* all batch files: a mistake in one */
    STOP_SHELL, /* EXIT */
};

int shell_errorlevel(void);
void shell_errorlevel_set(int level);

bool shell_delayed(void); /* is !NAME! replaced? */
void shell_delayed_set(bool on);

bool shell_echo(void); /* are the lines of batch files and prompts shown? */
void shell_echo_set(bool on);

enum stop shell_stop(void);
void shell_stop_set(enum stop stop);

#endif

/*
 * What the shell remembers from one command to the next.
 */
#ifndef IMAGES_CMD_SHELL_H
#define IMAGES_CMD_SHELL_H

#include <stdbool.h>

/* Why what is being done goes no further. */
enum stop {
    STOP_NOT,
    STOP_LINE,    /* this line: GOTO, EXIT /B, another batch file in the place of this one */
    STOP_BATCH,   /* all batch files: a mistake in one */
    STOP_CONTROL, /* control-C: until somebody has dealt with it */
    STOP_SHELL,   /* EXIT */
};

/* What is said to have ended by control-C: NT's STATUS_CONTROL_C_EXIT. */
#define SHELL_INTERRUPTED ((int)0xc000013a)

int shell_errorlevel(void);
void shell_errorlevel_set(int level);

bool shell_delayed(void); /* is !NAME! replaced? */
void shell_delayed_set(bool on);

bool shell_echo(void); /* are the lines of batch files and prompts shown? */
void shell_echo_set(bool on);

enum stop shell_stop(void);
void shell_stop_set(enum stop stop);

/* Control-C was typed; by any thread. Whatever stops already goes on doing so first. */
void shell_interrupt(void);
void shell_go_on(void); /* that was seen */

#endif

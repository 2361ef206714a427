/*
 * Control-C, and control-Break: what is being done ends, the shell does not. The programs that it runs hear
 * of it themselves. (Microsoft: "SetConsoleCtrlHandler".)
 */
#ifndef IMAGES_CMD_CONTROL_H
#define IMAGES_CMD_CONTROL_H

/* Before anything is run. */
void control_start(void);

/* A read has ended at control-C: waits until the shell was told of it, which would else be once more. */
void control_await(void);

/* Behind a line of a batch file at which it was typed: asks whether that is to end all of them, and makes it
 * so (STOP_BATCH). At the end of what is typed nobody says no. */
void control_ask(void);

#endif

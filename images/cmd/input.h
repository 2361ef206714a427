/*
 * Lines of the shell's own input. It takes not a byte more than it needs, so that the programs it runs read
 * what follows.
 */
#ifndef IMAGES_CMD_INPUT_H
#define IMAGES_CMD_INPUT_H

/* The next line without its end, in the arena; null at the end of the input and at control-C (STOP_CONTROL).
 * What is longer than LINE_MOST is cut there. */
const char *input_line(void);

/* Does somebody type it, on a console that shows it? */
_Bool input_is_console(void);

#endif

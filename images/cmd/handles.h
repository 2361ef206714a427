/*
 * The ten handles of a command: 0 reads, 1 writes, 2 tells of mistakes, the others are whatever was opened as
 * them. A child gets the first three.
 */
#ifndef IMAGES_CMD_HANDLES_H
#define IMAGES_CMD_HANDLES_H

#include "images/cmd/win.h"

#define HANDLES 10u

/* Takes 0 to 2 from the process. */
void handles_attach(void);

/* Null: there is none. */
HANDLE handle_of(unsigned number);
void handle_set(unsigned number, HANDLE handle);

#endif

/* What a process hands on to its children about control events. */
#ifndef IMAGES_KERNEL32_CONSOLE_EVENT_H
#define IMAGES_KERNEL32_CONSOLE_EVENT_H

#include "images/kernel32/base.h"

/* Fills in the group, and whether control-C is ignored, in the parameters of a new process. */
void console_event_hand_on(RTL_USER_PROCESS_PARAMETERS *child, bool new_group);

/* A read of the console was ended by control-C: TRUE, with the last error set, as Windows has it. `tell`: it
 * is for this thread to tell all processes. */
BOOL console_broken(bool tell);

#endif

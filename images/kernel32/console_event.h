/* What a process hands on to its children about control events. */
#ifndef IMAGES_KERNEL32_CONSOLE_EVENT_H
#define IMAGES_KERNEL32_CONSOLE_EVENT_H

#include "images/kernel32/base.h"

/* Fills in the group, and whether control-C is ignored, in the parameters of a new process. */
void console_event_hand_on(RTL_USER_PROCESS_PARAMETERS *child, bool new_group);

/* A read of the console was ended by control-C: it has read nothing, and the last error says why, as Windows
 * has it. STATUS_SUCCESS. */
NTSTATUS console_broken(void);

#endif

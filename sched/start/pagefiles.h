/*
 * /PAGEFILE=: how large the page file is, and may become. At start.
 */
#ifndef SCHED_PAGEFILES_H
#define SCHED_PAGEFILES_H

#include "firmware/status.h"

/* Makes the page files that the switch asks for; where the volume has no room for that, one that takes half
 * of what is free. */
ntstatus pagefiles_make(void);

#endif

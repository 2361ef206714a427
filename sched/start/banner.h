/* The log's first lines: what this machine is, before anything happens in it. */
#ifndef SCHED_START_BANNER_H
#define SCHED_START_BANNER_H

/* Writes the line `faultline` and the lines `layout`, and then what the switches' readers had kept back. When
 * frames and page file are there; nothing may have been logged before. */
void banner_log(void);

#endif

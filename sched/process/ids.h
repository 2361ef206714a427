/*
 * The ids of processes and threads: one row for both, by four from 4 on, as in NT; or for the first of them
 * what /IDS= says. Hardware-free.
 */
#ifndef SCHED_IDS_H
#define SCHED_IDS_H

#include <stdbool.h>
#include <stdint.h>

/* The next ids are those of the list, "123,,321": decimal, 1 to 65535, each once, none that was given out; an
 * empty place is one that comes by itself. At most 32. False, and nothing is changed, if it is no such list.
 * Once. */
bool ids_choose(const char *list);

/* The row goes back to where it was when it was kept: whoever got an id since has ended, and nobody knows him
 * by it any more. */
void ids_keep(void);
void ids_count_from_kept(void);

/* One that none has. */
uint32_t ids_take(void);

/* Above each that was given out. */
uint32_t ids_end(void);

#endif

/*
 * Every order of the threads of the programs, one after the other (/SCHEDULE=all): the programs are started
 * again for each, until one ends with another exit code than 0, until all threads wait for ever, or until
 * there is no other order. Each order finds the ids and the time that the first found, and the volume as the
 * one before has left it. With /SCHEDULE=distinct what goes on from a state is seen once
 * (sched/process/orderstate.h). The log says how many there were, and of the one that failed the choices that
 * show it again.
 */
#ifndef SCHED_START_ORDERS_H
#define SCHED_START_ORDERS_H

#include <stdbool.h>
#include <stdint.h>

/* Before the programs are started for the first time; `writes`, here and below, counts those of the volume.
 */
void orders_begin(uint32_t writes);

/* The programs have ended: tells of this order; true if they are to be started again for the next one. */
bool orders_go_on(uint32_t writes);

/* All threads wait for ever: tells which order that is. */
void orders_deadlocked(void);

#endif

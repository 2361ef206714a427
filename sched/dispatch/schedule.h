/*
 * The order of threads that could run. Usually the one that has been ready longest is next. With /SCHEDULE=
 * another of them may be, and each such choice is a number: which of so many, beginning with 0. A run is told
 * by the row of its choices, whose rest is 0: it is seen again with that row. The rows are drawn from a seed,
 * given, or taken one after the other until every order has been seen.
 *
 * Only numbers: who may be chosen is the dispatcher's business. Any context.
 */
#ifndef SCHED_SCHEDULE_H
#define SCHED_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_MOST_CHOICES 1024u /* of one order; behind them the oldest is next */
#define SCHEDULE_MOST_THREADS 255u  /* that one choice is among: the oldest ones */
#define SCHEDULE_TEXT         (SCHEDULE_MOST_CHOICES * 4 + 16) /* digits.h wants some room behind */

/* Some /SCHEDULE= is in force. */
extern bool schedule_is_on;

/* "17": drawn from that seed, 1 to 1000000000; "0.2.1.": these choices, each below 255; "all" or "all:5000":
 * every order, at most so many (10000). False, and nothing changes: it is none of them. */
bool schedule_choose(const char *how);

/* One of `of` threads, 2 or more. */
uint32_t schedule_choice(uint32_t of);

/* Every order is to be seen. */
bool schedule_is_all(void);
uint32_t schedule_bound(void);

/* The order is over: goes on to the next one. False: there is none. Behind "all". */
bool schedule_next(void);

/* The choices of this order so far, as schedule_choose() takes them. */
void schedule_text(char text[SCHEDULE_TEXT]);

/* A choice that was given was not there, so this is not the order that was meant; or there were more than
 * SCHEDULE_MOST_CHOICES. */
bool schedule_has_diverged(void);
bool schedule_is_cut(void);

#endif

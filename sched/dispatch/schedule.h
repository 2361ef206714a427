/*
 * The order of threads that could run. Usually the one that has been ready longest is next. With /SCHEDULE=
 * another of them may be, and each such choice is a number: which of so many, beginning with 0. A run is told
 * by the row of its choices, whose rest is 0: it is seen again with that row. The rows are drawn from a seed,
 * given, or taken one after the other until every order has been seen; or every one that could end otherwise:
 * what goes on from a state is seen once, however many rows lead there. The state is the caller's to tell.
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
 * every order, at most so many (10000); "distinct", "distinct:5000": each state once. False, and nothing
 * changes: it is none of them. */
bool schedule_choose(const char *how);

/* One of `of` threads, 2 or more. */
uint32_t schedule_choice(uint32_t of);

/* States are told apart, and this is still of use: then who notes what the state hangs on goes on with it. */
bool schedule_compares(void);

/* This order has had a choice: before, all orders are one. */
bool schedule_has_chosen(void);

/* The next choice is one that has not been made in an order before, so that its state may have been met. */
bool schedule_wants_state(void);

/* It is made in that state: a digest of all that can be of use to what comes. If an order has had a choice in
 * it, all that goes on from it has been seen: then the rest of this one is without choices. */
void schedule_at(uint64_t state);
bool schedule_has_met(void);

/* Something has happened after which states that look alike may go on differently: from now on no two are
 * taken for the same, in this order and those behind it. What was left out before stays right: orders are
 * seen depth first, so all that goes on from a state has been seen before it is met again, and in none of
 * that had this happened. Any context. */
void schedule_past_matters(void);

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

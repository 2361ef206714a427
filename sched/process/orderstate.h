/*
 * The state of the programs, as one number, where one of several threads is to be chosen: two orders that
 * come to the same state go on alike, so that /SCHEDULE=distinct looks at what follows once. For that the
 * state is all that what comes can hang on:
 *
 *   - the memory of the process, what its threads have in their registers, whether each is ready or waits,
 *     who has just given way, and the clock: as they are;
 *   - of the kernel's objects what has been done to them, by whom, in which order: what is done to one object
 *     apart from what is done to another; and to the kernel as a whole, by services that may touch anything,
 *     each with the state it found;
 *   - threads that have ended, whoever was first.
 *
 * So two steps may be exchanged, without a change of the state, if they leave the same bytes, and what they
 * do in the kernel is done to different objects. Where a program could learn more than this (frames by their
 * number, written pages, what a full memory has given up), or where somebody waits for time, states are not
 * told: nothing is left out there. Thread context; nothing here waits.
 */
#ifndef SCHED_ORDERSTATE_H
#define SCHED_ORDERSTATE_H

#include <stdbool.h>
#include "sched/object/object.h"

/* From now on the dispatcher asks. Once, when /SCHEDULE= compares states. */
void order_state_start(void);
bool order_state_is_on(void);

/* A new order begins. */
void order_state_begin(void);

/* Time has been waited for: threads of the kernel ran that nobody notes. */
void order_state_forget(void);

/* What the running thread is about to do: anything, until order_state_done(); something with one object,
 * which a handle of its process names, by a service of that number with that value; with what belongs to the
 * thread of that id; to end, as one of several. */
void order_state_all(uint32_t service);
void order_state_object(struct object *object, uint32_t handle, uint32_t service, uint32_t value);
void order_state_thread(uint32_t id, uint32_t service, uint32_t value);
void order_state_end(ntstatus status);
void order_state_done(void);

#endif

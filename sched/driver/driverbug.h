/*
 * What a driver does wrong and the machine cannot go on with: a bugcheck with NT's code, which names the
 * driver (firmware/panic.h). Any context.
 */
#ifndef SCHED_DRIVERBUG_H
#define SCHED_DRIVERBUG_H

#include "sched/driver/driver.h"

/* From now on each bugcheck says which driver's code was at work. Once. */
void driver_bugs_start(void);

/* The bugcheck that follows names that driver, though its code is not at work any more; NULL: the one whose
 * code is. */
void driver_blame(const struct driver *driver);

/* Blames it, and stops the machine. */
_Noreturn void driver_bug(const struct driver *driver, uint32_t code, uint32_t first, uint32_t second,
                          uint32_t third, const char *text);

/* The driver that calls has: its code is found on the stack. */
_Noreturn void driver_call_bug(uint32_t code, uint32_t first, uint32_t second, const char *text);

/* A parameter of these bugchecks: what was to be done with the address. */
#define DRIVER_BUG_EXECUTES 8u

/* What it calls may be called up to that level. */
void driver_call_at_most(uint32_t level);

/* One of its functions has come back with the flags with which it was called, and has not written beyond its
 * pool; asked before the level and anything that copies. `what` and `which` are the bugcheck's parameters. */
void driver_check_return(const struct driver *driver, uint32_t what, uint32_t which);

/* The same, and at the level at which it was called, which was PASSIVE_LEVEL. */
void driver_check_level(const struct driver *driver, uint32_t what, uint32_t which);

/* No driver has written beyond what it was given of the pool: asked before anything of what could lie there
 * is used. Of many blocks some are looked at, so that a call costs the same with ten thousand of them. */
void driver_check_pool(void);

/* The same of one block, which it gives back. */
void driver_check_block(const void *block);

/* What is to be called for it lies in some driver's image. */
void driver_check_code(const struct driver *driver, uint32_t address);

#endif

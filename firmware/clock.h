/*
 * Time, in units of 100 ns since kernel entry. Any context.
 *
 * It goes in steps of 10 us. Logical (the default): every event is one, written to the log or not, so that
 * the choice of log classes changes no time. Instructions (/CLOCK=TSC): each 10,000 of the time-stamp
 * counter, which under the emulator's -icount counts executed instructions, 1 ns each. In both, idle time is
 * jumped over instead of waited for.
 */
#ifndef FIRMWARE_CLOCK_H
#define FIRMWARE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/cpu.h"

#define CLOCK_STEP          100u /* 10 us */
#define CLOCK_UNITS_PER_MS  10000u
#define CLOCK_UNITS_PER_SEC 10000000u
#define CLOCK_BOOT_TIME     134116992000000000ull /* 2026-01-01 00:00 UTC in NT's count from 1601 */

/* The last moment: NT's system time is a signed number and would turn negative behind it. The clock stops
 * there. */
#define CLOCK_END (INT64_MAX - CLOCK_BOOT_TIME)
/* Up to here time-outs are exact, behind it they are cut short: clock_after(). 25000 years from the start. */
#define CLOCK_EXACT (CLOCK_END / 8 * 7)

enum clock_source { CLOCK_LOGICAL, CLOCK_INSTRUCTIONS };

/* Counting begins: the kernel's first act. */
void clock_start(void);

void clock_choose(enum clock_source source);

/* 0 .. CLOCK_END; falls by clock_go_back() only. */
uint64_t clock_now(void);

/* The same without steps, for who measures: clock_now() .. clock_now() + CLOCK_STEP - 1. */
uint64_t clock_counter(void);

/* System time as NT counts it: 100 ns since 1601-01-01. */
uint64_t clock_system_time(void);

/* clock_now(), which the caller puts where a program can read it. As long as clock_shown() is true it has not
 * changed; asked on every way back to user mode, so it is cheap. Of the logical clock it is never true: there
 * every such way counts events. Only clock.c changes the variable, the reading of the time-stamp counter at
 * which the next step begins. */
uint64_t clock_show(void);
extern uint64_t clock_shown_until;
static inline bool clock_shown(void)
{
    return cpu_time_stamp() < clock_shown_until;
}

/* When `interval` from now will be over, as a clock time: exact up to CLOCK_EXACT. A program may sleep for
 * 29000 years as often as it likes, and its next sleep of a second still has to take a second: behind
 * CLOCK_EXACT a time-out takes at most half of what is left until CLOCK_END, so that the end is never reached
 * by sleeping. */
uint64_t clock_after(uint64_t interval);

/* Makes it at least `due` (at most CLOCK_END): nobody is ready before. */
void clock_jump(uint64_t due);

/* Of the logical clock, a program has run so many instructions without an event: that is some of its steps,
 * and one at least. The other clock has seen them. */
void clock_computed(uint32_t instructions);

/* It is `then` again, which was before: nobody may wait for time, and no program be there that knows it. */
void clock_go_back(uint64_t then);

/* What the time-stamp counter has counted since it was `since` is no time, and no instructions: the machine
 * has waited for a device, which takes the host's time. */
void clock_leave_out(uint64_t since);

/* The time-stamp counter since kernel entry, whichever source the clock has. */
uint64_t clock_instructions(void);

/* What clock_instructions() was when the first program was about to run its first instruction; 0 before. */
void clock_note_user(void);
uint64_t clock_first_user(void);

#endif

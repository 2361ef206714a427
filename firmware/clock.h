/*
 * Time, in units of 100 ns since kernel entry. Any context.
 *
 * Logical (the default): every event advances it by CLOCK_STEP, written to the log or not, so that the choice
 * of log classes changes no time. Instructions (/CLOCK=TSC): the time-stamp counter, which under the
 * emulator's -icount counts executed instructions, 1 ns each. In both, idle time is jumped over instead of
 * waited for.
 */
#ifndef FIRMWARE_CLOCK_H
#define FIRMWARE_CLOCK_H

#include <stdint.h>

#define CLOCK_STEP          100u /* 10 us an event */
#define CLOCK_UNITS_PER_MS  10000u
#define CLOCK_UNITS_PER_SEC 10000000u
#define CLOCK_BOOT_TIME     134116992000000000ull /* 2026-01-01 00:00 UTC in NT's count from 1601 */

enum clock_source { CLOCK_LOGICAL, CLOCK_INSTRUCTIONS };

/* Counting begins: the kernel's first act. */
void clock_start(void);

void clock_choose(enum clock_source source);

uint64_t clock_now(void);

/* System time as NT counts it: 100 ns since 1601-01-01. */
uint64_t clock_system_time(void);

/* Makes it at least `due`: nobody is ready before. */
void clock_jump(uint64_t due);

/* The time-stamp counter since kernel entry, whichever source the clock has. */
uint64_t clock_instructions(void);

/* What clock_instructions() was when the first program was about to run its first instruction; 0 before. */
void clock_note_user(void);
uint64_t clock_first_user(void);

#endif

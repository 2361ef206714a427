/*
 * Control-C: every program that is on the console hears of it. A thread begins in each, where its KERNEL32
 * has asked for it, or, in one that has not, at NTDLL's RtlExitUserProcess: it ends with c000013a. A process
 * whose parameters say that it ignores control-C hears nothing, nor does one that has not loaded its DLLs
 * yet.
 *
 * The kernel's thread ConsoleControl does it; it begins with the first control-C.
 */
#ifndef SCHED_CONTROL_H
#define SCHED_CONTROL_H

/* Control-C was typed. `told` is called in thread context when the programs have been told. Any context. */
void control_typed(void);

/* At start, once. */
void control_start(void (*told)(void));

#endif

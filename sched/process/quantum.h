/*
 * A quantum: after so many of its own instructions a program's thread gives way to those that are ready at
 * its priority or a higher one (/QUANTUM=n; without it nobody is preempted, and nothing is paid).
 * Instructions are counted by single steps: while somebody else could run, or waits for time, the program
 * runs with TF. So the moment is the same on every processor. Counted is what a step follows, that is, all
 * but what comes into the kernel by itself (a system call, a fault, INT3), what MOV to ss and POP ss hold
 * back (SDM vol. 3A, 6.8.3: such a one and the next are one step), and the turns of a string instruction but
 * the last.
 *
 * The program sees nothing of it but the time that passes: in the kernel, and where its registers are shown,
 * TF is its own; what PUSHF, POPF and IRET do with it is put right behind them; its own steps arrive.
 */
#ifndef SCHED_QUANTUM_H
#define SCHED_QUANTUM_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/trap.h"

#define QUANTUM_MOST 1000000000u

/* An emulator holds a step back for as many loads of ss as stand in a row. Behind more than this many PUSHF
 * would show TF: nobody has a use for two. */
#define QUANTUM_HELD_BACK 64u

/* Before programs and services start, once. 0: nobody is preempted. */
void quantum_start(uint32_t instructions);

bool quantum_is_on(void);

/* First of all in the kernel, and last, on the way of the running thread from user mode and back: `frame` is
 * the program's, then the processor's. Traps come through both by themselves; nothing happens when it is
 * off. */
void quantum_enter(struct trap_frame *frame);
void quantum_leave(struct trap_frame *frame);

/* Of a TRAP_DEBUG from user mode: it was only the quantum's step, and nobody needs to hear of it. Gives way
 * when the quantum is over, and so may come back late. */
bool quantum_took_step(void);

#endif

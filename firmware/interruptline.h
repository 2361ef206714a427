/*
 * Interrupt lines, by the two controllers of the PC (Intel 8259A data sheet; lines 0 to 15, of which the
 * second controller's come by line 2). The processor works with interrupts off; only while it waits here do
 * they come in, each line once: it is masked before its device is asked, so that what is done about it can
 * wait until the waiting is over.
 */
#ifndef FIRMWARE_INTERRUPTLINE_H
#define FIRMWARE_INTERRUPTLINE_H

#include <stdbool.h>
#include <stdint.h>

#define INTERRUPT_LINES 16u

/* Both controllers begin anew, all lines masked; the clock ticks. Once, before the others. */
void interrupt_lines_start(void);

/* Can a device have it? Not the clock's, not the second controller's. */
bool interrupt_line_is_free(uint32_t line);

/* Waits until an interrupt has come on each of these lines (bit n: line n), or for `ticks` ticks of the
 * clock, 55 ms each; on which it has. The clock is the emulator's own, whatever the machine's counts. */
uint32_t interrupt_lines_await(uint32_t lines, uint32_t ticks);

/* From now on that line, of edges, comes in also while programs run and while the processor rests, never in
 * the kernel's own work: `handler` is told whether a program was interrupted; then it runs in the context of
 * its thread and may wait. One line, once, at start. */
void interrupt_line_always(uint32_t line, void (*handler)(bool from_program));

/* Rests until that line has come in, or one has come before of which nobody was told; at most for `most`, in
 * 100 ns, and seldom so long: some 27 ms. Returns how long it was by the emulator's clock; with -icount that
 * is the host's only where it has sleep=on. The idle loop. */
uint32_t interrupt_lines_rest(uint64_t most);

#endif

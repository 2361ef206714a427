/*
 * What an instruction does to its operand in memory. One that reads and writes it (`incl (%eax)`) needs the
 * right to write from the start: a processor's page fault says "write" even where the page is not there to be
 * read (Intel SDM vol. 3A, 4.7, the W/R flag; vol. 2, the pages of the instructions). An emulator may do the
 * two accesses one after the other, and then its error code says "read". And what a single step must know of
 * it. Hardware-free.
 */
#ifndef FIRMWARE_INSTRUCTION_H
#define FIRMWARE_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

#define INSTRUCTION_LONGEST 15u

/* One of the bytes that may stand before an opcode (SDM vol. 2, 2.1.1): a segment, a size, LOCK, a repeat. */
bool instruction_is_prefix(uint8_t byte);

/* Does the instruction of 32-bit code at `bytes` write the operand in memory that it also reads? It has then
 * no other operand in memory, so a fault of it that is no fetch is a fault of that one. False, too, when it
 * does not end within `count` bytes (0 to any; no byte behind them is read): the rest lies on another page,
 * whose absence would be a fetch's fault.
 *
 * Writing is what the instruction may do, not what it comes to do: CMPXCHG that finds another value, a shift
 * by 0 and ARPL that changes nothing count. CMPXCHG writes in any case (SDM vol. 2); of the others the SDM
 * does not tell, and emulators that ask as a processor does ask for the right to write. */
bool instruction_modifies(const uint8_t *bytes, uint32_t count);

/* What a single step (TF) must know of the instruction behind which it traps. */
enum instruction_step {
    STEP_PLAIN,
    STEP_PUSHES_FLAGS, /* PUSHF: TF can be seen */
    STEP_TAKES_FLAGS,  /* POPF, IRET: TF is what they take */
    STEP_REPEATS,      /* a string instruction with a repeat: each turn is a step */
    STEP_HELD_BACK     /* it loads ss: the step comes behind the next one, or later */
};

/* Of the instruction of 32-bit code at `bytes`; *length is where its opcode ends, of one that is held back
 * where all of it does. MOV to ss and POP ss hold back the trap behind them (SDM vol. 3A, 6.8.3); of several
 * in a row a processor may mean only the first, an emulator each, and LSS as well. STEP_PLAIN, too, when what
 * tells lies behind `count` (any; no byte behind is read): before it is executed there is a fetch's fault. */
enum instruction_step instruction_step(const uint8_t *bytes, uint32_t count, uint32_t *length);

#endif

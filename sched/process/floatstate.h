/*
 * The floating-point state as programs see it: which exception a flag means, and FLOATING_SAVE_AREA, the form
 * that FSAVE gives the x87 registers, beside the FXSAVE form that the kernel keeps. Hardware-free. Any
 * context. Intel SDM vol. 1, 8.1.2 .. 8.1.10 (x87 registers), 8.5 and 11.5 (exceptions), 10.5.1 (FXSAVE);
 * winnt.h.
 */
#ifndef SCHED_FLOATSTATE_H
#define SCHED_FLOATSTATE_H

#include <stdint.h>
#include "firmware/cpu.h"
#include "firmware/status.h"
#include "sched/process/nt.h"

/* Fields of the FXSAVE area. */
enum float_offset {
    FLOAT_CONTROL = 0,
    FLOAT_STATUS = 2,
    FLOAT_TAGS = 4, /* one bit a register, 1: in use */
    FLOAT_OPCODE = 6,
    FLOAT_ERROR_OFFSET = 8,
    FLOAT_ERROR_SELECTOR = 12,
    FLOAT_DATA_OFFSET = 16,
    FLOAT_DATA_SELECTOR = 20,
    FLOAT_MXCSR = 24,
    FLOAT_MXCSR_MASK = 28,
    FLOAT_REGISTERS = 32, /* eight, 16 bytes apart, 10 of them used */
};

/* What an unmasked x87 exception is called: the first in the processor's order of priority. */
ntstatus float_x87_status(uint16_t control, uint16_t status);

/* The same for SSE. NT has two codes: one for what is found before the operation (invalid, denormal, divide
 * by zero), and one for what its result shows (overflow, underflow, inexact). */
ntstatus float_simd_status(uint32_t mxcsr);

uint32_t float_mxcsr(const struct fpu_state *state);

/* Where the last x87 instruction and its operand lie, for emulators whose FXSAVE leaves that out. */
void float_set_places(struct fpu_state *state, const struct fpu_environment *environment);

/* The x87 part of `state` in FSAVE's form, and back. */
void float_save(const struct fpu_state *state, struct nt_float_save *save);
void float_restore(const struct nt_float_save *save, struct fpu_state *state);

/* Takes over the FXSAVE area of a program: bits of MXCSR that this processor does not have would make it
 * refuse the whole. */
void float_take_extended(const uint8_t *extended, struct fpu_state *state);

#endif

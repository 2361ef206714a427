#include "sched/process/floatstate.h"

#include <stdbool.h>
#include <string.h>

#define REGISTERS      8u
#define REGISTER_BYTES 10u
#define STACK_FAULT    0x40u
#define MXCSR_PLAIN    0xffbfu /* what a processor has that does not say: all but denormals-are-zeros */

/* The flags of both status registers, and, elsewhere, their masks. */
enum { INVALID = 1, DENORMAL = 2, ZERO_DIVIDE = 4, OVERFLOW = 8, UNDERFLOW = 16, INEXACT = 32, ALL = 63 };

static uint16_t get16(const struct fpu_state *state, uint32_t offset)
{
    uint16_t value;
    memcpy(&value, &state->bytes[offset], sizeof value);
    return value;
}

static uint32_t get32(const struct fpu_state *state, uint32_t offset)
{
    uint32_t value;
    memcpy(&value, &state->bytes[offset], sizeof value);
    return value;
}

static void put16(struct fpu_state *state, uint32_t offset, uint32_t value)
{
    uint16_t half = (uint16_t)value;
    memcpy(&state->bytes[offset], &half, sizeof half);
}

static void put32(struct fpu_state *state, uint32_t offset, uint32_t value)
{
    memcpy(&state->bytes[offset], &value, sizeof value);
}

ntstatus float_x87_status(uint16_t control, uint16_t status)
{
    uint32_t unmasked = status & ~control & ALL;
    if (unmasked & INVALID)
        return status & STACK_FAULT ? STATUS_FLOAT_STACK_CHECK : STATUS_FLOAT_INVALID_OPERATION;
    if (unmasked & ZERO_DIVIDE)
        return STATUS_FLOAT_DIVIDE_BY_ZERO;
    if (unmasked & DENORMAL)
        return STATUS_FLOAT_DENORMAL_OPERAND;
    if (unmasked & OVERFLOW)
        return STATUS_FLOAT_OVERFLOW;
    if (unmasked & UNDERFLOW)
        return STATUS_FLOAT_UNDERFLOW;
    if (unmasked & INEXACT)
        return STATUS_FLOAT_INEXACT_RESULT;
    return STATUS_FLOAT_INVALID_OPERATION; /* somebody has masked it meanwhile */
}

ntstatus float_simd_status(uint32_t mxcsr)
{
    uint32_t unmasked = mxcsr & ~(mxcsr >> 7) & ALL;
    return unmasked & (INVALID | DENORMAL | ZERO_DIVIDE) ? STATUS_FLOAT_MULTIPLE_TRAPS
                                                         : STATUS_FLOAT_MULTIPLE_FAULTS;
}

uint32_t float_mxcsr(const struct fpu_state *state)
{
    return get32(state, FLOAT_MXCSR);
}

void float_set_places(struct fpu_state *state, const struct fpu_environment *environment)
{
    put16(state, FLOAT_OPCODE, environment->error_selector >> 16);
    put32(state, FLOAT_ERROR_OFFSET, environment->error_offset);
    put32(state, FLOAT_ERROR_SELECTOR, environment->error_selector & 0xffff);
    put32(state, FLOAT_DATA_OFFSET, environment->data_offset);
    put32(state, FLOAT_DATA_SELECTOR, environment->data_selector & 0xffff);
}

/* Which of the eight registers is ST(i). */
static uint32_t physical(uint16_t status, uint32_t i)
{
    return (i + (status >> 11)) % REGISTERS;
}

/* FSAVE's two bits: 0 valid, 1 zero, 2 special (infinity, denormal, not a number), 3 empty. */
static uint32_t tag_of(const uint8_t *value)
{
    uint16_t exponent;
    uint64_t fraction;
    memcpy(&fraction, value, sizeof fraction);
    memcpy(&exponent, value + 8, sizeof exponent);
    exponent &= 0x7fff;
    if (exponent == 0 && fraction == 0)
        return 1;
    return exponent != 0 && exponent != 0x7fff && fraction >> 63 ? 0 : 2;
}

static uint32_t tags_of(const struct fpu_state *state)
{
    uint32_t tags = 0;
    uint16_t status = get16(state, FLOAT_STATUS);
    for (uint32_t i = 0; i < REGISTERS; i++) {
        uint32_t place = physical(status, i);
        bool used = state->bytes[FLOAT_TAGS] >> place & 1;
        tags |= (used ? tag_of(&state->bytes[FLOAT_REGISTERS + i * 16]) : 3u) << place * 2;
    }
    return tags;
}

void float_save(const struct fpu_state *state, struct nt_float_save *save)
{
    save->control = get16(state, FLOAT_CONTROL);
    save->status = get16(state, FLOAT_STATUS);
    save->tags = tags_of(state);
    save->error_offset = get32(state, FLOAT_ERROR_OFFSET);
    save->error_selector = get16(state, FLOAT_ERROR_SELECTOR) | (uint32_t)get16(state, FLOAT_OPCODE) << 16;
    save->data_offset = get32(state, FLOAT_DATA_OFFSET);
    save->data_selector = get16(state, FLOAT_DATA_SELECTOR);
    for (uint32_t i = 0; i < REGISTERS; i++)
        memcpy(&save->registers[i * REGISTER_BYTES], &state->bytes[FLOAT_REGISTERS + i * 16], REGISTER_BYTES);
    save->cr0 = 0;
}

static uint8_t tags_in_short(uint32_t tags)
{
    uint8_t bits = 0;
    for (uint32_t i = 0; i < REGISTERS; i++)
        if ((tags >> i * 2 & 3) != 3)
            bits |= (uint8_t)(1u << i);
    return bits;
}

void float_restore(const struct nt_float_save *save, struct fpu_state *state)
{
    put16(state, FLOAT_CONTROL, save->control);
    put16(state, FLOAT_STATUS, save->status);
    state->bytes[FLOAT_TAGS] = tags_in_short(save->tags);
    put16(state, FLOAT_OPCODE, save->error_selector >> 16);
    put32(state, FLOAT_ERROR_OFFSET, save->error_offset);
    put32(state, FLOAT_ERROR_SELECTOR, save->error_selector & 0xffff);
    put32(state, FLOAT_DATA_OFFSET, save->data_offset);
    put32(state, FLOAT_DATA_SELECTOR, save->data_selector & 0xffff);
    for (uint32_t i = 0; i < REGISTERS; i++)
        memcpy(&state->bytes[FLOAT_REGISTERS + i * 16], &save->registers[i * REGISTER_BYTES], REGISTER_BYTES);
}

void float_take_extended(const uint8_t *extended, struct fpu_state *state)
{
    uint32_t mask = get32(state, FLOAT_MXCSR_MASK);
    memcpy(state->bytes, extended, sizeof state->bytes);
    put32(state, FLOAT_MXCSR, get32(state, FLOAT_MXCSR) & (mask ? mask : MXCSR_PLAIN));
    put32(state, FLOAT_MXCSR_MASK, mask);
}

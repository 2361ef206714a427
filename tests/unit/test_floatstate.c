// sources: sched/process/floatstate.c
#include "sched/process/floatstate.h"

#include <string.h>
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define MASKED 0x37fu

static uint16_t control_without(uint16_t mask)
{
    return (uint16_t)(MASKED & ~mask);
}

static void each_x87_flag_has_its_code(void)
{
    CHECK(float_x87_status(control_without(1), 0x01) == STATUS_FLOAT_INVALID_OPERATION);
    CHECK(float_x87_status(control_without(1), 0x41) == STATUS_FLOAT_STACK_CHECK);
    CHECK(float_x87_status(control_without(2), 0x02) == STATUS_FLOAT_DENORMAL_OPERAND);
    CHECK(float_x87_status(control_without(4), 0x04) == STATUS_FLOAT_DIVIDE_BY_ZERO);
    CHECK(float_x87_status(control_without(8), 0x08) == STATUS_FLOAT_OVERFLOW);
    CHECK(float_x87_status(control_without(16), 0x10) == STATUS_FLOAT_UNDERFLOW);
    CHECK(float_x87_status(control_without(32), 0x20) == STATUS_FLOAT_INEXACT_RESULT);
}

static void a_masked_flag_does_not_count(void)
{
    CHECK(float_x87_status(control_without(32), 0x3f) == STATUS_FLOAT_INEXACT_RESULT);
    CHECK(float_x87_status(control_without(32), 0x7f) == STATUS_FLOAT_INEXACT_RESULT);
    CHECK(float_x87_status(control_without(24), 0x38) == STATUS_FLOAT_OVERFLOW);
    CHECK(float_x87_status(0x340, 0x3e) == STATUS_FLOAT_DIVIDE_BY_ZERO);
}

static void sse_has_one_code_before_and_one_behind_the_operation(void)
{
    for (uint32_t flag = 1; flag < 64; flag *= 2) {
        uint32_t others = 0x1f80 & ~(flag << 7);
        CHECK(float_simd_status(others | flag) ==
              (flag <= 4 ? STATUS_FLOAT_MULTIPLE_TRAPS : STATUS_FLOAT_MULTIPLE_FAULTS));
        CHECK(float_simd_status(others | 63) == float_simd_status(others | flag));
    }
}

/* ---- the two forms ---- */

static struct fpu_state state;
static struct nt_float_save save;

static void put_register(uint32_t i, uint16_t exponent, uint64_t fraction)
{
    memcpy(&state.bytes[FLOAT_REGISTERS + i * 16], &fraction, 8);
    memcpy(&state.bytes[FLOAT_REGISTERS + i * 16 + 8], &exponent, 2);
}

/* ST(0) is register 5: three values, a zero, a denormal, the rest empty. */
static void the_tags_tell_what_lies_in_a_register(void)
{
    memset(&state, 0, sizeof state);
    state.bytes[FLOAT_STATUS + 1] = 5 << 3;
    state.bytes[FLOAT_TAGS] = 0xe3; /* registers 5, 6, 7, 0, 1 */
    put_register(0, 0x3fff, 1ull << 63);
    put_register(1, 0x8000, 0);
    put_register(2, 0x7fff, 1ull << 63);
    put_register(3, 0, 1);
    put_register(4, 0x3fff, 1); /* no integer bit */
    put_register(5, 0x3fff, 1ull << 63);
    float_save(&state, &save);
    CHECK(save.tags == (0u << 10 | 1u << 12 | 2u << 14 | 2u << 0 | 2u << 2 | 3u << 4 | 3u << 6 | 3u << 8));
}

static void all_fields_come_back(void)
{
    uint32_t seed = 4711;
    for (int round = 0; round < 1000; round++) {
        struct fpu_state before, after;
        for (uint32_t i = 0; i < sizeof before; i++)
            before.bytes[i] = (uint8_t)host_random(&seed);
        memset(&before.bytes[5], 0, 1);
        memset(&before.bytes[FLOAT_ERROR_SELECTOR + 2], 0, 2);
        memset(&before.bytes[FLOAT_DATA_SELECTOR + 2], 0, 2);
        after = before;
        memset(after.bytes, 0, FLOAT_MXCSR);
        for (uint32_t i = 0; i < 8; i++)
            memset(&after.bytes[FLOAT_REGISTERS + i * 16], 0, 10);
        float_save(&before, &save);
        float_restore(&save, &after);
        CHECK(memcmp(&before, &after, sizeof before) == 0);
    }
}

static void mxcsr_takes_what_the_processor_has(void)
{
    uint8_t extended[512];
    memset(extended, 0xff, sizeof extended);
    memset(&state, 0, sizeof state);
    float_take_extended(extended, &state);
    CHECK(float_mxcsr(&state) == 0xffbf);
    memset(&state.bytes[FLOAT_MXCSR_MASK], 0xff, 2);
    float_take_extended(extended, &state);
    CHECK(float_mxcsr(&state) == 0xffff && state.bytes[FLOAT_MXCSR_MASK + 2] == 0);
    CHECK(state.bytes[0] == 0xff && state.bytes[511] == 0xff);
}

static void the_places_of_the_last_instruction_are_taken_from_its_environment(void)
{
    const struct fpu_environment environment = {.error_offset = 0x401234,
                                                .error_selector = 0x05d9001b,
                                                .data_offset = 0x30fffc,
                                                .data_selector = 0xffff0023};
    memset(&state, 0, sizeof state);
    float_set_places(&state, &environment);
    float_save(&state, &save);
    CHECK(save.error_offset == 0x401234 && save.error_selector == 0x05d9001b);
    CHECK(save.data_offset == 0x30fffc && save.data_selector == 0x23);
}

int main(void)
{
    RUN(each_x87_flag_has_its_code);
    RUN(a_masked_flag_does_not_count);
    RUN(sse_has_one_code_before_and_one_behind_the_operation);
    RUN(the_tags_tell_what_lies_in_a_register);
    RUN(all_fields_come_back);
    RUN(mxcsr_takes_what_the_processor_has);
    RUN(the_places_of_the_last_instruction_are_taken_from_its_environment);
    return unit_end();
}

/*
 * A time-stamp counter that the test moves, in the place of firmware/cpu.h: included before anything else
 * (`// flags: -include tests/unit/timestamp.h`).
 */
#ifndef FIRMWARE_CPU_H
#define FIRMWARE_CPU_H

#include <stdint.h>

extern uint64_t time_stamp;

static inline uint64_t cpu_time_stamp(void)
{
    return time_stamp;
}

#endif

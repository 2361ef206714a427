/*
 * What the fuzzers share: rounds from the command line, and an alarm that makes a hang a failure.
 */
#ifndef TESTS_UNIT_FUZZ_H
#define TESTS_UNIT_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "tests/unit/host.h"

#define FUZZ_SECONDS 10u /* longer than any round: whoever needs more, hangs */

static uint32_t fuzz_state;

static inline uint32_t fuzz_random(void)
{
    return host_random(&fuzz_state);
}

static inline uint32_t fuzz_below(uint32_t limit)
{
    return fuzz_random() % limit;
}

/* Numbers that are more often wrong than random ones. */
static inline uint32_t fuzz_number(void)
{
    static const uint32_t odd[] = {0,      1,          2,          0x7f,       0x80,       0xff,
                                   0x1ff,  0x200,      0xfff,      0x1000,     0x7fff,     0x8000,
                                   0xffff, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffffffe, 0xffffffff};
    return fuzz_below(2) ? odd[fuzz_below(sizeof odd / sizeof odd[0])] : fuzz_random();
}

/* Runs `round` so many times; each starts from its own number, so that `fuzz_x N 1` repeats round N alone. */
static inline int fuzz_main(int count, char **arguments, const char *name, uint32_t rounds,
                            void (*round)(void))
{
    uint32_t first = 0;
    if (count > 1)
        rounds = (uint32_t)strtoul(arguments[1], NULL, 0);
    if (count > 2) {
        first = rounds;
        rounds = (uint32_t)strtoul(arguments[2], NULL, 0);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (uint32_t i = first; i < first + rounds; i++) {
        fuzz_state = i * 2654435761u + 12345;
        alarm(FUZZ_SECONDS);
        if (getenv("FUZZ_VERBOSE") != NULL)
            printf("# round %u\n", (unsigned)i);
        round();
    }
    printf("ok 1 - %s, %u rounds\n1..1\n", name, (unsigned)rounds);
    return 0;
}

/* An invariant that every round must keep. */
#define FUZZ_HOLDS(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            printf("not ok 1 - %s:%d: not true: %s\n1..1\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

#endif

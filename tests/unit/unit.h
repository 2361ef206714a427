/*
 * The smallest unit-test frame: CHECK says what must hold, the program prints TAP and exits 1 if anything
 * failed. A test is a function that reads like an experiment; main() runs them with RUN() and ends with
 * return unit_end().
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <stdio.h>
#include <stdbool.h>

static int unit_tests, unit_failed_tests;
static bool unit_failed;

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            unit_failed = true;                                                                              \
            printf("# %s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                               \
        }                                                                                                    \
    } while (0)

#define RUN(test)                                                                                            \
    do {                                                                                                     \
        unit_failed = false;                                                                                 \
        test();                                                                                              \
        unit_failed_tests += unit_failed;                                                                    \
        printf("%s %d - %s\n", unit_failed ? "not ok" : "ok", ++unit_tests, #test);                          \
    } while (0)

static inline int unit_end(void)
{
    printf("1..%d\n", unit_tests);
    return unit_failed_tests != 0;
}

#endif

/* How the host machine ends when something is wrong. Knows no other header, so that files that know this
 * process's own memory calls can use it. */
#ifndef TESTS_UNIT_MACHINE_FAIL_H
#define TESTS_UNIT_MACHINE_FAIL_H

/* Ends the process: says why, and what the log said last. */
_Noreturn void machine_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

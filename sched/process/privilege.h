/*
 * What a process may do beyond the rights of its handles (Microsoft: Privileges). Each process has its own
 * set and begins with its parent's; those of BOOT.INI begin as an administrator's do who may also lock pages
 * in memory and make permanent objects: most are held and not enabled. A privilege is known by its LUID,
 * whose high part is 0. Hardware-free.
 */
#ifndef SCHED_PRIVILEGE_H
#define SCHED_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

/* NT's numbers. */
enum privilege {
    PRIVILEGE_FIRST = 2,
    PRIVILEGE_LOCK_MEMORY = 4,
    PRIVILEGE_CREATE_PERMANENT = 16,
    PRIVILEGE_CHANGE_NOTIFY = 23,
    PRIVILEGE_IMPERSONATE = 29,
    PRIVILEGE_CREATE_GLOBAL = 30,
    PRIVILEGE_LAST = 35
};

struct privileges {
    uint64_t held, enabled; /* a bit for each number; what is enabled is held */
};

#define PRIVILEGE_BIT(number) (1ull << (number))

/* Enabled from the start, where a program has not said otherwise. */
#define PRIVILEGES_BY_DEFAULT                                                                                \
    (PRIVILEGE_BIT(PRIVILEGE_CHANGE_NOTIFY) | PRIVILEGE_BIT(PRIVILEGE_IMPERSONATE) |                         \
     PRIVILEGE_BIT(PRIVILEGE_CREATE_GLOBAL))

/* An administrator's, which are all but those to make tokens (2, 3), to add machines (6), to be part of the
 * system (7), to write the audit log (21), and those of servers (26, 27, 31,
 * 32). */
#define PRIVILEGES_OF_USER 0xe73dfff30ull

static inline bool privilege_enabled(const struct privileges *privileges, enum privilege number)
{
    return (privileges->enabled & PRIVILEGE_BIT(number)) != 0;
}

static inline bool privileges_equal(const struct privileges *a, const struct privileges *b)
{
    return a->held == b->held && a->enabled == b->enabled;
}

#endif

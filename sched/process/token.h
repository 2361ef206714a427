/*
 * The token of a process, as an object: by it programs ask for privileges and change them (Microsoft: Access
 * Tokens). It is made when somebody opens it, is one as long as somebody has it open, and keeps the process's
 * record meanwhile. Thread context; what gives up a reference may wait.
 */
#ifndef SCHED_TOKEN_H
#define SCHED_TOKEN_H

#include "sched/process/process.h"

enum token_right {
    TOKEN_RIGHT_QUERY = 0x8,
    TOKEN_RIGHT_ADJUST_PRIVILEGES = 0x20,
};

struct token {
    struct object object; /* first */
    struct process *process;
};

extern const struct object_type token_type;

/* The process's, with a reference. STATUS_INSUFFICIENT_RESOURCES. */
ntstatus token_open(struct process *process, struct object **out);

/* May the running process do this? STATUS_PRIVILEGE_NOT_HELD: it does not hold the privilege, or has not
 * enabled it. */
ntstatus token_must_hold(enum privilege number);

#endif

/*
 * What the services that query and set classes of information have in common: how long a structure has to be
 * and how it must lie, where its length is told. Thread context; may wait, because they touch the program's
 * memory.
 *
 * A structure of whole words must lie on a word, as NT probes it (STATUS_DATATYPE_MISALIGNMENT); one of bytes
 * may lie anywhere.
 */
#ifndef SCHED_INFORMATION_H
#define SCHED_INFORMATION_H

#include <stdint.h>
#include "firmware/status.h"
#include "sched/object/object.h"

/* Where the answer to a query goes, as the caller says. */
struct answer {
    uint32_t out, room;
    uint32_t returned; /* where its length is told, or 0 */
};

/* Is there room for `bytes`: just so many, or so many at least? If not, the length that is needed is told.
 * STATUS_INFO_LENGTH_MISMATCH, STATUS_DATATYPE_MISALIGNMENT. */
ntstatus answer_exactly(const struct answer *answer, uint32_t bytes);
ntstatus answer_at_least(const struct answer *answer, uint32_t bytes);

/* Gives the answer and tells its length. */
ntstatus answer_give(const struct answer *answer, const void *data, uint32_t bytes);

/* A class of information that an object is asked for: `ask` fills `bytes` bytes, or `longer`. */
struct object_query {
    uint32_t class, bytes;
    void (*ask)(struct object *object, void *out);
    uint32_t
        longer; /* 0, or how long the structure is with what NT added to it later: either may be asked for */
};
#define QUERY_MOST_BYTES 64u

/* The query of a class, or NULL. */
const struct object_query *object_query_find(const struct object_query *queries, uint32_t count,
                                             uint32_t class);

/* Asks the object that a handle of that type names, if it grants the right. */
ntstatus answer_query(const struct answer *answer, const struct object_query *query, uint32_t handle,
                      const struct object_type *type, uint32_t right);

/* May `bytes` of information lie there? STATUS_DATATYPE_MISALIGNMENT. */
ntstatus information_aligned(uint32_t address, uint32_t bytes);

/* Takes what is to be set, which must be `bytes` long: `given` is what the caller says. */
ntstatus information_take(void *to, uint32_t from, uint32_t given, uint32_t bytes);

/* A class that a service does not have: STATUS_INVALID_INFO_CLASS if NT 6.1 has it not either (its own number
 * from `count` on), else STATUS_NOT_IMPLEMENTED and `what` in the log. */
ntstatus information_missing(uint32_t number, uint32_t count, const char *what);

#endif

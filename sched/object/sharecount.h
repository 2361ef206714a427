/*
 * Share access: how many openers of a file want what, and refuse what (Microsoft: "IoCheckShareAccess", and
 * CreateFile's dwShareMode). An opener is the access that he has and what he lets others do, NT's
 * FILE_SHARE_ bits. Who wants none of the three takes no part: he is not counted. Pure functions, any
 * context.
 */
#ifndef SCHED_SHARECOUNT_H
#define SCHED_SHARECOUNT_H

#include <stdbool.h>
#include <stdint.h>

enum share_bit { SHARE_READ = 1, SHARE_WRITE = 2, SHARE_DELETE = 4 };

/* Laid out as NT's SHARE_ACCESS, which lies in the memory of drivers (images/drivers/layout.c). */
struct share_count {
    uint32_t openers, readers, writers, deleters, share_read, share_write, share_delete;
};

/* What of an access counts for sharing. */
bool file_wants_read(uint32_t access);
bool file_wants_write(uint32_t access);
bool file_wants_delete(uint32_t access);
bool share_takes_part(uint32_t access);

/* May another one come in? */
bool share_allows(const struct share_count *others, uint32_t access, uint32_t share);

/* One more, and one less. */
void share_enter(struct share_count *others, uint32_t access, uint32_t share);
void share_leave(struct share_count *others, uint32_t access, uint32_t share);

#endif

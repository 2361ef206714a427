/*
 * What the log says of the kernel's own memory (docs/log-format.md, class pool): how much of it is in memory,
 * and who has taken what from the pools, by tag. Counted when it is asked for, so it costs nothing else. Any
 * context.
 */
#ifndef MMU_POOLLOG_H
#define MMU_POOLLOG_H

#include <stdint.h>
#include "firmware/log.h"

/* A `resident` line: how much of the kernel is in memory. */
void pool_log_resident(void);

/* A `resident` line, and a `pool` line for each tag in use, of the paged pool first, in the order of tags. */
void pool_log_all(void);

static inline void pool_log_usage(void)
{
    if (log_wanted(LOG_POOL))
        pool_log_all();
}

/* The pages that a tag has of the paged pool are others now: its `pool` line. */
void pool_log_change(uint32_t tag);

#endif

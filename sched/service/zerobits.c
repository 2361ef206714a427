#include "sched/service/zerobits.h"

#include "firmware/panic.h"

#define MOST_ZERO_BITS 21u

bool zero_bits_allowed(uint32_t zero_bits)
{
    return zero_bits <= MOST_ZERO_BITS;
}

/* The first byte that has a bit too many. */
static uint32_t end_of(uint32_t zero_bits)
{
    ASSERT(zero_bits > 0 && zero_bits <= MOST_ZERO_BITS);
    return 1u << (32 - zero_bits);
}

bool zero_bits_obeyed(uint32_t zero_bits, uint32_t start, uint32_t bytes)
{
    return zero_bits == 0 || (start < end_of(zero_bits) && bytes <= end_of(zero_bits) - start);
}

ntstatus zero_bits_place(const struct space *space, uint32_t zero_bits, uint32_t bytes, bool top_down,
                         uint32_t *start)
{
    ASSERT(*start == 0);
    if (zero_bits == 0)
        return STATUS_SUCCESS;
    return space_find_gap(space, end_of(zero_bits), bytes, top_down, start) ? STATUS_SUCCESS
                                                                            : STATUS_NO_MEMORY;
}

/*
 * The argument ZeroBits of NtAllocateVirtualMemory and NtMapViewOfSection (Microsoft: ntifs.h reference): how
 * many of the 32 bits of an address must be 0 from the top, where the system chooses it. NT 6.1 for i386
 * takes 0 to 21 and no masks; 21, and what else lies within the first 64 KB, leaves no address.
 */
#ifndef SCHED_ZEROBITS_H
#define SCHED_ZEROBITS_H

#include "mmu/space.h"

bool zero_bits_allowed(uint32_t zero_bits);

/* Does [start, start + bytes) obey? */
bool zero_bits_obeyed(uint32_t zero_bits, uint32_t start, uint32_t bytes);

/* Chooses *start, which is 0, if there is anything to obey, and leaves it 0 if not. STATUS_NO_MEMORY. */
ntstatus zero_bits_place(const struct space *space, uint32_t zero_bits, uint32_t bytes, bool top_down,
                         uint32_t *start);

#endif

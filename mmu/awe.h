/*
 * Frames that a program owns by their numbers (Microsoft: Address Windowing Extensions;
 * AllocateUserPhysicalPages, MapUserPhysicalPages, FreeUserPhysicalPages). They are zeros when they come, are
 * never paged, belong to the process until it gives them back or ends, and count as resident. It shows them
 * in regions made for that (VAD_AWE), each at one place at most.
 *
 * A space knows its frames by a table of the machine's frames, in pieces that come as they are needed. Thread
 * context; the space is the current one, and its lock is held.
 */
#ifndef MMU_AWE_H
#define MMU_AWE_H

#include "mmu/space.h"

/* How many of `wanted` frames could be had now; the log says so when it is not all of them. */
uint32_t awe_room(const struct space *space, uint32_t wanted);

/* Takes up to `wanted` frames and gives their numbers; how many: fewer when there is no more room. May wait
 * for frames. */
uint32_t awe_take(struct space *space, uint32_t wanted, uint32_t *numbers);

/* Gives frames back, in turn; what shows one shows nothing then. *freed: how many, until one was not the
 * process's (STATUS_CONFLICTING_ADDRESSES). */
ntstatus awe_free(struct space *space, const uint32_t *numbers, uint32_t count, uint32_t *freed);

/* Which frames are to be shown where. */
struct awe_view {
    uint32_t start;          /* side by side from here on, or */
    const uint32_t *pages;   /* not NULL: each at an address of its own */
    const uint32_t *numbers; /* of the frames; 0: nothing is shown there. NULL: nowhere */
    uint32_t count;
};

/* All of it, or nothing. What was shown at these places is not any more. STATUS_INVALID_PARAMETER_1: a place
 * in no region for frames; STATUS_CONFLICTING_ADDRESSES: not a frame of the process;
 * STATUS_INVALID_PARAMETER_3: shown already, or named twice. May wait for a page table. */
ntstatus awe_show(struct space *space, const struct awe_view *view);

/* For mmu/space.c: the frame is shown at no place any more, if it is one of these; all of them are given back
 * at the end of the space. */
void awe_hidden(struct space *space, pfn_t pfn);
void awe_clean(struct space *space);

/* For the books: is the frame the space's, and shown there? Tells each frame, and how many there are, and are
 * shown. */
bool awe_shows(const struct space *space, pfn_t pfn, page_t page);
struct awe_count {
    uint32_t frames, shown;
} awe_each_frame(const struct space *space, void (*tell)(pfn_t pfn));

#endif

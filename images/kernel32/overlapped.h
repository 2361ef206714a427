/* An OVERLAPPED as the services take it. Its first two words are the status block. */
#ifndef IMAGES_KERNEL32_OVERLAPPED_H
#define IMAGES_KERNEL32_OVERLAPPED_H

#include "images/kernel32/base.h"

/* By which a completion port knows the work; none where the low bit of the event says that no packet is
 * wanted (Microsoft: GetQueuedCompletionStatus). */
static inline void *overlapped_context(OVERLAPPED *overlapped)
{
    return overlapped && !((ULONG_PTR)overlapped->hEvent & 1) ? overlapped : NULL;
}

#endif

/*
 * Page transfers. A transfer runs in the thread that asked for it and waits there if the disk does; meanwhile
 * other threads run. So each has a mapping of its own for its frame (a window of window.h may be gone after a
 * wait), the frame is marked as being read or written (frame.h), and whoever else needs a page that is being
 * read waits for the same transfer instead of beginning another: a collided fault.
 */
#ifndef MMU_PAGEIO_H
#define MMU_PAGEIO_H

#include <stdbool.h>
#include "mmu/backing.h"

#define PAGEIO_TRANSFERS 16u /* at a time; further ones wait for their turn */

/* At start. */
void pageio_start(void);

/* Returns at once, false, when a transfer can begin; else waits until that may be so and returns true:
 * whatever the caller had looked at may have changed, it must look again. Thread context. */
bool pageio_wait_for_turn(void);

/* Fills a frame that is being read (frame_begin_read()) from its home. There must be a turn. May wait. What
 * the backing says. */
ntstatus pageio_read(const struct page_home *home, pfn_t pfn);

/* Waits until the transfer that reads this frame has ended: what pageio_read() returned there. */
ntstatus pageio_join(pfn_t pfn);

/* Is the running thread in pageio_read()? What it waits for is a page then. */
bool pageio_is_reading(void);

/* Writes a frame (frame_begin_write()) to `home`. May wait, for a turn too. */
ntstatus pageio_write(const struct page_home *home, pfn_t pfn);

/* Waits until no transfer runs. For the books at the end: a frame in one is in use, though its page may be
 * gone. */
void pageio_settle(void);

#endif

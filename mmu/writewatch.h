/*
 * Write watch: which pages of a region were written (MEM_WRITE_WATCH; Microsoft: GetWriteWatch,
 * ResetWriteWatch). The processor notes a write in the PTE, whoever makes it, the kernel too; when the PTE is
 * taken out or changed, the note goes into a map of the region, one bit a page. So a page counts as written
 * wherever it is by now, also when it was decommitted since, until the watch is reset; and regions that
 * nobody watches pay nothing.
 *
 * They work on the current space, which is `space`, and nothing here waits; who asks and resets holds the
 * space's lock.
 */
#ifndef MMU_WRITEWATCH_H
#define MMU_WRITEWATCH_H

#include "mmu/space.h"

/* The map of a region of so many bytes, none of whose pages is written; from the pool, and given back to it.
 * NULL: it has no room. */
uint32_t *writewatch_make(uint32_t bytes);

/* For mmu/mapping.c, when a PTE is replaced that says Dirty. */
void writewatch_note_page(const struct space *space, page_t page);

static inline void writewatch_note(const struct space *space, page_t page)
{
    if (space->watched > 0)
        writewatch_note_page(space, page);
}

/* The first `most` pages of [start, *end), which lies in the watched region, that were written: in ascending
 * order at `pages`, or only counted (NULL). *end becomes where it stopped looking. Gives how many. */
uint32_t writewatch_list(const struct vad *vad, uint32_t start, uint32_t *end, uint32_t *pages,
                         uint32_t most);

/* No page of [start, end) counts as written from here on, of which so many did. What frames know of the
 * writes stays. */
uint32_t writewatch_reset(const struct space *space, const struct vad *vad, uint32_t start, uint32_t end);

#endif

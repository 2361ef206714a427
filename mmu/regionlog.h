/*
 * What the log says of regions and sections (docs/log-format.md, Memory). Any context.
 */
#ifndef MMU_REGIONLOG_H
#define MMU_REGIONLOG_H

#include "mmu/section.h"
#include "mmu/space.h"

/* A region has been added; the range [start, end) of one is free again, or what it held is. */
void log_reserve(const struct space *space, const struct vad *vad);
void log_range_event(const char *event, const struct space *space, uint32_t start, uint32_t end);

/* [start, end) was committed or protected, as asked for. */
void log_range_protected(const char *event, const struct space *space, uint32_t start, uint32_t end,
                         enum protection protection);

/* Which pages of [start, end) were written was asked: so many; `reset`: they count as written no longer. */
void log_watch(const struct space *space, uint32_t start, uint32_t end, uint32_t pages, bool reset);

/* What the pages of [start, end) hold is not needed any more; so many gave something up. */
void log_reset(const struct space *space, uint32_t start, uint32_t end, uint32_t pages);

/* A section has been made, with its parts if it is an image's; has more pages; has pages
 * [first, end) committed; is gone. */
void log_section_made(const struct section *section);
void log_section_grown(const struct section *section);
void log_section_committed(const struct section *section, uint32_t first, uint32_t end);
void log_section_gone(uint32_t id);

/* A page has left the working set for the list that its frame is on now. */
void log_trimmed(const struct space *space, page_t page, pfn_t pfn);

#endif

/*
 * How the log says pages: protections, PTEs and what a frame is used for (docs/log-format.md, Memory). Any
 * context; nothing is done when the class is off.
 */
#ifndef MMU_PAGELOG_H
#define MMU_PAGELOG_H

#include "firmware/log.h"
#include "mmu/pte.h"

/* Windows' word for a protection, without PAGE_. */
void log_protection(const char *key, enum protection protection);

/* key=PTE, with what the processor has noted of a write. */
void log_pte_state(const char *key, pte_t pte);

/* The functions named _line are for the inline ones behind them: most often their class is off. */

/* A `pte` line. The Accessed bit is not part of what is said: a change of it alone gives no line. */
void log_pte_line(uint32_t process, page_t page, pte_t before, pte_t after);

static inline void log_pte(uint32_t process, page_t page, pte_t before, pte_t after)
{
    if (log_wanted(LOG_PTE))
        log_pte_line(process, page, before, after);
}

/* `use` lines: what a frame that has just been taken is for. */
enum frame_use {
    USE_MAPPED,  /* zeros, or its content comes from nowhere else */
    USE_READING, /* it is about to be filled from its home */
    USE_COPIED   /* it differs from its home from the start */
};
void log_use_private_line(pfn_t pfn, uint32_t process, page_t page, enum frame_use use);
void log_use_section_line(pfn_t pfn, uint32_t section, uint32_t page, enum frame_use use);

static inline void log_use_private(pfn_t pfn, uint32_t process, page_t page, enum frame_use use)
{
    if (log_wanted(LOG_FRAME))
        log_use_private_line(pfn, process, page, use);
}

static inline void log_use_section(pfn_t pfn, uint32_t section, uint32_t page, enum frame_use use)
{
    if (log_wanted(LOG_FRAME))
        log_use_section_line(pfn, section, page, use);
}

void log_use_table_line(pfn_t pfn, uint32_t process, page_t first, enum frame_use use);
void log_use_stack_line(pfn_t pfn, page_t page, enum frame_use use);

static inline void log_use_table(pfn_t pfn, uint32_t process, page_t first, enum frame_use use)
{
    if (log_wanted(LOG_FRAME))
        log_use_table_line(pfn, process, first, use);
}

static inline void log_use_stack(pfn_t pfn, page_t page, enum frame_use use)
{
    if (log_wanted(LOG_FRAME))
        log_use_stack_line(pfn, page, use);
}

void log_use_directory(pfn_t pfn, uint32_t process);
void log_use_awe(pfn_t pfn, uint32_t process);
void log_use_kernel(pfn_t pfn, const char *what, page_t page); /* "pool" */
void log_use(pfn_t pfn, const char *what);                     /* "shareddata", "zeroing" */

#endif

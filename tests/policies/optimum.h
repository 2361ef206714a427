/*
 * What the best possible policy would read, knowing the future (Belady): of the pages in memory the one goes
 * that is wanted last.
 */
#ifndef TESTS_POLICIES_OPTIMUM_H
#define TESTS_POLICIES_OPTIMUM_H

#include <string.h>
#include "tests/policies/touches.h"

#define NEVER 0xffffffffu

/* When the page of each touch is wanted next. */
static uint32_t *next_uses(void)
{
    static uint32_t seen[ARRAY_PAGES];
    uint32_t *next = malloc((touch_count + 1) * sizeof *next);
    memset(seen, 0xff, sizeof seen);
    for (uint32_t i = touch_count; next && i-- > 0; seen[touches[i]] = i)
        next[i] = seen[touches[i]];
    return next;
}

static uint32_t wanted_last(const uint16_t *pages, uint32_t frames, const uint32_t *wanted)
{
    uint32_t last = 0;
    for (uint32_t i = 1; i < frames; i++)
        if (wanted[pages[i]] > wanted[pages[last]])
            last = i;
    return last;
}

/* Page-ins beyond the first of each page, with so many frames. */
static uint32_t optimum(uint32_t frames)
{
    static uint32_t wanted[ARRAY_PAGES];
    static uint16_t pages[ARRAY_PAGES];
    static unsigned char there[ARRAY_PAGES], known[ARRAY_PAGES];
    uint32_t used = 0, reads = 0, *next = next_uses();
    memset(there, 0, sizeof there);
    memset(known, 0, sizeof known);
    for (uint32_t i = 0; next && i < touch_count; i++) {
        uint16_t page = touches[i];
        if (!there[page]) {
            uint32_t place = used;
            if (used < frames)
                used++;
            else
                there[pages[place = wanted_last(pages, frames, wanted)]] = 0;
            pages[place] = page;
            there[page] = 1;
            reads += known[page];
            known[page] = 1;
        }
        wanted[page] = next[i];
    }
    free(next);
    return reads;
}

#endif

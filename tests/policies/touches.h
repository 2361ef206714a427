/*
 * The patterns of images/programs/patterns.h as strings of pages, for the host. Touches of one page in a row
 * are one: no policy tells them apart.
 */
#ifndef TESTS_POLICIES_TOUCHES_H
#define TESTS_POLICIES_TOUCHES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint16_t *touches;
static uint32_t touch_count;

static void touch(unsigned page)
{
    static uint32_t room;
    if (touch_count > 0 && touches[touch_count - 1] == page)
        return;
    if (touch_count == room) {
        room = room ? room * 2 : 1u << 20;
        touches = realloc(touches, room * sizeof *touches);
        if (!touches) {
            fprintf(stderr, "touches: no memory for %u\n", (unsigned)room);
            exit(2);
        }
    }
    touches[touch_count++] = (uint16_t)page;
}

static unsigned *word(unsigned i)
{
    static unsigned words[4096 * 1024];
    touch(i / 1024);
    return &words[i];
}

#include "images/programs/patterns.h"

static void touches_make(const struct pattern *pattern)
{
    touch_count = 0;
    pattern_run(pattern);
}

#endif

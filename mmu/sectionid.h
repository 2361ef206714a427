/*
 * Numbers of sections: what a frame record, which has 16 bits for it, remembers of the section whose page it
 * holds, so that who writes the page finds where it belongs. Hardware-free; any context.
 */
#ifndef MMU_SECTIONID_H
#define MMU_SECTIONID_H

#include <stdint.h>

struct section;

#define SECTION_IDS 16383u /* sections that there can be at a time */

/* A number from 1 on; 0 when all are in use. */
uint16_t section_id_take(struct section *section);
void section_id_release(uint16_t id);

/* NULL for 0, a private page's. */
struct section *section_of_id(uint16_t id);

/* The one with the lowest number above `id`, or NULL: each in turn. */
struct section *section_behind(uint16_t id);

#endif

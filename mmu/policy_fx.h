/*
 * Frequency with a probation window, in pieces that mmu/policy_ad.c uses, too.
 *
 *      came ──> probation (a few, in order) ──> ghost, its count kept ──> came back, counted once more
 *                   │ the head is worth more than the least of main: it takes that page's place
 *                   v
 *                 main, a list for each count ──> ghost
 *
 * A count says how often a page was seen used: at each fault, and when a look at all pages finds it used. It
 * outlives the page's time in memory, so a page that comes back again and again gets into main, and a walk
 * over many pages, each once, gets no further than probation.
 *
 * A soft fault is a page that was given up and wanted within the few frames of Standby: it is in main at
 * once. So an instruction that needs more pages than probation has gets them together in the end.
 */
#ifndef MMU_POLICY_FX_H
#define MMU_POLICY_FX_H

#include "mmu/pageset.h"

#define FX_MOST        15u /* a count grows to that */
#define FX_WINDOW      4u  /* pages in probation; the pager takes up to two in a row */
#define FX_KEEP        2u  /* and these are left to it */
#define FX_LOOK_FAULTS 64u /* hard faults between two looks at all pages */

/* A mapped page was seen used, whatever told so. */
void fx_used(struct pageset *set, uint32_t record);

/* It has come, and is in no list: into probation, which keeps `window` pages, and whose oldest then joins
 * main. With `soft` into main. */
void fx_join(struct pageset *set, uint32_t record, uint32_t window, bool soft);

/* The next victim. Probation gives pages up as long as it has more than `keep`. */
uint32_t fx_choose(struct pageset *set, uint32_t keep);

/* The touch that faulted, and those that follow it at once, are one use, which is counted when the page
 * comes: so with the next page's coming they are forgotten. */
void fx_calm(struct pageset *set);

/* A hard fault more: is a look due? are the counts to be halved, which is after `sizes` times as many faults
 * as pages are mapped? */
bool fx_look_due(struct pageset *set);
bool fx_halving_due(struct pageset *set, uint32_t sizes);

/* After records_halve(). */
void fx_sort(struct pageset *set);

#endif

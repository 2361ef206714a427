/*
 * What a program finds in its memory, as a digest: which pages are mapped, and what stands in those that can
 * have changed. Nothing is touched by the look: no page is made, marked or waited for.
 */
#ifndef MMU_CONTENTS_H
#define MMU_CONTENTS_H

#include "firmware/digest.h"
#include "mmu/space.h"

/* Puts the pages of the current space behind what the digest has. Any context in which no PTE is
 * half-changed. */
void contents_digest(const struct space *space, struct digest *digest);

/* Memory alone does not tell what the space's program can learn: it asks which pages were written, or in
 * which order they came, or it knows frames by their numbers. */
bool contents_leave_something_out(const struct space *space);

#endif

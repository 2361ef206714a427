/* Commit: what is charged, for what, and whether the lines account for it. */
#ifndef READER_COMMIT_H
#define READER_COMMIT_H

#include "machine.h"

enum { KEPT = 48 }; /* frames that commit and residence leave for paging */

void commit_charge(struct machine *machine, const struct line *line);
/* What may be charged in all. */
int64_t commit_limit(const struct machine *machine);

void commit_refuse(struct machine *machine, const struct line *line);
void commit_books(struct machine *machine, const struct line *line);

/* Is this line one that charges may stand in front of? */
void commit_precedes(struct machine *machine, const char *event);

/* Everything that is charged for the process must be there, and the other way round. */
void commit_settle(struct machine *machine, struct process *process);

/* The same for all page-file pages of sections. */
void commit_settle_sections(struct machine *machine);

/* The same for directories, stacks and the shared page. */
void commit_settle_kernel(struct machine *machine);

/* Is it one of the pages of System, which come and go with pressure; slots that are taken for others. */
bool owner_is_systems(const struct machine *machine, const struct owner *owner);
int64_t commit_slots(const struct machine *machine);

/* NTDLL is there; and something of the first program is about to be made: from here on the books count. */
void commit_begin(struct machine *machine);
void commit_programs_begin(struct machine *machine);
/* A line is over. */
void commit_go_on(struct machine *machine);

/* The parts of an image have all been told. */
void section_is_told(struct machine *machine);

#endif

/* Objects and handles. */
#ifndef READER_HANDLES_H
#define READER_HANDLES_H

#include "machine.h"

void objects_begin(struct machine *machine, const struct line *line);
void objects_end(struct machine *machine, const struct line *line);
void objects_state(struct machine *machine, const struct line *line);
void handles_open(struct machine *machine, const struct line *line);
void handles_change(struct machine *machine, const struct line *line);
void handles_close(struct machine *machine, const struct line *line);

/* An object that a line names must be there; those of the kernel have no number. */
void object_lives(struct machine *machine, const struct value *object);

#endif

/* The log itself: its first lines, what the machine says of itself, its end. */
#ifndef READER_LOG_H
#define READER_LOG_H

#include "machine.h"

void log_begin(struct machine *machine, const struct line *line);
void log_layout(struct machine *machine, const struct line *line);
void log_end(struct machine *machine, const struct line *line);
void log_note(struct machine *machine, const struct line *line); /* nothing follows from it */
void log_startfail(struct machine *machine, const struct line *line);
void log_bugcheck(struct machine *machine, const struct line *line);
void log_registers(struct machine *machine, const struct line *line);
void log_caller(struct machine *machine, const struct line *line);

#endif

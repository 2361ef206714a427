/* The object picture: what it says of a moment is what the lines before have told. */
#ifndef READER_GRAPH_H
#define READER_GRAPH_H

#include "machine.h"

void graph_begins(struct machine *machine, const struct line *line);
void graph_process(struct machine *machine, const struct line *line);
void graph_thread(struct machine *machine, const struct line *line);
void graph_view(struct machine *machine, const struct line *line);
void graph_handle(struct machine *machine, const struct line *line);

#endif

/* Objects, their states, and handles. */
#ifndef READER_HANDLES_H
#define READER_HANDLES_H

#include "machine.h"

/* ---- objects.c ---- */
void objects_begin(struct machine *machine, const struct line *line);
void objects_end(struct machine *machine, const struct line *line);
void objects_leak(struct machine *machine, const struct line *line);
void objects_state(struct machine *machine, const struct line *line);
void objects_timer(struct machine *machine, const struct line *line);

/* The object of this name, a process or a thread too; NULL when the name has no number or no line has told of
 * it. */
struct object *object_find(struct machine *machine, const char *name, unsigned length);

/* The same for a field of a line, which must name one that is there, or one of the kernel. */
struct object *object_of(struct machine *machine, const struct value *name);

/* A process or a thread has begun: it is an object from now on. */
void object_add(struct machine *machine, const char *type, uint32_t number);

/* It has ended, but may still be named. */
void object_leave(struct machine *machine, const char *type, uint32_t number);

/* How many there are. */
int64_t objects_count(const struct machine *machine);

/* ---- handles.c ---- */
void handles_open(struct machine *machine, const struct line *line);
void handles_change(struct machine *machine, const struct line *line);
void handles_close(struct machine *machine, const struct line *line);

/* What the handle of this process is for, or NULL. */
const char *handle_object(const struct process *process, uint32_t handle);

#endif

/* Drivers: images that the kernel loads beside its own, and the devices that they make. */
#ifndef READER_DRIVERS_H
#define READER_DRIVERS_H

#include "machine.h"

void drivers_begin(struct machine *machine, const struct line *line);
void drivers_end(struct machine *machine, const struct line *line);
void drivers_fail(struct machine *machine, const struct line *line);
void drivers_print(struct machine *machine, const struct line *line);
void drivers_defer(struct machine *machine, const struct line *line);
void drivers_timer(struct machine *machine, const struct line *line);
void interrupts_connect(struct machine *machine, const struct line *line);
void interrupts_disconnect(struct machine *machine, const struct line *line);
void interrupts_come(struct machine *machine, const struct line *line);

/* Is there a driver of this name? */
bool driver_is_there(const struct machine *machine, const struct value *name);

/* Is a driver's timer due by then? */
bool drivers_are_due(const struct machine *machine, int64_t now);

/* Does a driver's image lie there? */
bool driver_lies_at(const struct machine *machine, uint32_t address);

#endif

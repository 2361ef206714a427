/*
 * Which driver's image lies where, for a bugcheck: apart from the drivers' records, because these lie in the
 * pool, and a driver may have written over them. Any context.
 */
#ifndef SCHED_DRIVERNAME_H
#define SCHED_DRIVERNAME_H

#include "sched/driver/driver.h"

/* Its image is there; it goes. Of more than 128 at a time the rest have no names. */
void driver_name_add(const struct driver *driver);
void driver_name_remove(const struct driver *driver);

/* The name of the driver whose image holds that address, or whose record lies there; NULL: nobody's. */
const char *driver_name_at(uint32_t address);
const char *driver_name_of(const struct driver *driver);

#endif

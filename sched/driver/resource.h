/*
 * Resources of drivers (NT: ERESOURCE): locks that one thread has for itself or several share, each as often
 * as it likes. They lie in the driver's memory; who holds one and who waits for it is kept here.
 *
 * Ending, taking and asking: thread context, below DISPATCH_LEVEL. A resource that was not started is a
 * bugcheck, as is all that is wrong with one.
 */
#ifndef SCHED_RESOURCE_H
#define SCHED_RESOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/driver/driver.h"
#include "sched/driver/ntdriver.h"

enum resource_mode {
    RESOURCE_EXCLUSIVE,
    RESOURCE_SHARED,         /* behind those that wait for it exclusively, unless the thread has it */
    RESOURCE_SHARED_STARVING /* before them */
};

void resource_start(struct nt_resource *resource);

/* Nobody may hold it or wait for it. */
void resource_end(struct nt_resource *resource);

/* Takes it if that is so without waiting. False also when there is no memory to note it. */
bool resource_try(struct nt_resource *resource, enum resource_mode mode);

/* Takes it. May wait: for ever, if the thread shares it and wants it for itself, as on NT. */
void resource_take(struct nt_resource *resource, enum resource_mode mode);

/* Once less. Who shares it comes before who wants it exclusively behind an exclusive owner, and the other way
 * round behind the last that shared it. At DISPATCH_LEVEL or below, never switches. */
void resource_release(struct nt_resource *resource);

/* Its exclusive owner shares it from now on, as often, with those that wait for that. */
void resource_convert(struct nt_resource *resource);

/* How often the running thread has it, in whatever mode; 0: not at all. */
uint32_t resource_held(const struct nt_resource *resource);
bool resource_held_exclusively(const struct nt_resource *resource);

/* That memory goes: a resource in it that has not ended is a bugcheck, of `driver` if that is not NULL. */
void resources_check(const struct driver *driver, uint32_t first, uint32_t end);

#endif

/*
 * Drivers: images that run in the kernel (NT: WDM and legacy drivers; Microsoft, "Windows kernel-mode
 * drivers"). C:\WINDOWS\SYSTEM32\CONFIG\DRIVERS.INI names them (docs/drivers.md); they lie in
 * C:\WINDOWS\SYSTEM32\DRIVERS. Thread context at PASSIVE_LEVEL; everything here may wait.
 */
#ifndef SCHED_DRIVER_H
#define SCHED_DRIVER_H

#include <stdbool.h>
#include "firmware/panic.h"
#include "mmu/address.h"
#include "mmu/pe.h"
#include "sched/dispatch/list.h"
#include "sched/driver/driversini.h"
#include "sched/driver/ntdriver.h"

enum driver_state {
    DRIVER_LOADING, /* DriverEntry has not returned: its devices cannot be opened yet */
    DRIVER_RUNNING,
    DRIVER_ENDING, /* nobody can open its devices any more */
};

struct driver {
    struct link link;
    char name[DRIVER_NAME_BYTES];
    enum driver_state state;
    page_t image;
    uint32_t pages;
    uint32_t entry;
    uint32_t users;      /* open files of its devices */
    uint32_t threads;    /* that have not ended */
    uint32_t interrupts; /* that are connected */
    uint32_t calls;      /* of its functions that are under way, and requests that it has left pending */
    bool unanswered;     /* and it is no use to wait for an interrupt of its any more: interrupt.h */
    bool on_demand;      /* it goes with its last user, if it can */
    struct nt_driver_object object;
    uint16_t object_name[sizeof "\\Driver\\" + DRIVER_NAME_BYTES];
};

/* Reads DRIVERS.INI and loads the drivers of its section [boot]. Once, before the first program. */
void drivers_start(void);

/* Loads a file of the drivers' folder and lets it begin. What keeps it from that is one `driverfail` line and
 * the status. */
ntstatus driver_load(const char *name, bool on_demand, struct driver **out);

/* A user less. The last one of a driver on demand takes it along: DriverUnload, then its image. One that has
 * none stays, as on NT. */
void driver_left(struct driver *driver);

/* One of its functions is about to be called, or a request; that is over. */
static inline void driver_call_begins(struct driver *driver)
{
    driver->calls++;
    driver->unanswered = false;
}

static inline void driver_call_ends(struct driver *driver)
{
    ASSERT(driver->calls > 0);
    driver->calls--;
}

/* The one whose file has that name, in whatever case; NULL: none is loaded. */
struct driver *driver_named(const char *name);

/* [first, end) goes, and a timer that is set or a resource that has not ended may not lie there. `driver`
 * NULL: who calls has given it back. */
void driver_memory_goes(const struct driver *driver, uint32_t first, uint32_t end);

/* Whose image holds that address; NULL: nobody's. Any context. */
struct driver *driver_at(uint32_t address);

/* The one of a driver object. */
struct driver *driver_of_object(struct nt_driver_object *object);

/* One thread at a time loads or unloads. */
void drivers_lock(void);
void drivers_unlock(void);

/* Waits until nobody does. */
void drivers_settle(void);

/* The machine ends: drivers on demand that have stayed because they have no DriverUnload. One with threads
 * stays even now. May wait. */
void drivers_end(void);

#endif

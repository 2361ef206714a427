#include "sched/driver/drivername.h"

#include <stddef.h>
#include <string.h>

#define MOST 128u

static struct place {
    const struct driver *driver; /* NULL: the place is free */
    uint32_t image, bytes;
    char name[DRIVER_NAME_BYTES];
} places[MOST];

static struct place *find(const struct driver *driver)
{
    for (uint32_t i = 0; i < MOST; i++)
        if (places[i].driver == driver)
            return &places[i];
    return NULL;
}

void driver_name_add(const struct driver *driver)
{
    struct place *place = find(NULL);
    ASSERT(!find(driver));
    if (!place)
        return;
    *place = (struct place){driver, driver->image.address, driver->pages * PAGE_SIZE, ""};
    strcpy(place->name, driver->name);
}

void driver_name_remove(const struct driver *driver)
{
    struct place *place = find(driver);
    if (place)
        place->driver = NULL;
}

const char *driver_name_at(uint32_t address)
{
    for (uint32_t i = 0; i < MOST; i++)
        if (places[i].driver && address - places[i].image < places[i].bytes)
            return places[i].name;
    return NULL;
}

const char *driver_name_of(const struct driver *driver)
{
    const struct place *place = find(driver);
    return place ? place->name : NULL;
}

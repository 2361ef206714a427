#include "firmware/watch.h"

#include "firmware/panic.h"

void (*watcher)(void);

void watch_by(void (*handler)(void))
{
    ASSERT(!watcher && handler);
    watcher = handler;
}

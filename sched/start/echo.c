#include "sched/start/echo.h"

#include <string.h>
#include "firmware/panic.h"
#include "sched/process/process.h"
#include "sched/object/syncobject.h"
#include "sched/dispatch/wait.h"

#define NAME_BYTES 32u

static struct event_object *heard, *answer;

static void echo(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&heard->event, WAIT_EXECUTIVE, WAIT_FOREVER);
        event_set(&answer->event);
    }
}

bool echo_start(const char *names)
{
    char first[NAME_BYTES];
    const char *comma = strchr(names, ',');
    if (!comma || comma == names || comma[1] == 0 || (unsigned)(comma - names) >= NAME_BYTES)
        return false;
    memcpy(first, names, (unsigned)(comma - names));
    first[comma - names] = 0;
    heard = event_object_create(first, WAITABLE_SYNCHRONIZATION);
    answer = event_object_create(comma + 1, WAITABLE_SYNCHRONIZATION);
    if (!heard || !answer)
        bugcheck(BUGCHECK_START_FAILED, 0, 0, "no memory for the echo events");
    process_create_kernel_thread("Echo", PRIORITY_NORMAL, echo, NULL);
    return true;
}

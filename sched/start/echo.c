#include "sched/start/echo.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "sched/dispatch/wait.h"
#include "sched/object/syncobject.h"
#include "sched/process/process.h"

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

/* Neither name is empty, and both are short enough for the lines of the log that show them. */
static bool names_are_good(const char *names, const char *comma)
{
    return comma && comma != names && comma[1] != 0 && (size_t)(comma - names) < NAME_BYTES &&
           strlen(comma + 1) < NAME_BYTES;
}

INIT_CODE bool echo_start(const char *names)
{
    char first[NAME_BYTES];
    const char *comma = strchr(names, ',');
    if (!names_are_good(names, comma))
        return false;
    memcpy(first, names, (size_t)(comma - names));
    first[comma - names] = 0;
    heard = event_object_create(first, WAITABLE_SYNCHRONIZATION);
    answer = event_object_create(comma + 1, WAITABLE_SYNCHRONIZATION);
    if (!heard || !answer)
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for the echo events");
    process_create_kernel_thread("Echo", PRIORITY_NORMAL, echo, NULL);
    return true;
}

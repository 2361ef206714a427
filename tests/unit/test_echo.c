// sources: sched/start/echo.c
#include <stdlib.h>
#include <string.h>
#include "sched/dispatch/wait.h"
#include "sched/object/syncobject.h"
#include "sched/process/process.h"
#include "sched/start/echo.h"
#include "tests/unit/unit.h"

static char made[2][64];
static uint32_t made_count, threads;

struct event_object *event_object_create(const char *name, enum waitable_kind kind)
{
    static struct event_object event;
    (void)kind;
    snprintf(made[made_count++ % 2], sizeof made[0], "%s", name);
    return &event;
}

void process_create_kernel_thread(const char *name, int priority, void (*body)(void *), void *argument)
{
    (void)name, (void)priority, (void)body, (void)argument;
    threads++;
}

/* The thread never runs here. */
ntstatus wait_one(struct waitable *object, enum wait_reason reason, uint64_t due)
{
    (void)object, (void)reason, (void)due;
    abort();
}

int32_t event_set(struct waitable *event)
{
    (void)event;
    abort();
}

/* Names of these lengths, in a block of exactly their size. */
static bool start(uint32_t first, uint32_t second)
{
    char *names = malloc(first + second + 2);
    memset(names, 'n', first + second + 1);
    names[first] = ',';
    names[first + second + 1] = 0;
    bool started = echo_start(names);
    free(names);
    return started;
}

static void names_of_up_to_31_bytes_are_taken(void)
{
    for (uint32_t length = 30; length <= 31; length++) {
        made_count = threads = 0;
        CHECK(start(length, length) && threads == 1 && made_count == 2);
        CHECK(strlen(made[0]) == length && strlen(made[1]) == length);
    }
}

static void others_are_refused_and_nothing_is_made(void)
{
    made_count = threads = 0;
    CHECK(!start(32, 1) && !start(1, 32) && !start(0, 1) && !start(1, 0) && !start(0, 0));
    CHECK(!start(4000, 1) && !start(1, 4000) && !echo_start("one") && !echo_start(""));
    CHECK(made_count == 0 && threads == 0);
}

int main(void)
{
    RUN(names_of_up_to_31_bytes_are_taken);
    RUN(others_are_refused_and_nothing_is_made);
    return unit_end();
}

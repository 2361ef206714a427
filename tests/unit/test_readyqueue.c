// sources: sched/dispatch/readyqueue.c
#include "sched/dispatch/readyqueue.h"
#include "tests/unit/unit.h"

static struct ready_queue ready;
static struct link threads[4];

static void an_empty_queue_gives_nobody(void)
{
    ready_start(&ready);
    CHECK(ready_take(&ready) == NULL && ready_highest(&ready) == -1);
}

static void the_highest_priority_comes_first_and_the_oldest_within_it(void)
{
    ready_start(&ready);
    ready_put(&ready, &threads[0], 8);
    ready_put(&ready, &threads[1], 0);
    ready_put(&ready, &threads[2], 31);
    ready_put(&ready, &threads[3], 8);
    CHECK(ready_highest(&ready) == 31);
    CHECK(ready_take(&ready) == &threads[2]);
    CHECK(ready_take(&ready) == &threads[0]);
    CHECK(ready_take(&ready) == &threads[3]);
    CHECK(ready_take(&ready) == &threads[1]);
    CHECK(ready_take(&ready) == NULL);
}

static void one_in_the_middle_can_leave(void)
{
    ready_start(&ready);
    for (int i = 0; i < 3; i++)
        ready_put(&ready, &threads[i], 5);
    ready_remove(&ready, &threads[1], 5);
    CHECK(ready_take(&ready) == &threads[0] && ready_take(&ready) == &threads[2]);
    CHECK(ready_highest(&ready) == -1);
}

int main(void)
{
    RUN(an_empty_queue_gives_nobody);
    RUN(the_highest_priority_comes_first_and_the_oldest_within_it);
    RUN(one_in_the_middle_can_leave);
    return unit_end();
}

// sources: sched/dispatch/timerheap.c
#include "sched/dispatch/timerheap.h"

#include <string.h>
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define MOST 600

static struct timer_heap heap;
static struct timer timers[MOST];

static void begin(void)
{
    memset(&heap, 0, sizeof heap);
    memset(timers, 0, sizeof timers);
}

static void set(int i, uint64_t due)
{
    timers[i].due = due;
    timer_set(&heap, &timers[i]);
}

static struct timer *take_first(void)
{
    struct timer *first = timer_first(&heap);
    if (first)
        timer_cancel(&heap, first);
    return first;
}

static void an_empty_heap_has_nobody(void)
{
    begin();
    CHECK(timer_first(&heap) == NULL);
    timer_cancel(&heap, &timers[0]);
    CHECK(timer_first(&heap) == NULL);
}

static void the_soonest_comes_first(void)
{
    static const uint64_t dues[] = {50, 20, 0xffffffffffull, 30, 0, 40};
    static const int order[] = {4, 1, 3, 5, 0, 2};
    begin();
    for (int i = 0; i < 6; i++)
        set(i, dues[i]);
    for (int i = 0; i < 6; i++)
        CHECK(take_first() == &timers[order[i]]);
    CHECK(timer_first(&heap) == NULL);
}

static void those_due_at_once_come_in_their_turn(void)
{
    begin();
    for (int i = 0; i < MOST; i++)
        set(i, 1000 + (i & 1));
    for (int i = 0; i < MOST; i += 2)
        CHECK(take_first() == &timers[i]);
    for (int i = 1; i < MOST; i += 2)
        CHECK(take_first() == &timers[i]);
}

static void one_can_be_taken_out_wherever_it_stands(void)
{
    for (int gone = 0; gone < 40; gone++) {
        begin();
        for (int i = 0; i < 40; i++)
            set(i, (uint64_t)(i * 7 % 40));
        timer_cancel(&heap, take_first()); /* gives it a shape; the second time nothing happens */
        timer_cancel(&heap, &timers[gone]);
        for (int due = 1; due < 40; due++) {
            struct timer *wanted = &timers[due * 23 % 40]; /* 7 * 23 = 1 modulo 40 */
            if (wanted != &timers[gone])
                CHECK(take_first() == wanted);
        }
        CHECK(timer_first(&heap) == NULL);
    }
}

/* ---- beside a list in order ---- */

static struct timer *in_order[MOST];
static int count;

static void model_set(struct timer *timer)
{
    int at = count++;
    for (; at > 0 && in_order[at - 1]->due > timer->due; at--)
        in_order[at] = in_order[at - 1];
    in_order[at] = timer;
}

static void model_cancel(const struct timer *timer)
{
    int at = 0;
    while (in_order[at] != timer)
        at++;
    memmove(&in_order[at], &in_order[at + 1], (size_t)(--count - at) * sizeof in_order[0]);
}

static void agrees_with_a_list_in_order(void)
{
    uint32_t seed = 3;
    begin();
    count = 0;
    for (int step = 0; step < 100000; step++) {
        struct timer *timer = &timers[host_random(&seed) % MOST];
        if (host_random(&seed) % 3 == 0 && count > 0)
            timer = in_order[0];
        CHECK(timer_first(&heap) == (count ? in_order[0] : NULL));
        if (timer->set) {
            timer_cancel(&heap, timer);
            model_cancel(timer);
        } else {
            timer->due = host_random(&seed) % 50;
            timer_set(&heap, timer);
            model_set(timer);
        }
    }
    while (count > 0) {
        CHECK(take_first() == in_order[0]);
        model_cancel(in_order[0]);
    }
    CHECK(timer_first(&heap) == NULL);
}

int main(void)
{
    RUN(an_empty_heap_has_nobody);
    RUN(the_soonest_comes_first);
    RUN(those_due_at_once_come_in_their_turn);
    RUN(one_can_be_taken_out_wherever_it_stands);
    RUN(agrees_with_a_list_in_order);
    return unit_end();
}

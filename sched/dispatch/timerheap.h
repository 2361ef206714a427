/* clang-format off */
/*
 * Who is due first: a pairing heap (Fredman, Sedgewick, Sleator, Tarjan, 1986). Each timer is due no later
 * than those below it, and of several that are due at once the one that was put in first comes first.
 *
 *      root          child: the first one below         sibling: the next one beside
 *       └─ a ── b ── c
 *          └─ d      └─ e ── f
 *
 * Putting one in, and taking out one that has none below it, costs the same however many there are; taking
 * out the first costs as much as the logarithm of their number over the time. The timers are part of what
 * they stand for. Hardware-free, allocates nothing. Any context.
 */
/* clang-format on */
#ifndef SCHED_TIMERHEAP_H
#define SCHED_TIMERHEAP_H

#include <stdbool.h>
#include <stdint.h>

struct timer {
    uint64_t due;  /* as the clock counts; not changed while it is set */
    uint64_t turn; /* of those that are due at once: the lowest comes first */
    struct timer *child, *sibling;
    struct timer *before; /* the sibling before it, or, of a first child, the one above */
    bool set;             /* it is in the heap */
    enum timer_owner { TIMER_OF_THREAD, TIMER_OF_OBJECT, TIMER_OF_CALL } owner; /* for wait.c */
};

struct timer_heap { /* zeroed: empty */
    struct timer *root;
    uint64_t turns;
};

/* `timer` is not in a heap (asserted), its `due` is set. */
void timer_set(struct timer_heap *heap, struct timer *timer);

/* Takes it out; nothing when it is not set. */
void timer_cancel(struct timer_heap *heap, struct timer *timer);

/* Puts one in again that was taken out, at its old place among those that are due at once. */
void timer_put_back(struct timer_heap *heap, struct timer *timer);

/* The one that is due first, or NULL; it stays. */
static inline struct timer *timer_first(const struct timer_heap *heap)
{
    return heap->root;
}

#endif

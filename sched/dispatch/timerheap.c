#include "sched/dispatch/timerheap.h"

#include <stddef.h>
#include "firmware/panic.h"

static bool is_earlier(const struct timer *a, const struct timer *b)
{
    return a->due != b->due ? a->due < b->due : a->turn < b->turn;
}

/* Two heaps become one; neither root has siblings. */
static struct timer *meld(struct timer *a, struct timer *b)
{
    ASSERT(!a->sibling && !a->before && !b->sibling && !b->before);
    struct timer *above = is_earlier(a, b) ? a : b, *below = above == a ? b : a;
    below->before = above;
    below->sibling = above->child;
    if (above->child)
        above->child->before = below;
    above->child = below;
    return above;
}

/* Takes the first of a row of siblings off, as a heap of its own; NULL when there is none. */
static struct timer *shift(struct timer **row)
{
    struct timer *first = *row;
    if (!first)
        return NULL;
    *row = first->sibling;
    first->sibling = first->before = NULL;
    return first;
}

/* From left to right each two become one, then from right to left all of them: that bounds the cost. The
 * pairs wait in a row of their own, the last one first. */
static struct timer *meld_row(struct timer *row)
{
    struct timer *pairs = NULL, *first, *all;
    while ((first = shift(&row))) {
        struct timer *second = shift(&row), *pair = second ? meld(first, second) : first;
        pair->sibling = pairs;
        pairs = pair;
    }
    all = shift(&pairs);
    while ((first = shift(&pairs)))
        all = meld(all, first);
    return all;
}

void timer_put_back(struct timer_heap *heap, struct timer *timer)
{
    ASSERT(!timer->set && !timer->child && !timer->sibling && !timer->before);
    timer->set = true;
    heap->root = heap->root ? meld(heap->root, timer) : timer;
}

void timer_set(struct timer_heap *heap, struct timer *timer)
{
    timer->turn = heap->turns++;
    timer_put_back(heap, timer);
}

/* Takes a timer that is not the root out of the row it stands in, with what is below it. */
static void cut(struct timer *timer)
{
    ASSERT(timer->before);
    if (timer->before->child == timer)
        timer->before->child = timer->sibling;
    else
        timer->before->sibling = timer->sibling;
    if (timer->sibling)
        timer->sibling->before = timer->before;
    timer->sibling = timer->before = NULL;
}

void timer_cancel(struct timer_heap *heap, struct timer *timer)
{
    if (!timer->set)
        return;
    ASSERT(heap->root);
    bool is_root = timer == heap->root;
    if (!is_root)
        cut(timer);
    struct timer *below = meld_row(timer->child);
    if (is_root)
        heap->root = below;
    else if (below)
        heap->root = meld(heap->root, below);
    timer->child = NULL;
    timer->set = false;
}

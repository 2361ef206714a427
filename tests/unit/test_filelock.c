// sources: sched/object/filelock.c
/*
 * Byte-range locks against a model that knows no ranges: it walks byte by byte. What overlaps whom, who may
 * read and write, and that nothing is left.
 */
#include <string.h>
#include "sched/dispatch/wait.h"
#include "sched/object/filelock.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define BYTES  12u /* of the file that are locked */
#define OWNERS 4u
#define MOST   64u

/* Of the dispatcher only what the locks call. A wait is a chance for others: here, to give one back. */
void event_start(struct waitable *event, const char *name, enum waitable_kind kind, bool signalled)
{
    event->kind = kind;
    event->name = name;
    event->signal = signalled;
}

int32_t event_set(struct waitable *event)
{
    return event->signal = 1;
}

int32_t event_reset(struct waitable *event)
{
    return event->signal = 0;
}

static struct file file;
static struct file_object objects[2];
static struct file_lock_owner owners[OWNERS];
static int waits;
static ntstatus wait_status;

ntstatus wait_one(struct waitable *object, enum wait_reason reason, uint64_t due)
{
    CHECK(!object->signal && reason == WAIT_USER_REQUEST && due == WAIT_FOREVER);
    waits++;
    if (waits == 2)
        CHECK(file_lock_give(&owners[0], &(struct file_range){0, 5}) == STATUS_SUCCESS && object->signal);
    return waits < 3 ? wait_status : STATUS_USER_APC;
}

static struct model {
    unsigned owner, first, bytes;
    bool exclusive, used;
} model[MOST];

/* Is there a byte in both, or, of a range without any, a byte on each side of it in the other? */
static bool meet(unsigned a, unsigned a_bytes, unsigned b, unsigned b_bytes)
{
    for (unsigned at = 0; at < 2 * BYTES; at++) {
        bool in_a = at >= a && at < a + a_bytes, in_b = at >= b && at < b + b_bytes;
        if (in_a && in_b)
            return true;
        if (!a_bytes && in_b && at == a && a > b)
            return true;
        if (!b_bytes && in_a && at == b && b > a)
            return true;
    }
    return false;
}

static bool model_grants(unsigned owner, unsigned first, unsigned bytes, bool exclusive)
{
    for (unsigned i = 0; i < MOST; i++)
        if (model[i].used && meet(model[i].first, model[i].bytes, first, bytes) &&
            (exclusive || (model[i].exclusive && model[i].owner != owner)))
            return false;
    return true;
}

static bool model_allows(unsigned owner, unsigned first, unsigned bytes, bool writing)
{
    for (unsigned i = 0; i < MOST && bytes; i++)
        if (model[i].used && meet(model[i].first, model[i].bytes, first, bytes) &&
            (model[i].exclusive ? model[i].owner != owner : writing))
            return false;
    return true;
}

static void model_take(unsigned owner, unsigned first, unsigned bytes, bool exclusive)
{
    unsigned i = 0;
    while (model[i].used)
        i++;
    model[i] = (struct model){owner, first, bytes, exclusive, true};
}

static bool model_give(unsigned owner, unsigned first, unsigned bytes)
{
    for (int exclusive = 1; exclusive >= 0; exclusive--)
        for (unsigned i = 0; i < MOST; i++)
            if (model[i].used && model[i].owner == owner && model[i].first == first &&
                model[i].bytes == bytes && model[i].exclusive == exclusive) {
                model[i].used = false;
                return true;
            }
    return false;
}

static unsigned model_count(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < MOST; i++)
        count += model[i].used;
    return count;
}

static uint32_t draw(uint32_t below)
{
    static uint32_t seed = 1;
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void step(void)
{
    unsigned owner = draw(OWNERS), first = draw(BYTES), bytes = draw(6), what = draw(8);
    const struct file_range range = {first, bytes};
    if (what < 3 && model_count() < MOST) {
        bool exclusive = what == 0, granted = model_grants(owner, first, bytes, exclusive);
        ntstatus status = file_lock_take(&owners[owner], &range, exclusive, false);
        CHECK(status == (granted ? STATUS_SUCCESS : STATUS_LOCK_NOT_GRANTED));
        if (granted)
            model_take(owner, first, bytes, exclusive);
    } else if (what < 6) {
        bool given = model_give(owner, first, bytes);
        CHECK(file_lock_give(&owners[owner], &range) == (given ? STATUS_SUCCESS : STATUS_RANGE_NOT_LOCKED));
    }
    CHECK(file_lock_allows(&owners[owner], &range, false) == model_allows(owner, first, bytes, false));
    CHECK(file_lock_allows(&owners[owner], &range, true) == model_allows(owner, first, bytes, true));
    CHECK((file.locks != NULL) == (model_count() > 0));
}

static void drop_object(unsigned object)
{
    file_lock_give_all(&objects[object]);
    for (unsigned i = 0; i < MOST; i++)
        if (model[i].used && owners[model[i].owner].object == &objects[object])
            model[i].used = false;
}

static void against_the_model(void)
{
    for (unsigned round = 0; round < 300; round++) {
        for (unsigned i = 0; i < 100; i++)
            step();
        drop_object(round % 2);
    }
    drop_object(0);
    drop_object(1);
    CHECK(!file.locks && host_pool_out == 0);
}

static void ends_of_the_numbers(void)
{
    const struct file_range last = {UINT64_MAX, 1}, round = {UINT64_MAX, 2}, all = {0, UINT64_MAX};
    CHECK(file_lock_take(&owners[0], &round, true, false) == STATUS_INVALID_LOCK_RANGE);
    CHECK(file_lock_take(&owners[0], &last, true, false) == STATUS_SUCCESS);
    CHECK(file_lock_take(&owners[1], &all, true, false) == STATUS_SUCCESS);
    CHECK(file_lock_take(&owners[1], &last, false, false) == STATUS_LOCK_NOT_GRANTED);
    file_lock_give_all_of(&objects[0], owners[1].process);
    CHECK(file.locks != NULL);
    file_lock_give_all_of(&objects[0], owners[0].process);
    CHECK(!file.locks && host_pool_out == 0);
}

/* Owner 1 waits twice: woken for nothing, then because owner 0 gave its lock back; later, it is ended while
 * it waits. */
static void waiting(void)
{
    const struct file_range range = {0, 5}, within = {2, 1};
    CHECK(file_lock_take(&owners[0], &range, true, false) == STATUS_SUCCESS);
    CHECK(file_lock_take(&owners[1], &within, true, true) == STATUS_SUCCESS && waits == 2);
    CHECK(file_lock_take(&owners[0], &range, false, true) == STATUS_USER_APC && waits == 3);
    CHECK(file_lock_give(&owners[1], &within) == STATUS_SUCCESS);
    CHECK(!file.locks && host_pool_out == 0);
}

static void without_memory(void)
{
    const struct file_range range = {0, 5};
    for (int after = 0; after < 2; after++) {
        host_pool_fail_after = after;
        CHECK(file_lock_take(&owners[0], &range, true, false) == STATUS_INSUFFICIENT_RESOURCES);
        CHECK(!file.locks && host_pool_out == 0);
    }
}

int main(void)
{
    for (unsigned i = 0; i < 2; i++) {
        objects[i].file = &file;
        objects[i].object.references = 1;
    }
    owners[0] = (struct file_lock_owner){&objects[0], 24, 0};
    owners[1] = (struct file_lock_owner){&objects[0], 32, 0};
    owners[2] = (struct file_lock_owner){&objects[1], 24, 0};
    owners[3] = (struct file_lock_owner){&objects[0], 24, 7};
    RUN(against_the_model);
    RUN(ends_of_the_numbers);
    RUN(waiting);
    RUN(without_memory);
    return unit_end();
}

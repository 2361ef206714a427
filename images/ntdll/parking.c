#include "images/ntdll/parking.h"

#include "images/ntdll/critsect.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/nt_system.h"
#include "images/ntdll/teb.h"

#define BUCKETS 64u

/* Oldest first: of each bucket the first, and where the next one is to be put. */
static struct bucket {
    struct parked *first, **end;
} buckets[BUCKETS];

static RTL_CRITICAL_SECTION lock = CRITICAL_SECTION_FREE;

/* Neighbouring words have different buckets, and so have the first words of objects of a power of two. */
static struct bucket *bucket_of(const volatile void *address)
{
    ULONG_PTR word = (ULONG_PTR)address / 4;
    struct bucket *bucket = &buckets[(word ^ word / BUCKETS ^ word / (BUCKETS * BUCKETS)) % BUCKETS];
    if (!bucket->end)
        bucket->end = &bucket->first;
    return bucket;
}

void parking_enter(void)
{
    RtlEnterCriticalSection(&lock);
}

void parking_leave(void)
{
    RtlLeaveCriticalSection(&lock);
}

void parking_enqueue(struct parked *parked, const volatile void *address, bool shared)
{
    struct bucket *bucket = bucket_of(address);
    *parked = (struct parked){
        .place = bucket->end, .address = address, .thread = teb()->ClientId.UniqueThread, .shared = shared};
    *bucket->end = parked;
    bucket->end = &parked->next;
}

static struct parked *from(struct parked *parked, const volatile void *address)
{
    while (parked && parked->address != address)
        parked = parked->next;
    return parked;
}

struct parked *parking_first(const volatile void *address)
{
    return from(bucket_of(address)->first, address);
}

struct parked *parking_next(const struct parked *parked)
{
    return from(parked->next, parked->address);
}

static void take(struct parked *parked)
{
    *parked->place = parked->next;
    if (parked->next)
        parked->next->place = parked->place;
    else
        bucket_of(parked->address)->end = parked->place;
    parked->place = NULL;
}

void parking_take(struct parked *parked, struct parked ***end)
{
    take(parked);
    parked->next = NULL;
    **end = parked;
    *end = &parked->next;
}

/* The record is its thread's again as soon as `go` is set, so all of it is read before. */
void parking_let_go(struct parked *list)
{
    while (list) {
        struct parked *next = list->next;
        HANDLE thread = list->thread;
        __atomic_store_n(&list->go, true, __ATOMIC_SEQ_CST);
        NtAlertThreadByThreadId(thread);
        list = next;
    }
}

/* A time from now becomes one of the clock: an alert that was meant for an earlier wait must not make this
 * one longer. */
static const LARGE_INTEGER *fixed(const LARGE_INTEGER *timeout, LARGE_INTEGER *due)
{
    if (!timeout || timeout->QuadPart >= 0)
        return timeout;
    NtQuerySystemTime(due);
    due->QuadPart -= timeout->QuadPart;
    return due;
}

bool parking_give_up(struct parked *parked)
{
    parking_enter();
    bool there = parked->place != NULL;
    if (there)
        take(parked);
    parking_leave();
    return there;
}

/* Who has been taken out is being let go, also where time has run out meanwhile. */
NTSTATUS parking_wait(struct parked *parked, const LARGE_INTEGER *timeout)
{
    LARGE_INTEGER clock;
    const LARGE_INTEGER *due = fixed(timeout, &clock);
    while (!parked->go)
        if (NtWaitForAlertByThreadId(parked->address, due) == STATUS_TIMEOUT) {
            if (parking_give_up(parked))
                return STATUS_TIMEOUT;
            due = NULL;
        }
    return STATUS_SUCCESS;
}

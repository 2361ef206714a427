#include "images/ntdll/srwlock.h"

#include "images/ntdll/parking.h"
#include "images/ntdll/raise.h"

/* The word. As long as somebody is parked nobody takes the lock but by being handed it; readers that have it
 * already give it back by counting down. */
enum { EXCLUSIVE = 1, PARKED = 2, READER = 4 };

static ULONG_PTR *word_of(RTL_SRWLOCK *lock)
{
    return (ULONG_PTR *)&lock->Ptr;
}

static ULONG_PTR read_word(ULONG_PTR *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static bool change(ULONG_PTR *word, ULONG_PTR *from, ULONG_PTR to)
{
    return __atomic_compare_exchange_n(word, from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* ---- taken ---- */

static bool try_exclusive(ULONG_PTR *word)
{
    ULONG_PTR seen = 0;
    return change(word, &seen, EXCLUSIVE);
}

static bool try_shared(ULONG_PTR *word)
{
    ULONG_PTR seen = read_word(word);
    while (!(seen & (EXCLUSIVE | PARKED)))
        if (change(word, &seen, seen + READER))
            return true;
    return false;
}

static bool try_to(ULONG_PTR *word, bool shared)
{
    return shared ? try_shared(word) : try_exclusive(word);
}

/* Says that somebody is parked, unless the lock can be had after all. Inside. */
static bool must_wait(ULONG_PTR *word, bool shared)
{
    while (!try_to(word, shared)) {
        ULONG_PTR seen = read_word(word);
        if (seen != 0 && change(word, &seen, seen | PARKED))
            return true;
    }
    return false;
}

static void acquire(ULONG_PTR *word, bool shared)
{
    struct parked parked;
    if (try_to(word, shared))
        return;
    parking_enter();
    bool waits = must_wait(word, shared);
    if (waits)
        parking_enqueue(&parked, word, shared);
    parking_leave();
    if (waits)
        parking_wait(&parked, NULL);
}

/* ---- given back ---- */

/* The lock, which is nobody's, goes to the first that is parked, and to all readers behind him up to the next
 * writer. Inside. */
static void hand_over(ULONG_PTR *word, struct parked ***end)
{
    struct parked *first = parking_first(word), *next;
    bool shared = first && first->shared;
    ULONG_PTR owners = 0;
    do {
        if (!first)
            break;
        next = parking_next(first);
        parking_take(first, end);
        owners += shared ? READER : EXCLUSIVE;
        first = next;
    } while (shared && first && first->shared);
    __atomic_store_n(word, owners | (first ? PARKED : 0), __ATOMIC_SEQ_CST);
}

static void release_parked(ULONG_PTR *word)
{
    struct parked *out = NULL, **end = &out;
    parking_enter();
    hand_over(word, &end);
    parking_leave();
    parking_let_go(out);
}

static void release_exclusive(ULONG_PTR *word)
{
    ULONG_PTR seen = EXCLUSIVE;
    if (change(word, &seen, 0))
        return;
    if (!(seen & EXCLUSIVE))
        RtlRaiseStatus(STATUS_RESOURCE_NOT_OWNED);
    release_parked(word);
}

static void release_shared(ULONG_PTR *word)
{
    ULONG_PTR seen = read_word(word);
    do
        if (seen < READER)
            RtlRaiseStatus(STATUS_RESOURCE_NOT_OWNED);
    while (!change(word, &seen, seen - READER));
    if (seen - READER == PARKED)
        release_parked(word);
}

void srwlock_must_be_held(const RTL_SRWLOCK *lock, bool shared)
{
    ULONG_PTR seen = (ULONG_PTR)lock->Ptr;
    if (!(shared ? seen >= READER : seen & EXCLUSIVE))
        RtlRaiseStatus(STATUS_RESOURCE_NOT_OWNED);
}

/* ---- NT's names ---- */

void NTAPI RtlInitializeSRWLock(RTL_SRWLOCK *lock)
{
    lock->Ptr = NULL;
}

void NTAPI RtlAcquireSRWLockExclusive(RTL_SRWLOCK *lock)
{
    acquire(word_of(lock), false);
}

void NTAPI RtlAcquireSRWLockShared(RTL_SRWLOCK *lock)
{
    acquire(word_of(lock), true);
}

void NTAPI RtlReleaseSRWLockExclusive(RTL_SRWLOCK *lock)
{
    release_exclusive(word_of(lock));
}

void NTAPI RtlReleaseSRWLockShared(RTL_SRWLOCK *lock)
{
    release_shared(word_of(lock));
}

BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(RTL_SRWLOCK *lock)
{
    return try_exclusive(word_of(lock));
}

BOOLEAN NTAPI RtlTryAcquireSRWLockShared(RTL_SRWLOCK *lock)
{
    return try_shared(word_of(lock));
}

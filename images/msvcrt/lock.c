#include "lock.h"
#include "win32.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/lock.h>

static struct critical_section numbered[LOCK_COUNT];

/* Newlib's side of the contract: it names some locks itself and makes others at run time. */
struct __lock {
    struct critical_section section;
};

struct __lock __lock___sinit_recursive_mutex, __lock___sfp_recursive_mutex, __lock___atexit_recursive_mutex,
    __lock___at_quick_exit_mutex, __lock___malloc_recursive_mutex, __lock___env_recursive_mutex,
    __lock___tz_mutex, __lock___dd_hash_mutex, __lock___arc4random_mutex;

static struct __lock *const newlib_locks[] = {
    &__lock___sinit_recursive_mutex,
    &__lock___sfp_recursive_mutex,
    &__lock___atexit_recursive_mutex,
    &__lock___at_quick_exit_mutex,
    &__lock___malloc_recursive_mutex,
    &__lock___env_recursive_mutex,
    &__lock___tz_mutex,
    &__lock___dd_hash_mutex,
    &__lock___arc4random_mutex,
};

void lock_attach(void)
{
    for (int i = 0; i < LOCK_COUNT; i++)
        InitializeCriticalSection(&numbered[i]);
    for (size_t i = 0; i < sizeof newlib_locks / sizeof *newlib_locks; i++)
        InitializeCriticalSection(&newlib_locks[i]->section);
}

void _lock(int number)
{
    EnterCriticalSection(&numbered[number]);
}

void _unlock(int number)
{
    LeaveCriticalSection(&numbered[number]);
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    *lock = malloc(sizeof **lock);
    if (*lock)
        InitializeCriticalSection(&(*lock)->section);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    if (!lock)
        return;
    DeleteCriticalSection(&lock->section);
    free(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    EnterCriticalSection(&lock->section);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    return TryEnterCriticalSection(&lock->section);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    LeaveCriticalSection(&lock->section);
}

/* A plain mutex may be a recursive one: Newlib never takes one twice. */
void __retarget_lock_init(_LOCK_T *lock)
{
    __retarget_lock_init_recursive(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    __retarget_lock_close_recursive(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    __retarget_lock_acquire_recursive(lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return __retarget_lock_try_acquire_recursive(lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
    __retarget_lock_release_recursive(lock);
}

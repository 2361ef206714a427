/*
 * The Interlocked functions as real exports: programs that were not compiled with the intrinsics import them.
 * windows.h has macros and inline functions of the same names, so it is not included here.
 */
#include <stdint.h>

#define WINAPI __attribute__((stdcall))

int32_t WINAPI InterlockedIncrement(volatile int32_t *target);
int32_t WINAPI InterlockedDecrement(volatile int32_t *target);
int32_t WINAPI InterlockedExchange(volatile int32_t *target, int32_t value);
int32_t WINAPI InterlockedExchangeAdd(volatile int32_t *target, int32_t value);
int32_t WINAPI InterlockedCompareExchange(volatile int32_t *target, int32_t value, int32_t expected);
int64_t WINAPI InterlockedCompareExchange64(volatile int64_t *target, int64_t value, int64_t expected);

int32_t WINAPI InterlockedIncrement(volatile int32_t *target)
{
    return __atomic_add_fetch(target, 1, __ATOMIC_SEQ_CST);
}

int32_t WINAPI InterlockedDecrement(volatile int32_t *target)
{
    return __atomic_sub_fetch(target, 1, __ATOMIC_SEQ_CST);
}

int32_t WINAPI InterlockedExchange(volatile int32_t *target, int32_t value)
{
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}

int32_t WINAPI InterlockedExchangeAdd(volatile int32_t *target, int32_t value)
{
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}

int32_t WINAPI InterlockedCompareExchange(volatile int32_t *target, int32_t value, int32_t expected)
{
    __atomic_compare_exchange_n(target, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}

int64_t WINAPI InterlockedCompareExchange64(volatile int64_t *target, int64_t value, int64_t expected)
{
    return __sync_val_compare_and_swap(target, expected, value);
}

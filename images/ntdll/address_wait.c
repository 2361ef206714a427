#include "images/ntdll/address_wait.h"

#include "images/ntdll/parking.h"

/* A value is read in one piece. */
static ULONGLONG value_at(const volatile void *address, SIZE_T size)
{
    switch (size) {
    case 1:
        return *(const volatile UCHAR *)address;
    case 2:
        return *(const volatile USHORT *)address;
    case 4:
        return *(const volatile ULONG *)address;
    default:
        return __atomic_load_n((const volatile ULONGLONG *)address, __ATOMIC_SEQ_CST);
    }
}

/* Parked first and compared then, so that no change between the two is missed. */
NTSTATUS NTAPI RtlWaitOnAddress(const volatile void *address, const void *compared, SIZE_T size,
                                const LARGE_INTEGER *timeout)
{
    struct parked parked;
    if (size != 1 && size != 2 && size != 4 && size != 8)
        return STATUS_INVALID_PARAMETER;
    ULONGLONG old = value_at(compared, size);
    if (value_at(address, size) != old)
        return STATUS_SUCCESS;
    parking_enter();
    parking_enqueue(&parked, address, false);
    parking_leave();
    if (value_at(address, size) != old && parking_give_up(&parked))
        return STATUS_SUCCESS;
    return parking_wait(&parked, timeout);
}

static void wake(const void *address, bool all)
{
    struct parked *out = NULL, **end = &out, *first;
    parking_enter();
    while ((all || !out) && (first = parking_first(address)))
        parking_take(first, &end);
    parking_leave();
    parking_let_go(out);
}

void NTAPI RtlWakeAddressSingle(const void *address)
{
    wake(address, false);
}

void NTAPI RtlWakeAddressAll(const void *address)
{
    wake(address, true);
}

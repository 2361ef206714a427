/*
 * Heaps of Win32; most functions are NTDLL's own, forwarded.
 */
#include "images/kernel32/base.h"

HANDLE WINAPI GetProcessHeap(void)
{
    return peb()->ProcessHeap;
}

/* A maximum of 0 means that the heap may grow. */
HANDLE WINAPI HeapCreate(DWORD flags, SIZE_T initial, SIZE_T maximum)
{
    flags &= HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ALIGN_16 | HEAP_CREATE_ENABLE_EXECUTE;
    if (!maximum)
        flags |= HEAP_GROWABLE;
    else if (maximum < initial)
        maximum = initial;
    HANDLE heap = RtlCreateHeap(flags, NULL, maximum, initial, NULL, NULL);
    if (!heap)
        fail(ERROR_NOT_ENOUGH_MEMORY);
    return heap;
}

WINBOOL WINAPI HeapDestroy(HANDLE heap)
{
    return RtlDestroyHeap(heap) ? fail(ERROR_INVALID_HANDLE) : TRUE;
}

WINBOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID block)
{
    return RtlFreeHeap(heap, flags, block) ? TRUE : fail(ERROR_INVALID_PARAMETER);
}

WINBOOL WINAPI HeapQueryInformation(HANDLE heap, HEAP_INFORMATION_CLASS information_class, PVOID out,
                                    SIZE_T size, PSIZE_T returned)
{
    if (information_class != HeapCompatibilityInformation)
        return fail(ERROR_INVALID_PARAMETER);
    if (returned)
        *returned = sizeof(ULONG);
    if (size < sizeof(ULONG))
        return fail(ERROR_INSUFFICIENT_BUFFER);
    *(ULONG *)out = 0; /* a standard heap, without look-aside lists */
    return TRUE;
}

SIZE_T WINAPI HeapCompact(HANDLE heap, DWORD flags)
{
    SIZE_T largest = RtlCompactHeap(heap, flags);
    if (!largest)
        RtlSetLastWin32Error(ERROR_SUCCESS); /* that is no failure */
    return largest;
}

WINBOOL WINAPI HeapSetInformation(HANDLE heap, HEAP_INFORMATION_CLASS information_class, PVOID in,
                                  SIZE_T size)
{
    return result((NTSTATUS)RtlSetHeapInformation(heap, information_class, in, size));
}

/*
 * The heap. A heap is a list of segments, each one reservation that is committed from its start onwards as it
 * fills; blocks of more than half a megabyte are reservations of their own. Addresses depend on the calls
 * alone: no randomness.
 *
 * All functions may be called by any thread; HEAP_NO_SERIALIZE (at creation or in a call) leaves the locking
 * to the caller. User pointers are aligned to 8 bytes, to 16 in a heap made with
 * HEAP_CREATE_ALIGN_16. A block that is not one of the heap's, or was freed, is refused and not touched,
 * wherever the pointer points. A heap's handle is its address, a multiple of 64 KB.
 */
#ifndef IMAGES_NTDLL_HEAP_H
#define IMAGES_NTDLL_HEAP_H

#include "images/ntdll/heap_walk.h"

/* `reserve` and `commit` are the first segment's sizes in bytes, 0 = default. Without HEAP_GROWABLE the heap
 * never holds more than `reserve`. `base` and `lock` must be null, `parameters` is ignored.
 * HEAP_CREATE_ENABLE_EXECUTE: its pages may be executed. Null: no memory. */
HANDLE NTAPI RtlCreateHeap(ULONG flags, void *base, SIZE_T reserve, SIZE_T commit, void *lock,
                           void *parameters);
HANDLE NTAPI
RtlDestroyHeap(HANDLE heap); /* null when done; the heap itself when it is the process heap or none */

/* Null when there is no memory (HEAP_GENERATE_EXCEPTIONS: raises STATUS_NO_MEMORY). */
void *NTAPI RtlAllocateHeap(HANDLE heap, ULONG flags, SIZE_T size);
void *NTAPI RtlReAllocateHeap(HANDLE heap, ULONG flags, void *block,
                              SIZE_T size);                       /* the old block stays on failure */
BOOLEAN NTAPI RtlFreeHeap(HANDLE heap, ULONG flags, void *block); /* a null block is TRUE */
SIZE_T NTAPI RtlSizeHeap(HANDLE heap, ULONG flags,
                         const void *block); /* bytes asked for; (SIZE_T)-1: no such block */

/* A null block: the whole heap. FALSE for what is no heap and no block of it. */
BOOLEAN NTAPI RtlValidateHeap(HANDLE heap, ULONG flags, const void *block);
BOOLEAN NTAPI RtlLockHeap(HANDLE heap);
BOOLEAN NTAPI RtlUnlockHeap(HANDLE heap);
ULONG NTAPI RtlGetProcessHeaps(ULONG count, HANDLE *heaps);

/* One step of a walk over the heap (heap_walk.h says in which order, and what becomes of a wrong entry). Who
 * walks keeps others from changing the heap meanwhile by RtlLockHeap. */
NTSTATUS NTAPI RtlWalkHeap(HANDLE heap, RTL_HEAP_WALK_ENTRY *entry);

/* Bytes of the largest block that could be had without committing more; 0: there is none. */
SIZE_T NTAPI RtlCompactHeap(HANDLE heap, ULONG flags);

/* HeapEnableTerminationOnCorruption counts for all heaps and has no way back: a block that is refused then
 * ends the process by STATUS_HEAP_CORRUPTION. HeapCompatibilityInformation: STATUS_UNSUCCESSFUL for another
 * kind than the standard one. */
DWORD NTAPI RtlSetHeapInformation(PVOID heap, HEAP_INFORMATION_CLASS information_class, PVOID in,
                                  SIZE_T size);

#endif

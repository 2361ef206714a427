#include "images/ntdll/heap.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap_blocks.h"
#include "images/ntdll/heap_check.h"
#include "images/ntdll/list.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/teb.h"

#define LARGE_BYTES     0x7f000u /* from here on a block is a reservation of its own */
#define LARGEST_REQUEST 0x7fff0000u

static LIST_ENTRY all_heaps = {&all_heaps, &all_heaps};
static RTL_CRITICAL_SECTION all_heaps_lock = CRITICAL_SECTION_FREE;

/* For debuggers and Toolhelp, in the rest of the PEB's page, as NT has it. The lock is held. */
#define PEB_BYTES  0x248u
#define HEAPS_TOLD ((PAGE_BYTES - PEB_BYTES) / sizeof(void *))
static void heaps_tell(void)
{
    PEB *block = peb();
    ULONG count = 0;
    block->ProcessHeaps = (void **)((char *)block + PEB_BYTES);
    for (LIST_ENTRY *link = all_heaps.Flink; link != &all_heaps && count < HEAPS_TOLD; link = link->Flink)
        block->ProcessHeaps[count++] = CONTAINING_RECORD(link, struct heap, heaps);
    block->NumberOfHeaps = count;
    block->MaximumNumberOfHeaps = HEAPS_TOLD;
}

static struct heap *heap_enter(HANDLE handle, ULONG flags)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE)
        return NULL;
    if (!((flags | heap->flags) & HEAP_NO_SERIALIZE))
        RtlEnterCriticalSection(&heap->lock);
    return heap;
}

static void heap_leave(struct heap *heap, ULONG flags)
{
    if (!((flags | heap->flags) & HEAP_NO_SERIALIZE))
        RtlLeaveCriticalSection(&heap->lock);
}

HANDLE NTAPI RtlCreateHeap(ULONG flags, void *base, SIZE_T reserve, SIZE_T commit, void *lock,
                           void *parameters)
{
    const SIZE_T least = sizeof(struct heap);
    ULONG protection = flags & HEAP_CREATE_ENABLE_EXECUTE ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (base || lock)
        return NULL;
    if (reserve < least)
        reserve = SEGMENT_BYTES;
    if (commit < least)
        commit = PAGE_BYTES;
    struct heap *heap = (struct heap *)segment_make(reserve, commit, sizeof *heap, protection);
    if (!heap)
        return NULL;
    heap->flags = flags | (peb()->NtGlobalFlag & FLG_HEAP_ENABLE_FREE_CHECK ? HEAP_FREE_CHECKING_ENABLED : 0);
    heap->granule = flags & HEAP_CREATE_ALIGN_16 ? 2 : 1;
    heap->segments = &heap->own;
    heap->next_segment_bytes = SEGMENT_BYTES;
    list_start(&heap->large);
    RtlInitializeCriticalSection(&heap->lock);
    heap->signature = HEAP_SIGNATURE;
    RtlEnterCriticalSection(&all_heaps_lock);
    list_append(&all_heaps, &heap->heaps);
    heaps_tell();
    RtlLeaveCriticalSection(&all_heaps_lock);
    return heap;
}

HANDLE NTAPI RtlDestroyHeap(HANDLE handle)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE || handle == peb()->ProcessHeap)
        return handle;
    RtlEnterCriticalSection(&all_heaps_lock);
    list_unlink(&heap->heaps);
    heaps_tell();
    RtlLeaveCriticalSection(&all_heaps_lock);
    heap->signature = 0;
    RtlDeleteCriticalSection(&heap->lock);
    while (heap->large.Flink != &heap->large)
        large_free((struct large *)heap->large.Flink);
    while (heap->segments != &heap->own)
        segment_release(heap, heap->segments);
    segment_release(heap, &heap->own);
    return NULL;
}

void *NTAPI RtlAllocateHeap(HANDLE handle, ULONG flags, SIZE_T size)
{
    struct heap *heap = heap_enter(handle, flags);
    void *user = NULL;
    if (!heap)
        return NULL;
    if (size < LARGE_BYTES)
        user = small_allocate(heap, size);
    else if (size < LARGEST_REQUEST)
        user = large_allocate(heap, size);
    heap_leave(heap, flags);
    if (!user && ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS))
        RtlRaiseStatus(STATUS_NO_MEMORY);
    if (user && (flags & HEAP_ZERO_MEMORY) && size < LARGE_BYTES) /* large blocks are fresh, so zero */
        memset(user, 0, size);
    return user;
}

/* A program may ask to be ended when its heaps are found to be damaged: HeapEnableTerminationOnCorruption.
 * There is no way back. */
static bool ends_when_damaged;

static void damage_found(void)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_HEAP_CORRUPTION,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    CONTEXT context;
    if (!ends_when_damaged)
        return;
    RtlCaptureContext(&context);
    record.ExceptionAddress = (void *)context.Eip;
    NtRaiseException(&record, &context, FALSE); /* no handler is asked */
}

BOOLEAN NTAPI RtlFreeHeap(HANDLE handle, ULONG flags, void *user)
{
    if (!user)
        return TRUE;
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return FALSE;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    bool done = block != NULL;
    if (done && (block->flags & BLOCK_LARGE))
        done = large_free(large_of(user));
    else if (done)
        block_release(heap, block);
    heap_leave(heap, flags);
    return done;
}

SIZE_T NTAPI RtlSizeHeap(HANDLE handle, ULONG flags, const void *user)
{
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return (SIZE_T)-1;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    SIZE_T size = block ? block_size(block) : (SIZE_T)-1;
    heap_leave(heap, flags);
    return size;
}

/* Resizes where the block lies, if that can be done. */
static bool resize_in_place(struct heap *heap, struct block *block, SIZE_T size)
{
    if (!(block->flags & BLOCK_LARGE))
        return size < LARGE_BYTES && small_resize(heap, block, size);
    struct large *large = large_of(block + 1);
    if (size < LARGE_BYTES || size > large->reserved - sizeof *large)
        return false;
    large->size = size;
    return true;
}

static void *move_block(HANDLE heap, ULONG flags, void *user, SIZE_T old, SIZE_T size)
{
    if (flags & HEAP_REALLOC_IN_PLACE_ONLY)
        return NULL;
    void *fresh = RtlAllocateHeap(heap, flags & ~HEAP_ZERO_MEMORY, size);
    if (!fresh)
        return NULL;
    memcpy(fresh, user, old < size ? old : size);
    RtlFreeHeap(heap, flags, user);
    return fresh;
}

void *NTAPI RtlReAllocateHeap(HANDLE handle, ULONG flags, void *user, SIZE_T size)
{
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return NULL;
    struct block *block = block_of(heap, user);
    if (!block)
        damage_found();
    SIZE_T old = block ? block_size(block) : 0;
    void *result = NULL;
    if (block && size < LARGEST_REQUEST)
        result = resize_in_place(heap, block, size) ? user : move_block(handle, flags, user, old, size);
    if (result && (flags & HEAP_ZERO_MEMORY) && size > old)
        memset((char *)result + old, 0, size - old);
    heap_leave(heap, flags);
    if (!result && block && ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS))
        RtlRaiseStatus(STATUS_NO_MEMORY);
    return result;
}

BOOLEAN NTAPI RtlLockHeap(HANDLE handle)
{
    return heap_enter(handle, 0) != NULL;
}

BOOLEAN NTAPI RtlUnlockHeap(HANDLE handle)
{
    struct heap *heap = handle;
    if (!heap || heap->signature != HEAP_SIGNATURE)
        return FALSE;
    heap_leave(heap, 0);
    return TRUE;
}

/* Is there such a heap? Its memory is not looked at. */
static bool heap_known(const void *handle)
{
    bool known = false;
    RtlEnterCriticalSection(&all_heaps_lock);
    for (LIST_ENTRY *link = all_heaps.Flink; !known && link != &all_heaps; link = link->Flink)
        known = CONTAINING_RECORD(link, struct heap, heaps) == handle;
    RtlLeaveCriticalSection(&all_heaps_lock);
    return known;
}

BOOLEAN NTAPI RtlValidateHeap(HANDLE handle, ULONG flags, const void *user)
{
    struct heap *heap = heap_known(handle) ? heap_enter(handle, flags) : NULL;
    if (!heap)
        return FALSE;
    bool valid = user ? heap_has_block(heap, user) : heap_valid(heap);
    heap_leave(heap, flags);
    return valid;
}

ULONG NTAPI RtlGetProcessHeaps(ULONG count, HANDLE *heaps)
{
    ULONG found = 0;
    RtlEnterCriticalSection(&all_heaps_lock);
    for (LIST_ENTRY *link = all_heaps.Flink; link != &all_heaps; link = link->Flink, found++)
        if (found < count)
            heaps[found] = CONTAINING_RECORD(link, struct heap, heaps);
    RtlLeaveCriticalSection(&all_heaps_lock);
    return found;
}

NTSTATUS NTAPI RtlWalkHeap(HANDLE handle, RTL_HEAP_WALK_ENTRY *entry)
{
    struct heap *heap = heap_known(handle) ? heap_enter(handle, 0) : NULL;
    if (!heap)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = heap_walk(CURRENT_PROCESS, heap, entry);
    heap_leave(heap, 0);
    return status;
}

/* Free blocks are always joined, so there is nothing to compact: what remains is to tell the largest piece
 * that is committed and free. */
SIZE_T NTAPI RtlCompactHeap(HANDLE handle, ULONG flags)
{
    struct heap *heap = heap_enter(handle, flags);
    if (!heap)
        return 0;
    SIZE_T largest = block_largest_free(heap);
    heap_leave(heap, flags);
    return largest;
}

/* There is one kind of heap, the standard one (0); others, such as the low-fragmentation heap (2), cannot be
 * had. */
static NTSTATUS set_kind(HANDLE handle, const void *in, SIZE_T size)
{
    if (size < sizeof(ULONG))
        return STATUS_BUFFER_TOO_SMALL;
    if (!heap_known(handle))
        return STATUS_INVALID_PARAMETER;
    return *(const ULONG *)in ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

DWORD NTAPI RtlSetHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS information_class, PVOID in,
                                  SIZE_T size)
{
    switch (information_class) {
    case HeapCompatibilityInformation:
        return set_kind(handle, in, size);
    case HeapEnableTerminationOnCorruption:
        ends_when_damaged = true;
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}

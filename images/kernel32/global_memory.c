/*
 * The Global and Local memory of old, and the walk over a heap, which tells the handles of such memory.
 *
 * Fixed memory is a heap block, and its handle is its address. Movable memory is a heap block of its own
 * behind a small descriptor, whose address + 4 is the handle: block addresses are multiples of 8, so the two
 * are told apart.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/list.h"

struct movable {
    void *block; /* null: discarded, or of size 0 */
    UINT locks;
    UINT flags;
    LIST_ENTRY links;
};

/* All of them, so that a block's handle can be told; under the process heap's lock. */
static LIST_ENTRY movables = {&movables, &movables};

/* Null for a fixed block, and for what is none of ours: the heap refuses that later. */
static struct movable *movable_of(HGLOBAL handle)
{
    struct movable *movable = (struct movable *)((char *)handle - 4);
    if ((uintptr_t)handle % 8 != 4 || RtlSizeHeap(GetProcessHeap(), 0, movable) != sizeof *movable)
        return NULL;
    return movable;
}

/* Null: the block is fixed, or none of ours. */
static struct movable *movable_with(const void *block)
{
    struct movable *found = NULL;
    RtlLockHeap(GetProcessHeap());
    for (LIST_ENTRY *link = movables.Flink; !found && link != &movables; link = link->Flink)
        if (CONTAINING_RECORD(link, struct movable, links)->block == block)
            found = CONTAINING_RECORD(link, struct movable, links);
    RtlUnlockHeap(GetProcessHeap());
    return found;
}

/* A descriptor for the block; null when there is no memory for it. */
static HGLOBAL movable_make(void *block, UINT flags)
{
    struct movable *movable = allocate(sizeof *movable);
    if (!movable)
        return NULL;
    *movable = (struct movable){.block = block, .flags = flags};
    RtlLockHeap(GetProcessHeap());
    list_append(&movables, &movable->links);
    RtlUnlockHeap(GetProcessHeap());
    return (char *)movable + 4;
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
    HANDLE heap = GetProcessHeap();
    DWORD zero = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
    void *block = size || !(flags & GMEM_MOVEABLE) ? RtlAllocateHeap(heap, zero, size) : NULL;
    if (!block && (size || !(flags & GMEM_MOVEABLE))) {
        fail(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    if (!(flags & GMEM_MOVEABLE))
        return block;
    HGLOBAL handle = movable_make(block, flags);
    if (!handle)
        release(block);
    return handle;
}

HGLOBAL WINAPI GlobalFree(HGLOBAL handle)
{
    struct movable *movable = movable_of(handle);
    if (!handle)
        return NULL;
    if (movable) {
        release(movable->block);
        RtlLockHeap(GetProcessHeap());
        list_unlink(&movable->links);
        RtlUnlockHeap(GetProcessHeap());
    }
    if (RtlFreeHeap(GetProcessHeap(), 0, movable ? (void *)movable : handle))
        return NULL;
    fail(ERROR_INVALID_HANDLE);
    return handle;
}

/* The lock of a fixed block is its address; nobody asks the heap about that, for programs lock any address.
 */
LPVOID WINAPI GlobalLock(HGLOBAL handle)
{
    struct movable *movable = movable_of(handle);
    if (!movable && (uintptr_t)handle % 8 == 4) {
        fail(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (!movable)
        return handle;
    if (movable->block)
        movable->locks++;
    else
        fail(ERROR_DISCARDED);
    return movable->block;
}

/* TRUE while it is still locked; FALSE with no error when the last lock is gone. */
WINBOOL WINAPI GlobalUnlock(HGLOBAL handle)
{
    struct movable *movable = movable_of(handle);
    if (!movable)
        return TRUE;
    if (!movable->locks)
        return fail(ERROR_NOT_LOCKED);
    if (--movable->locks)
        return TRUE;
    return fail(ERROR_SUCCESS);
}

SIZE_T WINAPI GlobalSize(HGLOBAL handle)
{
    struct movable *movable = movable_of(handle);
    if (movable && !movable->block)
        return 0;
    SIZE_T size = RtlSizeHeap(GetProcessHeap(), 0, movable ? movable->block : handle);
    if (size != (SIZE_T)-1)
        return size;
    fail(ERROR_INVALID_HANDLE);
    return 0;
}

/* The handle of a block: its address, if it is fixed. */
HGLOBAL WINAPI GlobalHandle(LPCVOID block)
{
    struct movable *movable = block ? movable_with(block) : NULL;
    if (movable)
        return (char *)movable + 4;
    if (block && RtlValidateHeap(GetProcessHeap(), 0, block))
        return (HGLOBAL)block;
    fail(ERROR_INVALID_HANDLE);
    return NULL;
}

UINT WINAPI GlobalFlags(HGLOBAL handle)
{
    struct movable *movable = movable_of(handle);
    if (movable)
        return (movable->locks & GMEM_LOCKCOUNT) | (movable->block ? 0 : GMEM_DISCARDED);
    if (RtlSizeHeap(GetProcessHeap(), 0, handle) != (SIZE_T)-1)
        return 0;
    fail(ERROR_INVALID_HANDLE);
    return GMEM_INVALID_HANDLE;
}

static void *block_resize(void *block, SIZE_T size, DWORD flags)
{
    HANDLE heap = GetProcessHeap();
    void *moved = block ? RtlReAllocateHeap(heap, flags, block, size) : RtlAllocateHeap(heap, flags, size);
    if (!moved)
        fail(ERROR_NOT_ENOUGH_MEMORY);
    return moved;
}

/* GMEM_MODIFY: nothing changes but what the memory is; a fixed block can become movable. */
static HGLOBAL global_modify(HGLOBAL handle, UINT flags)
{
    struct movable *movable = movable_of(handle);
    if (movable)
        movable->flags = flags;
    return movable || !(flags & GMEM_MOVEABLE) ? handle : movable_make(handle, flags);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL handle, SIZE_T size, UINT flags)
{
    struct movable *movable = movable_of(handle);
    DWORD heap_flags = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
    if (!movable && RtlSizeHeap(GetProcessHeap(), 0, handle) == (SIZE_T)-1) {
        fail(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (flags & GMEM_MODIFY)
        return global_modify(handle, flags);
    if (!movable) /* a fixed block moves only if the caller allows it */
        return block_resize(handle, size,
                            heap_flags | (flags & GMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY));
    void *block = block_resize(movable->block, size, heap_flags);
    if (!block)
        return NULL;
    movable->block = block;
    return handle;
}

/* ---- the walk ---- */

static WORD flags_to_native(WORD flags)
{
    return (WORD)((flags & PROCESS_HEAP_REGION ? RTL_HEAP_SEGMENT : 0) |
                  (flags & PROCESS_HEAP_UNCOMMITTED_RANGE ? RTL_HEAP_UNCOMMITTED_RANGE : 0) |
                  (flags & PROCESS_HEAP_ENTRY_BUSY ? RTL_HEAP_BUSY : 0));
}

static WORD flags_to_win32(WORD native)
{
    return (WORD)((native & RTL_HEAP_SEGMENT ? PROCESS_HEAP_REGION : 0) |
                  (native & RTL_HEAP_UNCOMMITTED_RANGE ? PROCESS_HEAP_UNCOMMITTED_RANGE : 0) |
                  (native & RTL_HEAP_BUSY ? PROCESS_HEAP_ENTRY_BUSY : 0));
}

/* What stands behind a handle of GlobalAlloc says so. */
static void note_movable(PROCESS_HEAP_ENTRY *entry)
{
    const struct movable *movable =
        entry->wFlags & PROCESS_HEAP_ENTRY_BUSY ? movable_with(entry->lpData) : NULL;
    if (!movable)
        return;
    entry->wFlags |= PROCESS_HEAP_ENTRY_MOVEABLE;
    if (movable->flags & GMEM_DDESHARE)
        entry->wFlags |= PROCESS_HEAP_ENTRY_DDESHARE;
    entry->Block.hMem = (char *)movable + 4;
}

/* Both structures are laid out alike but for the values of the flags. */
WINBOOL WINAPI HeapWalk(HANDLE heap, LPPROCESS_HEAP_ENTRY entry)
{
    RTL_HEAP_WALK_ENTRY native;
    _Static_assert(sizeof native == sizeof *entry, "PROCESS_HEAP_ENTRY is laid out as NT's");
    memcpy(&native, entry, sizeof native);
    native.Flags = flags_to_native(entry->wFlags);
    if (!result(RtlWalkHeap(heap, &native)))
        return FALSE;
    memcpy(entry, &native, sizeof *entry);
    entry->wFlags = flags_to_win32(native.Flags);
    if (heap == GetProcessHeap())
        note_movable(entry);
    return TRUE;
}

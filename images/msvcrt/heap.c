/*
 * One allocator: the process heap. Newlib's malloc.o, mallocr.o and their like stay out of the DLL because
 * every name that they define, or that Newlib asks for, is here.
 */
#include "heap.h"
#include "win32.h"

#include <errno.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* No operator new is exported, so nothing sets a handler that could make room. */
int _callnewh(size_t bytes)
{
    (void)bytes;
    return 0;
}

/* The greatest request that msvcrt passes on to the heap. */
#define HEAP_LARGEST 0xffffffe0u

static void *heap_take(size_t bytes, DWORD flags)
{
    void *block = bytes <= HEAP_LARGEST ? HeapAlloc(GetProcessHeap(), flags, bytes) : NULL;
    if (!block)
        errno = ENOMEM;
    return block;
}

void *malloc(size_t bytes)
{
    return heap_take(bytes, 0);
}

void free(void *block)
{
    if (block)
        HeapFree(GetProcessHeap(), 0, block);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return heap_take(bytes, HEAP_ZERO_MEMORY);
}

void *realloc(void *block, size_t bytes)
{
    if (!block)
        return malloc(bytes);
    if (!bytes) {
        free(block);
        return NULL;
    }
    void *moved = bytes <= HEAP_LARGEST ? HeapReAlloc(GetProcessHeap(), 0, block, bytes) : NULL;
    if (!moved)
        errno = ENOMEM;
    return moved;
}

void *_malloc_r(struct _reent *reent, size_t bytes)
{
    (void)reent;
    return malloc(bytes);
}

void _free_r(struct _reent *reent, void *block)
{
    (void)reent;
    free(block);
}

void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
    (void)reent;
    return calloc(count, size);
}

void *_realloc_r(struct _reent *reent, void *block, size_t bytes)
{
    (void)reent;
    return realloc(block, bytes);
}

size_t _msize(void *block)
{
    return HeapSize(GetProcessHeap(), 0, block);
}

void *_expand(void *block, size_t bytes)
{
    return HeapReAlloc(GetProcessHeap(), HEAP_REALLOC_IN_PLACE_ONLY, block, bytes);
}

/* An aligned block remembers, just below itself, the block that the heap gave. */
void *_aligned_offset_malloc(size_t bytes, size_t alignment, size_t offset)
{
    if (alignment & (alignment - 1) || (offset && offset >= bytes)) {
        errno = EINVAL;
        return NULL;
    }
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    char *given = malloc(bytes + alignment + sizeof(void *));
    if (!given)
        return NULL;
    uintptr_t first = (uintptr_t)given + sizeof(void *) + offset;
    uintptr_t aligned = ((first + alignment - 1) & -alignment) - offset;
    void *home = given;
    memcpy((char *)aligned - sizeof home, &home, sizeof home);
    return (void *)aligned;
}

void *_aligned_malloc(size_t bytes, size_t alignment)
{
    return _aligned_offset_malloc(bytes, alignment, 0);
}

static char *aligned_home(void *block)
{
    char *home;
    memcpy(&home, (char *)block - sizeof home, sizeof home);
    return home;
}

void _aligned_free(void *block)
{
    if (block)
        free(aligned_home(block));
}

void *_aligned_offset_realloc(void *block, size_t bytes, size_t alignment, size_t offset)
{
    if (!block)
        return _aligned_offset_malloc(bytes, alignment, offset);
    if (!bytes) {
        _aligned_free(block);
        return NULL;
    }
    char *home = aligned_home(block);
    size_t held = _msize(home) - ((char *)block - home);
    void *moved = _aligned_offset_malloc(bytes, alignment, offset);
    if (!moved)
        return NULL;
    memcpy(moved, block, held < bytes ? held : bytes);
    _aligned_free(block);
    return moved;
}

void *_aligned_realloc(void *block, size_t bytes, size_t alignment)
{
    return _aligned_offset_realloc(block, bytes, alignment, 0);
}

intptr_t _get_heap_handle(void)
{
    return (intptr_t)GetProcessHeap();
}

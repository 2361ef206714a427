/*
 * What msvcrt tells of its heap, which is the process heap: is it whole (_heapchk), and what is in it
 * (_heapwalk). Names, numbers and answers are Microsoft's (<malloc.h>).
 */
#include "win32.h"

#include <errno.h>
#include <string.h>

enum { HEAP_EMPTY = -1, HEAP_OK = -2, HEAP_BAD_BEGIN = -3, HEAP_BAD_NODE = -4, HEAP_END = -5 };
enum { FREE_ENTRY = 0, USED_ENTRY = 1 };

struct heap_info {
    int *entry; /* null: the walk begins */
    size_t size;
    int use;
};

int _heapchk(void)
{
    return HeapValidate(GetProcessHeap(), 0, NULL) ? HEAP_OK : HEAP_BAD_NODE;
}

/* It fills nothing, as since Visual C++ 6. */
int _heapset(unsigned fill)
{
    (void)fill;
    return _heapchk();
}

int _heapmin(void)
{
    HeapCompact(GetProcessHeap(), 0);
    return 0;
}

int _heapadd(void *memory, size_t bytes)
{
    (void)memory, (void)bytes;
    errno = ENOSYS;
    return -1;
}

/* Of regions and what is not committed a C program hears nothing. */
int _heapwalk(struct heap_info *info)
{
    struct heap_entry entry;
    memset(&entry, 0, sizeof entry);
    entry.data = info->entry;
    entry.flags = info->use == USED_ENTRY ? HEAP_ENTRY_USED : 0;
    if (info->entry && info->use == USED_ENTRY && !HeapValidate(GetProcessHeap(), 0, info->entry))
        return HEAP_BAD_NODE;
    do
        if (!HeapWalk(GetProcessHeap(), &entry))
            return GetLastError() == ERROR_NO_MORE_ITEMS ? HEAP_END
                   : info->entry                         ? HEAP_BAD_NODE
                                                         : HEAP_BAD_BEGIN;
    while (entry.flags & (HEAP_ENTRY_REGION | HEAP_ENTRY_UNCOMMITTED));
    info->entry = entry.data;
    info->size = entry.size;
    info->use = entry.flags & HEAP_ENTRY_USED ? USED_ENTRY : FREE_ENTRY;
    return HEAP_OK;
}

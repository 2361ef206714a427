/* The table of descriptors: blocks of 32 that are made as they are needed. */
#include "error.h"
#include "lock.h"
#include "lowio.h"

#include <errno.h>
#include <stdlib.h>

enum { BLOCK = 32, BLOCKS = 64 };

struct descriptor *__pioinfo[BLOCKS];
struct descriptor __badioinfo = {.handle = INVALID_HANDLE_VALUE, .peeked = NO_PEEK};

static struct descriptor *descriptor_at(int fd)
{
    if (fd < 0 || fd >= BLOCK * BLOCKS || !__pioinfo[fd / BLOCK])
        return NULL;
    return &__pioinfo[fd / BLOCK][fd % BLOCK];
}

struct descriptor *descriptor_of(int fd)
{
    struct descriptor *descriptor = descriptor_at(fd);
    if (descriptor && descriptor->flags & FD_OPEN)
        return descriptor;
    fail(EBADF);
    return NULL;
}

static struct descriptor *block_new(void)
{
    struct descriptor *block = calloc(BLOCK, sizeof *block);
    for (int i = 0; block && i < BLOCK; i++) {
        block[i].handle = INVALID_HANDLE_VALUE;
        block[i].peeked = NO_PEEK;
    }
    return block;
}

/* Finds and marks a free descriptor. */
static int descriptor_claim(void)
{
    for (int fd = 0; fd < BLOCK * BLOCKS; fd++) {
        if (!__pioinfo[fd / BLOCK] && !(__pioinfo[fd / BLOCK] = block_new()))
            break;
        struct descriptor *descriptor = descriptor_at(fd);
        if (!(descriptor->flags & FD_OPEN)) {
            descriptor->flags = FD_OPEN;
            return fd;
        }
    }
    return fail(EMFILE);
}

static void descriptor_fill(struct descriptor *descriptor, HANDLE handle, uint8_t flags)
{
    if (!descriptor->lock_ready)
        InitializeCriticalSection(&descriptor->lock);
    descriptor->lock_ready = 1;
    descriptor->handle = handle;
    descriptor->peeked = NO_PEEK;
    descriptor->flags = FD_OPEN | flags;
}

static uint8_t kind_of(HANDLE handle)
{
    switch (GetFileType(handle)) {
    case FILE_TYPE_CHAR:
        return FD_DEVICE;
    case FILE_TYPE_PIPE:
        return FD_PIPE;
    default:
        return 0;
    }
}

int descriptor_new(HANDLE handle, uint8_t flags)
{
    _lock(LOCK_HANDLES);
    int fd = descriptor_claim();
    if (fd >= 0)
        descriptor_fill(descriptor_at(fd), handle, flags | kind_of(handle));
    _unlock(LOCK_HANDLES);
    return fd;
}

/* A process without a console has no standard handles; its 0, 1 and 2 are open and lead nowhere. */
void lowio_attach(void)
{
    __pioinfo[0] = block_new();
    for (int fd = 0; fd < 3; fd++) {
        HANDLE handle = GetStdHandle(STD_INPUT_HANDLE - fd);
        if (handle && handle != INVALID_HANDLE_VALUE)
            descriptor_fill(descriptor_at(fd), handle, FD_TEXT | kind_of(handle));
        else
            descriptor_fill(descriptor_at(fd), INVALID_HANDLE_VALUE, FD_TEXT | FD_DEVICE);
    }
}

/* SetStdHandle follows what a program does with 0, 1 and 2, so that its children inherit it. */
static void tell_std_handle(int fd, HANDLE handle)
{
    if (fd < 3)
        SetStdHandle(STD_INPUT_HANDLE - fd, handle);
}

int _close(int fd)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    HANDLE handle = descriptor->handle;
    tell_std_handle(fd, NULL);
    descriptor->handle = INVALID_HANDLE_VALUE;
    descriptor->flags = 0;
    if (handle == INVALID_HANDLE_VALUE || CloseHandle(handle))
        return 0;
    return fail_win32();
}

static HANDLE handle_copy(HANDLE handle)
{
    HANDLE copy;
    HANDLE process = GetCurrentProcess();
    if (!DuplicateHandle(process, handle, process, &copy, 0, 1, DUPLICATE_SAME_ACCESS))
        return INVALID_HANDLE_VALUE;
    return copy;
}

int _dup(int fd)
{
    struct descriptor *from = descriptor_of(fd);
    if (!from)
        return -1;
    HANDLE copy = handle_copy(from->handle);
    if (copy == INVALID_HANDLE_VALUE)
        return fail_win32();
    int to = descriptor_new(copy, from->flags & (FD_TEXT | FD_APPEND));
    if (to < 0)
        CloseHandle(copy);
    return to;
}

int _dup2(int fd, int to)
{
    struct descriptor *from = descriptor_of(fd);
    if (!from)
        return -1;
    if (to < 0 || to >= BLOCK * BLOCKS)
        return fail(EBADF);
    if (fd == to)
        return 0;
    HANDLE copy = handle_copy(from->handle);
    if (copy == INVALID_HANDLE_VALUE)
        return fail_win32();
    if (descriptor_at(to) && descriptor_at(to)->flags & FD_OPEN)
        _close(to);
    if (!__pioinfo[to / BLOCK])
        __pioinfo[to / BLOCK] = block_new();
    descriptor_fill(descriptor_at(to), copy, from->flags & (FD_TEXT | FD_APPEND | FD_DEVICE | FD_PIPE));
    tell_std_handle(to, copy);
    return 0;
}

intptr_t _get_osfhandle(int fd)
{
    struct descriptor *descriptor = descriptor_of(fd);
    return descriptor ? (intptr_t)descriptor->handle : -1;
}

int _open_osfhandle(intptr_t handle, int flags)
{
    uint8_t kept = (flags & OPEN_TEXT ? FD_TEXT : 0) | (flags & OPEN_APPEND ? FD_APPEND : 0);
    if (GetFileType((HANDLE)handle) == 0)
        return fail(EBADF);
    return descriptor_new((HANDLE)handle, kept);
}

int _setmode(int fd, int mode)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    int old = descriptor->flags & FD_TEXT ? OPEN_TEXT : OPEN_BINARY;
    if (mode != OPEN_TEXT && mode != OPEN_BINARY)
        return fail(EINVAL);
    if (mode == OPEN_TEXT)
        descriptor->flags |= FD_TEXT;
    else
        descriptor->flags &= ~FD_TEXT;
    return old;
}

int _isatty(int fd)
{
    struct descriptor *descriptor = descriptor_of(fd);
    return descriptor ? descriptor->flags & FD_DEVICE : 0;
}

int _commit(int fd)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    return FlushFileBuffers(descriptor->handle) ? 0 : fail(EBADF);
}

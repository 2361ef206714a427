/* Reading, writing and seeking a descriptor. In text mode CR LF in the file is LF in memory, and control-Z
 * ends it. */
#include "lowio.h"
#include "error.h"

#include <errno.h>
#include <string.h>

enum { CTRL_Z = 0x1a, SEEK_FROM_START = 0, SEEK_FROM_HERE = 1, SEEK_FROM_END = 2 };

static void descriptor_lock(struct descriptor *descriptor)
{
    EnterCriticalSection(&descriptor->lock);
}

static void descriptor_unlock(struct descriptor *descriptor)
{
    LeaveCriticalSection(&descriptor->lock);
}

/* The bytes as they are in the file: how many, 0 at its end, -1 with errno. */
static int raw_read(struct descriptor *descriptor, char *buffer, unsigned bytes)
{
    DWORD done = 0;
    if (ReadFile(descriptor->handle, buffer, bytes, &done, NULL))
        return done;
    switch (GetLastError()) {
    case ERROR_BROKEN_PIPE:
        return 0;
    case ERROR_ACCESS_DENIED: /* opened for writing only */
        fail_win32();
        return fail(EBADF);
    default:
        return fail_win32();
    }
}

/* A CR was the last byte of what was read: is the next one its LF? A byte that is not must be kept for later.
 */
static char after_cr(struct descriptor *descriptor)
{
    char next;
    int got = raw_read(descriptor, &next, 1);
    if (got <= 0)
        return '\r';
    if (next == '\n')
        return '\n';
    if (descriptor->flags & (FD_DEVICE | FD_PIPE))
        descriptor->peeked = next;
    else
        SetFilePointer(descriptor->handle, -1, NULL, SEEK_FROM_HERE);
    return '\r';
}

/* Turns COUNT bytes of the file into text in place. Returns how many are left. */
static int translate(struct descriptor *descriptor, char *buffer, int count)
{
    char *to = buffer;
    for (int i = 0; i < count; i++) {
        if (buffer[i] == CTRL_Z) {
            if (!(descriptor->flags & FD_DEVICE))
                descriptor->flags |= FD_AT_CTRLZ;
            break;
        }
        if (buffer[i] != '\r')
            *to++ = buffer[i];
        else if (i + 1 == count)
            *to++ = after_cr(descriptor);
        else if (buffer[i + 1] != '\n')
            *to++ = '\r';
    }
    return to - buffer;
}

static int read_locked(struct descriptor *descriptor, char *buffer, unsigned bytes)
{
    if (bytes == 0 || descriptor->flags & FD_AT_CTRLZ)
        return 0;
    int count = 0;
    if (descriptor->peeked != NO_PEEK) {
        buffer[count++] = descriptor->peeked;
        descriptor->peeked = NO_PEEK;
    }
    if ((unsigned)count < bytes) {
        int got = raw_read(descriptor, buffer + count, bytes - count);
        if (got < 0)
            return -1;
        count += got;
    }
    return descriptor->flags & FD_TEXT ? translate(descriptor, buffer, count) : count;
}

int _read(int fd, void *buffer, unsigned bytes)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    descriptor_lock(descriptor);
    int done = read_locked(descriptor, buffer, bytes);
    descriptor_unlock(descriptor);
    return done;
}

static int raw_write(struct descriptor *descriptor, const char *buffer, unsigned bytes)
{
    DWORD done = 0;
    if (WriteFile(descriptor->handle, buffer, bytes, &done, NULL))
        return done;
    if (GetLastError() != ERROR_ACCESS_DENIED) /* else opened for reading only */
        return fail_win32();
    fail_win32();
    return fail(EBADF);
}

/* Writes text through a buffer in which each LF gets its CR. Returns the bytes of text that were written. */
static int text_write(struct descriptor *descriptor, const char *text, unsigned bytes)
{
    char buffer[1025];
    unsigned from = 0;
    while (from < bytes) {
        unsigned used = 0, start = from;
        while (from < bytes && used < sizeof buffer - 1) {
            if (text[from] == '\n')
                buffer[used++] = '\r';
            buffer[used++] = text[from++];
        }
        int done = raw_write(descriptor, buffer, used);
        if (done < 0)
            return start ? (int)start : -1;
        if ((unsigned)done < used)
            return start;
    }
    return bytes;
}

static int write_locked(struct descriptor *descriptor, const char *buffer, unsigned bytes)
{
    if (descriptor->flags & FD_APPEND)
        SetFilePointer(descriptor->handle, 0, NULL, SEEK_FROM_END);
    int done = descriptor->flags & FD_TEXT ? text_write(descriptor, buffer, bytes)
                                           : raw_write(descriptor, buffer, bytes);
    if (done == 0 && !(descriptor->flags & FD_DEVICE && buffer[0] == CTRL_Z))
        return fail(ENOSPC);
    return done;
}

int _write(int fd, const void *buffer, unsigned bytes)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    if (bytes == 0)
        return 0;
    if (missing(buffer))
        return -1;
    descriptor_lock(descriptor);
    int done = write_locked(descriptor, buffer, bytes);
    descriptor_unlock(descriptor);
    return done;
}

int64_t _lseeki64(int fd, int64_t offset, int whence)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    if (descriptor->flags & (FD_DEVICE | FD_PIPE))
        return fail(ESPIPE);
    int32_t high = (int32_t)(offset >> 32);
    SetLastError(0);
    DWORD low = SetFilePointer(descriptor->handle, (int32_t)offset, &high, whence);
    if (low == 0xffffffff && GetLastError())
        return fail_win32();
    descriptor->flags &= ~FD_AT_CTRLZ;
    return (int64_t)high << 32 | low;
}

int32_t _lseek(int fd, int32_t offset, int whence)
{
    return (int32_t)_lseeki64(fd, offset, whence);
}

int64_t _telli64(int fd)
{
    return _lseeki64(fd, 0, SEEK_FROM_HERE);
}

int32_t _tell(int fd)
{
    return _lseek(fd, 0, SEEK_FROM_HERE);
}

int64_t _filelengthi64(int fd)
{
    int64_t here = _telli64(fd);
    if (here < 0)
        return -1;
    int64_t end = _lseeki64(fd, 0, SEEK_FROM_END);
    _lseeki64(fd, here, SEEK_FROM_START);
    return end;
}

int32_t _filelength(int fd)
{
    return (int32_t)_filelengthi64(fd);
}

int _eof(int fd)
{
    int64_t here = _telli64(fd);
    struct descriptor *descriptor = descriptor_of(fd);
    if (here < 0 || !descriptor)
        return -1;
    return descriptor->flags & FD_AT_CTRLZ || here >= _filelengthi64(fd);
}

int _chsize(int fd, int32_t size)
{
    struct descriptor *descriptor = descriptor_of(fd);
    int64_t here = _telli64(fd);
    if (!descriptor || here < 0)
        return -1;
    int failed = _lseeki64(fd, size, SEEK_FROM_START) < 0;
    if (!failed && !SetEndOfFile(descriptor->handle))
        failed = fail_win32();
    _lseeki64(fd, here, SEEK_FROM_START);
    return failed ? -1 : 0;
}

/* Files belong to one machine here: a lock on a range is always granted. */
int _locking(int fd, int mode, int32_t bytes)
{
    (void)mode;
    (void)bytes;
    return descriptor_of(fd) ? 0 : -1;
}

#include "data.h"
#include "error.h"
#include "lowio.h"
#include "path.h"

#include <errno.h>
#include <stdarg.h>

enum {
    PERMIT_WRITE = 0x80,
    DENY_ALL = 0x10,
    DENY_WRITE = 0x20,
    DENY_READ = 0x30,
    DENY_NONE = 0x40,
};

int creation_mask;

int _umask(int mask)
{
    int old = creation_mask;
    creation_mask = mask;
    return old;
}

static DWORD access_wanted(int flags)
{
    switch (flags & OPEN_ACCESS) {
    case OPEN_WRONLY:
        return GENERIC_WRITE;
    case OPEN_RDWR:
        return GENERIC_READ | GENERIC_WRITE;
    default:
        return GENERIC_READ;
    }
}

static DWORD sharing_wanted(int sharing)
{
    switch (sharing) {
    case DENY_ALL:
        return 0;
    case DENY_WRITE:
        return FILE_SHARE_READ;
    case DENY_READ:
        return FILE_SHARE_WRITE;
    default:
        return FILE_SHARE_READ | FILE_SHARE_WRITE;
    }
}

static DWORD disposition_wanted(int flags)
{
    switch (flags & (OPEN_CREAT | OPEN_EXCL | OPEN_TRUNC)) {
    case OPEN_CREAT:
        return OPEN_ALWAYS;
    case OPEN_CREAT | OPEN_EXCL:
    case OPEN_CREAT | OPEN_EXCL | OPEN_TRUNC:
        return CREATE_NEW;
    case OPEN_CREAT | OPEN_TRUNC:
        return CREATE_ALWAYS;
    case OPEN_TRUNC:
    case OPEN_TRUNC | OPEN_EXCL:
        return TRUNCATE_EXISTING;
    default:
        return OPEN_EXISTING;
    }
}

static DWORD attributes_wanted(int flags, int permission)
{
    DWORD attributes = FILE_ATTRIBUTE_NORMAL;
    if (flags & OPEN_CREAT && !(permission & ~creation_mask & PERMIT_WRITE))
        attributes = FILE_ATTRIBUTE_READONLY;
    if (flags & OPEN_SHORT_LIVED)
        attributes |= FILE_ATTRIBUTE_TEMPORARY;
    if (flags & OPEN_TEMPORARY)
        attributes |= FILE_FLAG_DELETE_ON_CLOSE;
    return attributes;
}

static uint8_t descriptor_flags(int flags)
{
    uint8_t kept = 0;
    if (!(flags & OPEN_BINARY) && (flags & OPEN_TEXT || !(_fmode & OPEN_BINARY)))
        kept |= FD_TEXT;
    if (flags & OPEN_APPEND)
        kept |= FD_APPEND;
    if (flags & OPEN_NOINHERIT)
        kept |= FD_NOINHERIT;
    return kept;
}

/* A text file that is opened for reading and writing loses the control-Z at its end, so that what is appended
 * can be read. */
static void drop_last_ctrlz(int fd)
{
    struct descriptor *descriptor = descriptor_of(fd);
    char last = 0;
    if (descriptor->flags & (FD_DEVICE | FD_PIPE) || _lseeki64(fd, -1, 2) < 0)
        return;
    descriptor->flags &= ~FD_TEXT;
    if (_read(fd, &last, 1) == 1 && last == 0x1a && _lseeki64(fd, -1, 2) >= 0)
        SetEndOfFile(descriptor->handle);
    descriptor->flags |= FD_TEXT;
    _lseeki64(fd, 0, 0);
}

int wide_open(const wchar_t *name, int flags, int sharing, int permission)
{
    struct {
        DWORD length;
        void *descriptor;
        BOOL inherit;
    } security = {sizeof security, NULL, !(flags & OPEN_NOINHERIT)};
    DWORD access = access_wanted(flags);
    HANDLE handle = CreateFileW(name, access, sharing_wanted(sharing), &security, disposition_wanted(flags),
                                attributes_wanted(flags, permission), NULL);
    if (handle == INVALID_HANDLE_VALUE)
        return fail_win32();
    uint8_t kept = descriptor_flags(flags);
    int fd = descriptor_new(handle, kept);
    if (fd < 0)
        CloseHandle(handle);
    else if (kept & FD_TEXT && flags & OPEN_RDWR)
        drop_last_ctrlz(fd);
    return fd;
}

static int narrow_open(const char *name, int flags, int sharing, int permission)
{
    wchar_t wide[MAX_PATH];
    if (!path_widen(name, wide))
        return -1;
    return wide_open(wide, flags, sharing, permission);
}

int _open(const char *name, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int permission = flags & OPEN_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return narrow_open(name, flags, DENY_NONE, permission);
}

int _wopen(const wchar_t *name, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int permission = flags & OPEN_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return wide_open(name, flags, DENY_NONE, permission);
}

int _sopen(const char *name, int flags, int sharing, ...)
{
    va_list args;
    va_start(args, sharing);
    int permission = flags & OPEN_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return narrow_open(name, flags, sharing, permission);
}

int _wsopen(const wchar_t *name, int flags, int sharing, ...)
{
    va_list args;
    va_start(args, sharing);
    int permission = flags & OPEN_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return wide_open(name, flags, sharing, permission);
}

int _sopen_s(int *fd, const char *name, int flags, int sharing, int permission)
{
    *fd = narrow_open(name, flags, sharing, permission);
    return *fd < 0 ? errno : 0;
}

int _wsopen_s(int *fd, const wchar_t *name, int flags, int sharing, int permission)
{
    *fd = wide_open(name, flags, sharing, permission);
    return *fd < 0 ? errno : 0;
}

int _creat(const char *name, int permission)
{
    return narrow_open(name, OPEN_CREAT | OPEN_TRUNC | OPEN_RDWR, DENY_NONE, permission);
}

int _wcreat(const wchar_t *name, int permission)
{
    return wide_open(name, OPEN_CREAT | OPEN_TRUNC | OPEN_RDWR, DENY_NONE, permission);
}

int _pipe(int ends[2], unsigned bytes, int flags)
{
    HANDLE read, write;
    uint8_t kept = descriptor_flags(flags);
    struct {
        DWORD length;
        void *descriptor;
        BOOL inherit;
    } security = {sizeof security, NULL, !(flags & OPEN_NOINHERIT)};
    if (!CreatePipe(&read, &write, &security, bytes))
        return fail_win32();
    ends[0] = descriptor_new(read, kept);
    ends[1] = ends[0] < 0 ? -1 : descriptor_new(write, kept);
    if (ends[1] >= 0)
        return 0;
    if (ends[0] >= 0)
        _close(ends[0]);
    else
        CloseHandle(read);
    CloseHandle(write);
    return -1;
}

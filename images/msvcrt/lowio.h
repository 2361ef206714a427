/* Low-level files: small numbers for Win32 handles, with text translation. */
#ifndef MSVCRT_LOWIO_H
#define MSVCRT_LOWIO_H

#include "win32.h"

#include <stdint.h>

/* The flags of _open and their like. */
enum {
    OPEN_WRONLY = 1,
    OPEN_RDWR = 2,
    OPEN_APPEND = 8,
    OPEN_TEMPORARY = 0x40,
    OPEN_NOINHERIT = 0x80,
    OPEN_CREAT = 0x100,
    OPEN_TRUNC = 0x200,
    OPEN_EXCL = 0x400,
    OPEN_SHORT_LIVED = 0x1000,
    OPEN_TEXT = 0x4000,
    OPEN_BINARY = 0x8000,
    OPEN_ACCESS = 3, /* mask */
};

/* struct descriptor's flags, msvcrt's own numbers. */
enum {
    FD_OPEN = 1,
    FD_AT_CTRLZ = 2, /* a control-Z was read: the end, until a seek */
    FD_PIPE = 8,
    FD_NOINHERIT = 0x10,
    FD_APPEND = 0x20,
    FD_DEVICE = 0x40,
    FD_TEXT = 0x80,
};

/* One open file; the layout is that of msvcrt's exported __pioinfo. */
struct descriptor {
    HANDLE handle;
    uint8_t flags;
    char peeked; /* one byte read ahead of a device or pipe after a CR; NO_PEEK when there is none */
    int lock_ready;
    struct critical_section lock;
};

enum { NO_PEEK = '\n' };

/* The descriptor of an open fd, or null with errno EBADF. */
struct descriptor *descriptor_of(int fd);

/* The lowest free fd for this handle, its kind found out; FD_TEXT, FD_APPEND and FD_NOINHERIT are the
 * caller's to say. -1 with errno when there are too many or the handle is none. The handle then stays the
 * caller's. */
int descriptor_new(HANDLE handle, uint8_t flags);

/* At process attach: 0, 1 and 2. */
void lowio_attach(void);

int _wopen(const wchar_t *name, int flags, ...);

/* _wopen with a sharing mode: what all opening comes to. */
int wide_open(const wchar_t *name, int flags, int sharing, int permission);

/* What _umask keeps: the permission bits that a new file does not get. */
extern int creation_mask;

int _open(const char *name, int flags, ...);
int _close(int fd);
int _read(int fd, void *buffer, unsigned bytes);
int _write(int fd, const void *buffer, unsigned bytes);
int32_t _lseek(int fd, int32_t offset, int whence);
int64_t _lseeki64(int fd, int64_t offset, int whence);
int _isatty(int fd);
int _setmode(int fd, int mode);
int64_t _filelengthi64(int fd);
int _commit(int fd);

#endif

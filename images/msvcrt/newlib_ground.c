/*
 * The system calls that Newlib stands on. Its own files, processes and signals are not used here, but some of
 * its functions that are name them; they reach the descriptors, or say that they cannot.
 */
#include "error.h"
#include "exit.h"
#include "lowio.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>

int read(int fd, void *buffer, size_t bytes)
{
    return _read(fd, buffer, bytes);
}

int write(int fd, const void *buffer, size_t bytes)
{
    return _write(fd, buffer, bytes);
}

off_t lseek(int fd, off_t offset, int whence)
{
    return _lseek(fd, offset, whence);
}

int close(int fd)
{
    return _close(fd);
}

int isatty(int fd)
{
    return _isatty(fd);
}

int open(const char *name, int flags, ...)
{
    (void)name;
    (void)flags;
    return fail(MS_ENOSYS);
}

int fstat(int fd, struct stat *to)
{
    (void)fd;
    (void)to;
    return fail(MS_ENOSYS);
}

void _exit(int code)
{
    ms__exit(code);
}

int getpid(void)
{
    return GetCurrentProcessId();
}

int kill(int process, int number)
{
    (void)process;
    (void)number;
    return fail(MS_ENOSYS);
}

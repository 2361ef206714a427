/* Locks: msvcrt's numbered ones, and those that Newlib asks for. */
#ifndef MSVCRT_LOCK_H
#define MSVCRT_LOCK_H

enum {
    LOCK_ONEXIT = 1,
    LOCK_FILES = 2,
    LOCK_HANDLES = 3,
    LOCK_ENVIRONMENT = 4,
    LOCK_SIGNALS = 5,
    LOCK_TIME = 6,
    LOCK_CHILDREN = 7,
    LOCK_STREAMS = 16, /* + n guards _iob[n]; libmsvcrt.a's _lock_file counts on it */
    LOCK_COUNT = 64,
};

/* Recursive; LOCK_COUNT of them. */
void _lock(int number);
void _unlock(int number);

/* At process attach. */
void lock_attach(void);

#endif

/* FILEs beyond those of _iob. */
#ifndef MSVCRT_STREAM_LOCK_H
#define MSVCRT_STREAM_LOCK_H

#include "stream.h"
#include "win32.h"

/* The ABI: the lock follows the FILE. */
struct locked_stream {
    struct stream stream;
    struct critical_section lock;
};

#endif

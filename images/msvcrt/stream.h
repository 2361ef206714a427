/*
 * FILE with msvcrt's layout.
 *
 * It is not Newlib's FILE behind a handle, because the layout is part of the ABI: getc and putc are macros
 * that programs have compiled in (--_cnt >= 0 ? *_ptr++ : _filbuf), _iob is an array of 32-byte elements, and
 * libmsvcrt.a's _lock_file takes the critical section that follows the 32 bytes of any other FILE.
 */
#ifndef MSVCRT_STREAM_H
#define MSVCRT_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct stream {
    char *at;     /* the next byte, to read or to fill */
    int count;    /* bytes left to read; while writing, places left in the buffer */
    char *buffer; /* null until the first use */
    int flags;
    int fd;
    int one; /* a buffer of two bytes for a stream that has no other */
    int size;
    char *temporary; /* the name of the file to delete at the end, from tmpfile */
};

_Static_assert(sizeof(struct stream) == 32, "the ABI's FILE");

enum {
    STREAM_READ = 1, /* reading now */
    STREAM_WRITE = 2,
    STREAM_UNBUFFERED = 4,
    STREAM_OWN_BUFFER = 8, /* from malloc */
    STREAM_EOF = 0x10,
    STREAM_ERROR = 0x20,
    STREAM_BOTH = 0x80, /* opened for update */
    STREAM_USER_BUFFER = 0x100,
    STREAM_BORROWED = 0x1000, /* a buffer while the stream is locked, see stream_lock.c */
    STREAM_COMMIT = 0x4000,   /* each flush goes to the disk */
    STREAM_USED = STREAM_READ | STREAM_WRITE | STREAM_BOTH,
};

enum { STREAM_EOF_VALUE = -1, IOB_ENTRIES = 20, STREAM_BUFFER = 4096 };

extern struct stream _iob[IOB_ENTRIES];
#define STDIN  (&_iob[0])
#define STDOUT (&_iob[1])
#define STDERR (&_iob[2])

/* Recursive, the same lock that libmsvcrt.a's copies of these take. What a console stream got meanwhile is
 * written by the outermost unlock. */
void _lock_file(struct stream *stream);
void _unlock_file(struct stream *stream);

/* A FILE that is not in use, locked; null when all are. */
struct stream *stream_claim(void);

/* Calls VISIT for each FILE in use and returns the sum of the results that are not negative. */
int stream_each(int (*visit)(struct stream *));

/* Gives a stream its buffer, if it has none, as its kind of file asks for. */
void stream_get_buffer(struct stream *stream);
void stream_drop_buffer(struct stream *stream);
void stream_use_no_buffer(struct stream *stream);

/* The slow halves of getc and putc: fill the buffer and take a byte; empty it and put one. -1 at the end or
 * an error. */
int _filbuf(struct stream *stream);
int _flsbuf(int byte, struct stream *stream);

/* Within the stream's lock: */
int stream_get(struct stream *stream);
int stream_put(int byte, struct stream *stream);
int stream_unget(int byte, struct stream *stream);
int stream_flush(struct stream *stream);
int64_t stream_tell(struct stream *stream);
int stream_seek(struct stream *stream, int64_t offset, int whence);
size_t stream_write(const char *bytes, size_t count, struct stream *stream);

/* Writes everything that waits in buffers; when the process ends. */
void stream_flush_all(void);

/* At process attach, after lowio_attach. */
void stream_attach(void);

/* Ends a stream: flushed, its file closed, free for the next. */
int ms_fclose(struct stream *stream);

#endif

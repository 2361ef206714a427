#include "images/cmd/stream.h"

#include "images/cmd/arena.h"
#include "images/cmd/out.h"

#define CHUNK_BYTES 4096u

HANDLE stream_open(const char *path)
{
    return CreateFileW(wide(path), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       OPEN_EXISTING, 0, NULL);
}

static bool to_file(HANDLE to, const void *bytes, DWORD length)
{
    DWORD done;
    return WriteFile(to, bytes, length, &done, NULL) && done == length;
}

static bool to_out(HANDLE to, const void *bytes, DWORD length)
{
    (void)to;
    return out_bytes(bytes, length);
}

static bool copy(HANDLE from, HANDLE to, bool (*write)(HANDLE to, const void *bytes, DWORD length))
{
    struct arena_mark mark = arena_mark();
    char *chunk = arena_take(CHUNK_BYTES);
    bool good = true;
    DWORD done = 0;
    while (good && ReadFile(from, chunk, CHUNK_BYTES, &done, NULL) && done)
        good = write(to, chunk, done);
    arena_release(mark);
    return good;
}

bool stream_copy(HANDLE from, HANDLE to)
{
    return copy(from, to, to_file);
}

bool stream_show(HANDLE from)
{
    return copy(from, NULL, to_out);
}

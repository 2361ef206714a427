#include "images/cmd/arena.h"

#include <stdint.h>
#include <string.h>

#ifndef CHUNK_BYTES
#define CHUNK_BYTES 0x8000u /* a test takes less, so that each piece is one of its own */
#endif
#define MOST_BYTES    0x2000000u /* of one piece; whoever asks for more has miscounted */
#define PIECE_ALIGNED sizeof(uint64_t)

struct arena_chunk {
    struct arena_chunk *below;
    size_t used, bytes;
    uint64_t contents[];
};

static struct arena_chunk *top;

static void chunk_add(size_t bytes)
{
    size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    struct arena_chunk *chunk = bytes <= MOST_BYTES ? memory_take(sizeof *chunk + room) : NULL;
    if (!chunk)
        arena_exhausted();
    chunk->below = top;
    chunk->used = 0;
    chunk->bytes = room;
    top = chunk;
}

void *arena_take(size_t bytes)
{
    bytes = (bytes + PIECE_ALIGNED - 1) & ~(PIECE_ALIGNED - 1);
    if (!top || bytes > top->bytes - top->used)
        chunk_add(bytes);
    void *piece = (char *)top->contents + top->used;
    top->used += bytes;
    return memset(piece, 0, bytes);
}

char *arena_copy(const char *bytes, size_t length)
{
    char *copy = arena_take(length + 1);
    memcpy(copy, bytes, length);
    return copy;
}

char *arena_string(const char *string)
{
    return arena_copy(string, strlen(string));
}

struct arena_mark arena_mark(void)
{
    return (struct arena_mark){top, top ? top->used : 0};
}

void arena_release(struct arena_mark mark)
{
    while (top != mark.chunk) {
        struct arena_chunk *below = top->below;
        memory_give(top);
        top = below;
    }
    if (top)
        top->used = mark.used;
}

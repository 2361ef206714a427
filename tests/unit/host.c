#include "tests/unit/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/pagedpool.h"
#include "storage/volumelock.h"

uint32_t host_pool_out;
uint32_t volume_lock_depth;
int host_pool_fail_after = -1;

_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
                        const char *text)
{
    fflush(stdout);
    fprintf(stderr, "bugcheck %08x %08x %08x %08x %08x %s\n", (unsigned)code, (unsigned)first,
            (unsigned)second, (unsigned)third, (unsigned)fourth, text);
    abort();
}

_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    fflush(stdout);
    fprintf(stderr, "bugcheck %08x line %u %s%s\n", (unsigned)code, (unsigned)line, file, condition);
    abort();
}

void *pool_alloc_raw(size_t bytes, uint32_t tag)
{
    (void)tag;
    if (bytes == 0 || bytes > 1024 * 1024)
        bugcheck(BUGCHECK_ASSERTION, (uint32_t)bytes, 0, 0, 0, "pool_alloc: no such size");
    if (host_pool_fail_after == 0) {
        host_pool_fail_after = -1;
        return NULL;
    }
    host_pool_fail_after -= host_pool_fail_after > 0;
    void *block = malloc(bytes);
    host_pool_out += block != NULL;
    return block != NULL ? memset(block, 0xcd, bytes) : NULL; /* nobody may rely on zeros */
}

void *pool_alloc(size_t bytes, uint32_t tag)
{
    void *block = pool_alloc_raw(bytes, tag);
    return block != NULL ? memset(block, 0, bytes) : NULL;
}

void pool_free(void *block)
{
    host_pool_out -= block != NULL;
    free(block);
}

void volume_lock(void)
{
    volume_lock_depth++;
}

void volume_unlock(void)
{
    if (volume_lock_depth-- == 0)
        bugcheck(BUGCHECK_ASSERTION, 0, 0, 0, 0, "volume_unlock: not locked");
}

bool volume_lock_is_ours(void)
{
    return true;
}

/* One pool is as good as the other. */
void *paged_alloc(size_t bytes, uint32_t tag)
{
    return pool_alloc(bytes, tag);
}

void *paged_alloc_raw(size_t bytes, uint32_t tag)
{
    return pool_alloc_raw(bytes, tag);
}

void paged_free(void *block)
{
    pool_free(block);
}

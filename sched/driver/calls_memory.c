/* Memory, texts and single words. */
#include "sched/driver/kernelcalls.h"

#include <stdarg.h>
#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/format.h"

#define TAG_NONE    POOL_TAG('N', 'o', 'n', 'e')
#define PRINT_BYTES 256u

/* NT: what is wrong with a call for pool. */
enum { TAKEN_TOO_HIGH = 0x08, FREED_TOO_HIGH = 0x09, NO_BLOCK = 0x46 };

void *NTAPI ex_allocate_pool_with_tag(uint32_t type, uint32_t bytes, uint32_t tag)
{
    if (level_now > DISPATCH_LEVEL)
        bugcheck(BUGCHECK_BAD_POOL_CALLER, TAKEN_TOO_HIGH, level_now, type, bytes,
                 "a driver takes pool at a device's level");
    driver_check_pool();
    bytes = bytes ? bytes : 1;
    return bytes <= POOL_MOST_BYTES - POOL_GUARD ? pool_alloc_guarded(bytes, tag ? tag : TAG_NONE) : NULL;
}

void *NTAPI ex_allocate_pool(uint32_t type, uint32_t bytes)
{
    return ex_allocate_pool_with_tag(type, bytes, TAG_NONE);
}

/* What is no block, what was freed already, and a place within a block. */
static void free_pool(void *block)
{
    if (level_now > DISPATCH_LEVEL)
        bugcheck(BUGCHECK_BAD_POOL_CALLER, FREED_TOO_HIGH, level_now, 0, (uint32_t)block,
                 "a driver frees pool at a device's level");
    uint32_t room = pool_room(block);
    if (room == 0)
        driver_call_bug(BUGCHECK_BAD_POOL_CALLER, NO_BLOCK, (uint32_t)block,
                        "a driver frees what is no block of the pool");
    driver_check_block(block);
    driver_memory_goes(NULL, (uint32_t)block, (uint32_t)block + room);
    pool_free(block);
}

void NTAPI ex_free_pool_with_tag(void *block, uint32_t tag)
{
    (void)tag;
    free_pool(block);
}

void NTAPI ex_free_pool(void *block)
{
    free_pool(block);
}

static void check_alignment(const void *address, uint32_t alignment)
{
    if (alignment && (uint32_t)address % alignment)
        driver_call_bug(BUGCHECK_KMODE_EXCEPTION, (uint32_t)STATUS_DATATYPE_MISALIGNMENT, (uint32_t)address,
                        "a driver probes an address that is not aligned so");
}

static void check_access(ntstatus status, const void *address)
{
    if (!status_ok(status))
        driver_call_bug(BUGCHECK_KMODE_EXCEPTION, (uint32_t)status, (uint32_t)address,
                        "a driver probes an address that the program must not use");
}

void NTAPI probe_for_read(const void *address, uint32_t bytes, uint32_t alignment)
{
    driver_call_at_most(APC_LEVEL);
    if (bytes == 0)
        return;
    check_alignment(address, alignment);
    check_access(user_range((uint32_t)address, bytes) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION, address);
}

void NTAPI probe_for_write(void *address, uint32_t bytes, uint32_t alignment)
{
    driver_call_at_most(APC_LEVEL);
    if (bytes == 0)
        return;
    check_alignment(address, alignment);
    check_access(user_probe((uint32_t)address, bytes), address);
}

uint32_t __attribute__((cdecl)) dbg_print(const char *format, ...)
{
    char text[PRINT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    uint32_t bytes = format_text(text, sizeof text, format, arguments);
    va_end(arguments);
    while (bytes > 0 && (text[bytes - 1] == '\n' || text[bytes - 1] == '\r'))
        bytes--; /* a line of the log is one anyway */
    log_driver_print(text, bytes);
    return 0;
}

int32_t FASTCALL interlocked_increment(volatile int32_t *word)
{
    return ++*word;
}

int32_t FASTCALL interlocked_decrement(volatile int32_t *word)
{
    return --*word;
}

int32_t FASTCALL interlocked_exchange_add(volatile int32_t *word, int32_t value)
{
    int32_t before = *word;
    *word = before + value;
    return before;
}

int32_t FASTCALL interlocked_exchange(volatile int32_t *word, int32_t value)
{
    int32_t before = *word;
    *word = value;
    return before;
}

int32_t FASTCALL interlocked_compare_exchange(volatile int32_t *word, int32_t value, int32_t comparand)
{
    int32_t before = *word;
    if (before == comparand)
        *word = value;
    return before;
}

/* Memory, texts and single words. */
#include "sched/driver/kernelcalls.h"

#include <stdarg.h>
#include <stddef.h>
#include "mmu/pool.h"
#include "firmware/panic.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/format.h"

#define TAG_NONE      POOL_TAG('N', 'o', 'n', 'e')
#define PRINT_BYTES   256u
#define MOST_UNITS    0x7ffeu
#define FREES_NOTHING 0x46u /* NT: an address that is none */

void *NTAPI ex_allocate_pool_with_tag(uint32_t type, uint32_t bytes, uint32_t tag)
{
    (void)type;
    bytes = bytes ? bytes : 1;
    return bytes <= POOL_MOST_BYTES ? pool_alloc_raw(bytes, tag ? tag : TAG_NONE) : NULL;
}

void *NTAPI ex_allocate_pool(uint32_t type, uint32_t bytes)
{
    return ex_allocate_pool_with_tag(type, bytes, TAG_NONE);
}

static void free_pool(void *block)
{
    if (!block)
        driver_call_bug(BUGCHECK_BAD_POOL_CALLER, FREES_NOTHING, 0, "a driver frees nothing");
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

void NTAPI rtl_init_unicode_string(struct nt_counted_string *string, const uint16_t *units)
{
    uint32_t count = 0;
    while (units && units[count] && count < MOST_UNITS)
        count++;
    string->length = (uint16_t)(count * sizeof *units);
    string->maximum = (uint16_t)(units ? string->length + sizeof *units : 0);
    string->buffer = (uint16_t *)units;
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

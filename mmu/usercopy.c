#include "mmu/usercopy.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/address.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/programcopy.h"
#include "mmu/space.h"
#include "mmu/window.h"
#include "sched/dispatch/dispatcher.h"
#include "storage/volumelock.h"

/* How the bytes go: from the program, to it, and one of it onto itself. */
static struct {
    user_copier in, out, onto;
} ways = {user_copy, user_copy, user_copy};

void user_copy_start(void)
{
    if (!layout.reach) {
        ways.in = program_copy_in;
        ways.out = program_copy_out;
        ways.onto = program_copy_onto;
    }
}

bool user_range_above(uint32_t address, uint32_t bytes)
{
    uint32_t end = space_current()->user_end;
    return address >= LAYOUT_USER_LOW && address <= end && bytes <= end - address;
}

static inline ntstatus copy(const user_copier *way, void *to, const void *from, uint32_t bytes)
{
    struct thread *thread = thread_current();
    ASSERT(!volume_locked());
    if ((*way)(to, from, bytes, &thread->recovery) != 0)
        return thread->recovery_status;
    return STATUS_SUCCESS;
}

ntstatus user_read(void *to, uint32_t from, uint32_t bytes)
{
    if (bytes == 0)
        return STATUS_SUCCESS;
    return user_range(from, bytes) ? copy(&ways.in, to, (const void *)from, bytes) : STATUS_ACCESS_VIOLATION;
}

ntstatus user_write(uint32_t to, const void *from, uint32_t bytes)
{
    if (bytes == 0)
        return STATUS_SUCCESS;
    return user_range(to, bytes) ? copy(&ways.out, (void *)to, from, bytes) : STATUS_ACCESS_VIOLATION;
}

/* Copying a byte onto itself is one instruction: when its page has to be waited for, the byte is read again
 * behind the wait, and nothing that was written meanwhile is lost. */
ntstatus user_probe(uint32_t address, uint32_t bytes)
{
    if (!user_range(address, bytes))
        return STATUS_ACCESS_VIOLATION;
    ntstatus status = STATUS_SUCCESS;
    uint32_t left = bytes;
    while (status_ok(status) && left > 0) {
        uint32_t step = bytes_in_page(address, left);
        status = copy(&ways.onto, (void *)address, (const void *)address, 1);
        address += step;
        left -= step;
    }
    return status;
}

static bool peek_page(void *to, uint32_t from, uint32_t bytes)
{
    page_t page = page_of(from);
    if (!pagetable_exists(page) || pte_kind(*pagetable_entry(page)) != PTE_VALID)
        return false;
    const uint8_t *frame = window_map(pte_pfn(*pagetable_entry(page)));
    memcpy(to, frame + (from & (PAGE_SIZE - 1)), bytes);
    return true;
}

bool user_peek(void *to, uint32_t from, uint32_t bytes)
{
    bool there = user_range(from, bytes);
    while (there && bytes > 0) {
        uint32_t step = bytes_in_page(from, bytes);
        there = peek_page(to, from, step);
        to = (uint8_t *)to + step;
        from += step;
        bytes -= step;
    }
    return there;
}

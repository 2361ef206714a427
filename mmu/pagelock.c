#include "mmu/pagelock.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/policy.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "mmu/workingset.h"

#define TAG_LOCK    POOL_TAG('L', 'o', 'c', 'k')
#define BOTH        ((unsigned)(PAGELOCK_PROCESS | PAGELOCK_SYSTEM))
#define SHIFT_FRESH 4u /* what the call that runs has locked, so that it can be undone */

/* ---- marks ---- */

static void log_locks(const char *event, const struct space *space, uint32_t start, uint32_t end,
                      unsigned kinds)
{
    if (!log_detail(LOG_PAGING, event))
        return;
    log_number(NULL, space->owner);
    log_range(NULL, start, end);
    if (kinds & PAGELOCK_PROCESS)
        log_word("process");
    if (kinds & PAGELOCK_SYSTEM)
        log_word("system");
    log_end();
}

static uint8_t *mark_of(const struct space *space, page_t page)
{
    struct pagelock_table *table = space->locks ? space->locks[page.address / PAGETABLE_SPAN] : NULL;
    return table ? &table->kinds[page.address % PAGETABLE_SPAN / PAGE_SIZE] : NULL;
}

/* Makes the marks of the page table that maps the page. */
static bool make_marks(struct space *space, page_t page)
{
    if (!space->locks)
        space->locks = pool_alloc(space_tables() * sizeof(struct pagelock_table *), TAG_LOCK);
    if (!space->locks)
        return false;
    struct pagelock_table **table = &space->locks[page.address / PAGETABLE_SPAN];
    if (!*table)
        *table = pool_alloc(sizeof **table, TAG_LOCK);
    return *table != NULL;
}

static void unmark(struct space *space, page_t page, unsigned kinds)
{
    uint8_t *mark = mark_of(space, page);
    ASSERT(mark && (*mark & BOTH) != 0 && space->locked > 0);
    *mark = (uint8_t)(*mark & ~kinds & BOTH);
    if (*mark != 0)
        return;
    space->locked--;
    bool less = workingset_hold(space, space->locked);
    ASSERT(less);
    if (pagetable_maps(page))
        policy_came(space, page, ARRIVAL_SOFT);
}

void pagelock_drop(struct space *space, page_t page)
{
    if (pagelock_kinds(space, page))
        unmark(space, page, BOTH);
}

void pagelock_end(struct space *space)
{
    ASSERT(space->locked == 0);
    for (uint32_t i = 0; space->locks && i < space_tables(); i++)
        pool_free(space->locks[i]);
    pool_free(space->locks);
    space->locks = NULL;
}

/* ---- lock ---- */

/* Touches the page until it is there. Between the touch and the look nothing waits. */
static ntstatus bring_in(page_t page)
{
    uint8_t byte;
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && !pagetable_maps(page))
        status = user_read(&byte, page.address, sizeof byte);
    return status;
}

static ntstatus lock_page(struct space *space, page_t page, unsigned kinds)
{
    if (!make_marks(space, page))
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = bring_in(page);
    if (!status_ok(status))
        return status;
    if (!frame_is_owned(pte_pfn(*pagetable_entry(page))))
        return STATUS_INCOMPATIBLE_FILE_MAP; /* a fixed frame is in no working set */
    uint8_t *mark = mark_of(space, page);
    unsigned fresh = kinds & ~*mark;
    if (*mark == 0) {
        if (!workingset_hold(space, space->locked + 1))
            return STATUS_INSUFFICIENT_RESOURCES;
        space->locked++;
        policy_went(space, page, true); /* it is nobody's victim */
    }
    *mark = (uint8_t)(*mark | fresh | fresh << SHIFT_FRESH);
    return fresh == kinds ? STATUS_SUCCESS : STATUS_WAS_LOCKED;
}

/* What this call has locked stays, or (`undone`) goes again. */
static void settle(struct space *space, uint32_t start, uint32_t end, bool undone)
{
    for (page_t page = {start}; page.address < end; page = page_next(page)) {
        uint8_t *mark = mark_of(space, page);
        unsigned fresh = *mark >> SHIFT_FRESH;
        *mark &= BOTH;
        if (undone && fresh)
            unmark(space, page, fresh);
    }
}

static uint32_t pages_not_locked(const struct space *space, uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    for (page_t page = {start}; page.address < end; page = page_next(page))
        count += pagelock_kinds(space, page) == 0;
    return count;
}

ntstatus pagelock_lock(struct space *space, uint32_t start, uint32_t end, unsigned kinds)
{
    ntstatus worst = STATUS_SUCCESS, status;
    ASSERT(space == space_current() && start < end && kinds != 0);
    if (space->locked + pages_not_locked(space, start, end) + WORKINGSET_FLUID > space->limits.minimum)
        return STATUS_WORKING_SET_QUOTA;
    for (page_t page = {start}; page.address < end; page = page_next(page)) {
        status = lock_page(space, page, kinds);
        if (!status_ok(status)) {
            settle(space, start, page.address, true);
            return status;
        }
        if (status != STATUS_SUCCESS)
            worst = status;
    }
    settle(space, start, end, false);
    log_locks("lock", space, start, end, kinds);
    return worst;
}

/* ---- unlock ---- */

ntstatus pagelock_unlock(struct space *space, uint32_t start, uint32_t end, unsigned kinds)
{
    ASSERT(space == space_current() && start < end && kinds != 0);
    for (page_t page = {start}; page.address < end; page = page_next(page))
        if ((pagelock_kinds(space, page) & kinds) != kinds)
            return STATUS_NOT_LOCKED;
    for (page_t page = {start}; page.address < end; page = page_next(page))
        unmark(space, page, kinds);
    log_locks("unlock", space, start, end, kinds);
    return STATUS_SUCCESS;
}

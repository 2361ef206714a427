#include "mmu/pageio.h"

#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/window.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

struct transfer {
    pfn_t pfn; /* PFN_NONE: no transfer, but somebody may not have read the status of the last one yet */
    struct thread *reader; /* who fills the frame; NULL: it is being written */
    uint32_t joined;       /* threads that wait for it or have yet to read its status */
    struct waitable done;  /* set when it has ended */
    ntstatus status;
};

static struct transfer transfers[PAGEIO_TRANSFERS];
static struct waitable turn; /* set when a transfer can begin */

INIT_CODE void pageio_start(void)
{
    event_start(&turn, "TransferTurn", WAITABLE_NOTIFICATION, true);
    for (uint32_t i = 0; i < PAGEIO_TRANSFERS; i++)
        event_start(&transfers[i].done, "TransferDone", WAITABLE_NOTIFICATION, false);
}

static bool is_free(const struct transfer *transfer)
{
    return pfn_is_none(transfer->pfn) && transfer->joined == 0;
}

/* The lowest one: alone, a transfer always shows its frame at the same place. */
static struct transfer *find_free(void)
{
    for (uint32_t i = 0; i < PAGEIO_TRANSFERS; i++)
        if (is_free(&transfers[i]))
            return &transfers[i];
    return NULL;
}

static struct transfer *find_of_frame(pfn_t pfn)
{
    for (uint32_t i = 0; i < PAGEIO_TRANSFERS; i++)
        if (pfn_equal(transfers[i].pfn, pfn))
            return &transfers[i];
    bugcheck(BUGCHECK_ASSERTION, pfn.number, 0, 0, 0, "a frame is being read, but by no transfer");
}

bool pageio_wait_for_turn(void)
{
    if (find_free())
        return false;
    event_reset(&turn);
    wait_one(&turn, WAIT_PAGE_IN, WAIT_FOREVER);
    return true;
}

static struct transfer *begin(pfn_t pfn, struct thread *reader)
{
    struct transfer *transfer = find_free();
    ASSERT(transfer != NULL && !pfn_is_none(pfn));
    transfer->pfn = pfn;
    transfer->reader = reader;
    event_reset(&transfer->done);
    return transfer;
}

static void announce_if_free(const struct transfer *transfer)
{
    if (is_free(transfer) && !turn.signal)
        event_set(&turn);
}

static void end(struct transfer *transfer, ntstatus status)
{
    transfer->status = status;
    transfer->pfn = PFN_NONE;
    event_set(&transfer->done);
    announce_if_free(transfer);
}

static void *memory_of(const struct transfer *transfer)
{
    return window_map_transfer((uint32_t)(transfer - transfers), transfer->pfn);
}

ntstatus pageio_read(const struct page_home *home, pfn_t pfn)
{
    const struct backing *backing = backing_of(home);
    ASSERT(backing->read && frame_is_being_read(pfn));
    struct transfer *transfer = begin(pfn, thread_current());
    ntstatus status = backing->read(home, memory_of(transfer));
    end(transfer, status);
    return status;
}

bool pageio_is_reading(void)
{
    for (uint32_t i = 0; i < PAGEIO_TRANSFERS; i++)
        if (!pfn_is_none(transfers[i].pfn) && transfers[i].reader == thread_current())
            return true;
    return false;
}

ntstatus pageio_join(pfn_t pfn)
{
    struct transfer *transfer = find_of_frame(pfn);
    ASSERT(frame_is_being_read(pfn));
    transfer->joined++;
    wait_one(&transfer->done, WAIT_PAGE_IN, WAIT_FOREVER);
    ntstatus status = transfer->status;
    transfer->joined--;
    announce_if_free(transfer);
    return status;
}

ntstatus pageio_write(const struct page_home *home, pfn_t pfn)
{
    const struct backing *backing = backing_of(home);
    ASSERT(backing->write && frame_record(pfn)->writing);
    while (pageio_wait_for_turn())
        ;
    struct transfer *transfer = begin(pfn, NULL);
    ntstatus status = backing->write(home, memory_of(transfer));
    end(transfer, status);
    return status;
}

void pageio_settle(void)
{
    for (uint32_t i = 0; i < PAGEIO_TRANSFERS; i++)
        while (!pfn_is_none(transfers[i].pfn))
            wait_one(&transfers[i].done, WAIT_EXECUTIVE, WAIT_FOREVER);
}

#include "mmu/faultwatch.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"

#define TAG_WATCH POOL_TAG('F', 'W', 'a', 't')

#define SOFT 1u

ntstatus faultwatch_begin(struct space *space)
{
    if (space->faultwatch)
        return STATUS_PORT_ALREADY_SET;
    space->faultwatch = pool_alloc(sizeof *space->faultwatch, TAG_WATCH);
    return space->faultwatch ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

void faultwatch_note(struct space *space, uint32_t pc, uint32_t address, bool from_disk)
{
    struct faultwatch *watch = space->faultwatch;
    ASSERT(watch->count <= FAULTWATCH_NOTES);
    if (watch->telling)
        return;
    if (watch->count == FAULTWATCH_NOTES) {
        watch->lost++;
        return;
    }
    watch->notes[watch->count++] =
        (struct faultwatch_note){pc, from_disk ? address & ~SOFT : address | SOFT, thread_current()->id};
}

void faultwatch_end(struct space *space)
{
    pool_free(space->faultwatch);
    space->faultwatch = NULL;
}

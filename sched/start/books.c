#include "sched/start/books.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagewriter.h"
#include "mmu/poolstart.h"
#include "mmu/systemspace.h"
#include "sched/object/object.h"
#include "sched/process/process.h"
#include "storage/file.h"
#include "storage/slots.h"

struct books books_take(void)
{
    slot_t first;
    uint32_t frames, slots;
    system_space_in_use(&frames, &slots);
    return (struct books){.frames = frames_total() - frames_available() - frames,
                          .slots = slots_in_use() - slots - pagewriter_slots(&first),
                          .commit = commit_total(),
                          .objects = object_count(),
                          .files = file_open_count(),
                          .pool = pool_blocks()};
}

void books_log(const struct books *before, const struct books *after)
{
    log_begin(LOG_ALWAYS, "books");
    log_number("processes", process_count());
    log_number("handles", handle_count());
    log_number("objects", after->objects - before->objects);
    log_number("files", after->files - before->files);
    log_number("frames", after->frames - before->frames);
    log_number("slots", after->slots);
    log_number("commit", after->commit - before->commit);
    log_number("pool", after->pool - before->pool);
    log_number("peak", commit_peak());
    log_end();
}

bool books_balanced(const struct books *before, const struct books *after)
{
    return memcmp(before, after, sizeof *before) == 0 && process_count() == 0 && handle_count() == 0 &&
           after->slots == 0;
}

/* Instruction counts since kernel entry; they mean something under -icount only. */
void books_log_clock(void)
{
    log_begin(LOG_ALWAYS, "clock");
    log_number("kernel", 0);
    log_big("first-user", clock_first_user());
    log_big("end", clock_instructions());
    log_end();
}

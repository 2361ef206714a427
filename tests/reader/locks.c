#include "commit.h"
#include "memory.h"

/* How large working sets may be, and which of their pages may not go. */

enum { FLUID = 8, LEAST = 20 };

/* By the number of frames. */
static unsigned minimum_of(const struct machine *machine)
{
    return machine->frame_count >= 2048 ? 50 : machine->frame_count >= 1024 ? 30 : LEAST;
}

void working_set_begin(const struct machine *machine, struct process *process)
{
    process->minimum = minimum_of(machine);
}

void working_set_change(struct machine *machine, struct process *process, int change)
{
    process->working_set += (unsigned)change;
    holds(machine, !process->most || change <= 0 || process->working_set <= process->most,
          "the working set is %u pages, its hard maximum %u", process->working_set, process->most);
}

void working_set_limits(struct machine *machine, const struct line *line)
{
    struct process *process = process_of(machine, line_number(line, "pid"));
    int64_t minimum = line_number(line, "minimum"), maximum = line_number(line, "maximum");
    if (!process)
        return;
    holds(machine, minimum >= LEAST && minimum <= maximum,
          "the minimum is %d or more, the maximum not below it", LEAST);
    holds(machine, maximum <= (int64_t)machine->frame_count - KEPT, "the machine has not so many frames");
    holds(machine, maximum > process->locked + FLUID, "%u pages are locked", process->locked);
    process->minimum = (unsigned)minimum;
    process->most = line_has(line, "hard-maximum") ? (unsigned)maximum : 0;
    holds(machine, !process->most || process->working_set <= process->most, "the working set is %u pages",
          process->working_set);
}

/* ---- locks ---- */

struct lock {
    struct machine *machine;
    struct process *process;
    uint32_t low, high;
    unsigned kinds;
};

enum { BY_PROCESS = 1, BY_SYSTEM = 2 };

static bool lock_of(struct machine *machine, const struct line *line, struct lock *lock)
{
    const struct value *range = line_value(line, "range");
    *lock = (struct lock){machine, process_of(machine, line_number(line, "pid")), (uint32_t)range->number,
                          (uint32_t)range->other,
                          (line_has(line, "process") ? BY_PROCESS : 0) |
                              (line_has(line, "system") ? BY_SYSTEM : 0)};
    if (!lock->process)
        return false;
    range_is_told(machine, lock->low, lock->high);
    return holds(machine, lock->kinds != 0, "in which way?") &&
           holds(machine,
                 lock->low < lock->high && lock->high <= machine->user_high && lock->low % PAGE_SIZE == 0 &&
                     lock->high % PAGE_SIZE == 0,
                 "this is no range of pages of a program") &&
           machine_tells_memory(machine);
}

static bool is_mapped(const struct cell *cell)
{
    return cell->pte.kind == PTE_VALID || cell->pte.kind == PTE_SHARED;
}

void locks_lock(struct machine *machine, const struct line *line)
{
    struct lock lock;
    if (!lock_of(machine, line, &lock))
        return;
    for (uint32_t page = lock.low; page < lock.high && !machine->wrong; page += PAGE_SIZE) {
        struct cell *cell = cell_of(machine, lock.process, page);
        holds(machine, is_mapped(cell), "%08x is locked, but not mapped", page);
        lock.process->locked += cell->locked == 0;
        cell->locked |= lock.kinds;
    }
    holds(machine, lock.process->locked + FLUID <= lock.process->minimum,
          "%u pages are locked, the minimum is %u", lock.process->locked, lock.process->minimum);
}

void locks_unlock(struct machine *machine, const struct line *line)
{
    struct lock lock;
    if (!lock_of(machine, line, &lock))
        return;
    for (uint32_t page = lock.low; page < lock.high && !machine->wrong; page += PAGE_SIZE) {
        struct cell *cell = cell_of(machine, lock.process, page);
        holds(machine, (cell->locked & lock.kinds) == lock.kinds, "%08x is not locked so", page);
        cell->locked &= ~lock.kinds;
        lock.process->locked -= cell->locked == 0;
    }
}

/* What is mapped no more is not locked any more. */
void locks_leave(struct process *process, struct cell *cell)
{
    process->locked -= cell->locked != 0;
    cell->locked = 0;
}

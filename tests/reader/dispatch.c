#include "handles.h"
#include "memory.h"
#include "threads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a thread has done since its last own line ---- */

void episode_add(struct machine *machine, const struct change *change)
{
    struct thread *thread = machine->running;
    if (!thread || !change->tellers)
        return;
    if (thread->change_count == thread->change_room) {
        struct change *more = zeroed((thread->change_room * 2 + 16) * sizeof *more);
        if (thread->change_count)
            memcpy(more, thread->changes, thread->change_count * sizeof *more);
        free(thread->changes);
        thread->changes = more;
        thread->change_room = thread->change_room * 2 + 16;
    }
    thread->changes[thread->change_count++] = *change;
}

struct change *episode_last(struct thread *thread, uint32_t process, uint32_t page)
{
    for (unsigned i = thread->change_count; i-- > 0;)
        if (thread->changes[i].process == process && thread->changes[i].page == page)
            return &thread->changes[i];
    return NULL;
}

/* True: nothing is left to tell of the change. A page that is taken out to be protected is told of twice. */
static bool change_is_told(struct machine *machine, struct change *change, enum teller teller)
{
    bool trimmed = change->trim_due && teller == BY_TRIM;
    holds(machine, trimmed || change->tellers & teller, "the PTE of %08x has changed in another way",
          change->page);
    holds(machine, trimmed || !change->trim_due, "nothing has told that %08x was taken out", change->page);
    change->trim_due = false;
    return !trimmed;
}

void episode_told(struct machine *machine, enum teller teller, uint32_t process, uint32_t low, uint32_t high)
{
    struct thread *thread = machine->running;
    unsigned left = 0;
    for (unsigned i = 0; thread && i < thread->change_count; i++) {
        struct change *change = &thread->changes[i];
        bool in_range = change->process == process && change->page >= low && change->page < high;
        if (!in_range || !change_is_told(machine, change, teller))
            thread->changes[left++] = *change;
    }
    if (thread)
        thread->change_count = left;
}

void episode_ends(struct machine *machine, const struct thread *thread)
{
    holds(machine, !thread->change_count || !machine_tells(machine, CLASS_FAULT),
          "nothing has told why the PTE of %08x changed", thread->changes[0].page);
}

void episode_clear(struct thread *thread)
{
    thread->change_count = thread->read_count = 0;
    thread->slept = false;
    thread->gave_up = 0;
}

/* ---- the thread that runs ---- */

/* A wait that was over before another thread could run: the thread was ready, and goes on. */
static void thread_runs_on(struct machine *machine, struct thread *thread)
{
    if (!thread->wait_said)
        return;
    holds(machine, thread->state == STATE_READY, "it has gone to sleep");
    thread->wait_said = false;
    thread->state = STATE_RUNNING;
}

void thread_acts(struct machine *machine)
{
    if (machine->running)
        thread_runs_on(machine, machine->running);
}

void thread_says(struct machine *machine, struct thread *thread, enum says says)
{
    thread_faults(machine, thread, says);
    episode_ends(machine, thread);
}

void thread_faults(struct machine *machine, struct thread *thread, enum says says)
{
    struct thread *running = machine->running;
    holds(machine, !running || running == thread, "thread %u.%u runs", running ? running->process : 0,
          running ? running->id : 0);
    holds(machine, !thread->ended || says == SAYS_KERNEL, "the thread has ended");
    holds(machine, !thread->exception_due || says == SAYS_KERNEL, "its exception %08x is missing",
          thread->exception_due);
    holds(machine, says == SAYS_KERNEL || !*thread->service, "it is in %s", thread->service);
    holds(machine, says == SAYS_KERNEL || !thread->suspended, "it is suspended");
    holds(machine, says == SAYS_KERNEL || !thread_must_stand_still(machine, thread), "it is frozen");
    thread_thaws(machine, thread);
    thread_runs_on(machine, thread);
}

/* Which directory a thread works with; 0 as long as that of System is not known. */
static uint32_t thread_directory(struct machine *machine, const struct thread *thread)
{
    struct process *process = map_find(&machine->processes, thread->process);
    if (thread->attached)
        return thread->attached;
    if (thread->process == SYSTEM)
        return machine->system_directory;
    return process ? process->directory : 0;
}

/* System's directory is known when it is loaded for the first time. It lies below the frames that are handed
 * out. */
static void directory_load(struct machine *machine, const struct thread *thread, uint32_t directory)
{
    uint32_t wanted = thread_directory(machine, thread);
    if (thread->process == SYSTEM && !thread->attached && !wanted) {
        holds(machine, directory < machine->first_frame, "frame %05x is one of those handed out", directory);
        wanted = machine->system_directory = directory;
    }
    holds(machine, !wanted || wanted == directory, "the directory of thread %u.%u is %05x", thread->process,
          thread->id, wanted);
    holds(machine, machine->directory != directory, "this directory is loaded");
    machine->loads++;
    machine->directory = directory;
}

/* ---- CSwitch ---- */

static void switch_from(struct machine *machine, struct thread *old, const struct value *state)
{
    const bool waits = state->number == STATE_WAITING;
    holds(machine, !machine->running || machine->running == old, "thread %u.%u runs",
          machine->running->process, machine->running->id);
    holds(machine, state->number != STATE_TERMINATED || old->ended, "the thread has not ended");
    if (machine_tells(machine, CLASS_WAIT)) {
        holds(machine, old->wait_said || !waits, "nothing told what the thread waits for");
        holds(machine, !old->wait_said || !waits || old->reason == state->other, "it waits for %s",
              reason_names[old->reason]);
        holds(machine, waits || state->number == STATE_TERMINATED || old->state == STATE_READY,
              "nothing told that the thread is ready");
    }
    holds(machine, !old->wait_said || (old->state == STATE_READY) == !waits, "the thread is %s",
          state_names[old->state]);
    old->state = (enum thread_state)state->number;
    old->reason = (int)state->other;
    old->wait_said = false;
    old->slept = true;
}

/* ---- choose: with /SCHEDULE= another than the oldest may be next ---- */

static bool is_candidate(const struct machine *machine, const struct thread *thread, int priority)
{
    return thread->state == STATE_READY && thread->priority == priority && thread->process != SYSTEM &&
           thread != machine->running;
}

void dispatch_choose(struct machine *machine, const struct line *line)
{
    struct thread *chosen = thread_of(machine, line_value(line, "thread"));
    if (!chosen)
        return;
    machine->scheduled = true;
    machine->chosen = chosen;
    if (!machine_tells(machine, CLASS_WAIT))
        return;
    int64_t of = 0, before = 0;
    size_t position = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        if (is_candidate(machine, thread, chosen->priority)) {
            of++;
            before += thread->ready_since < chosen->ready_since;
        }
    holds(machine, is_candidate(machine, chosen, chosen->priority), "it cannot be chosen");
    holds(machine, of == line_number(line, "of"), "there are %d to choose from", (int)of);
    holds(machine, before == line_number(line, "choice"), "%d of them have been ready longer", (int)before);
}

/* The programs are gone, and those that come find the ids and the clock of the first. */
void dispatch_order(struct machine *machine, const struct line *line)
{
    size_t position = 0;
    (void)line;
    machine->ids = (struct map){0};
    map_put(&machine->ids, SYSTEM, machine);
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        if (!thread->ended)
            map_put(&machine->ids, thread->id, machine);
    machine->now = 0;
}

/* Where there was no choice the only one of the highest priority is next that may be: in a machine that
 * chooses, the thread that gives way is behind the others. */
static bool may_be_next(struct machine *machine, const struct thread *new, const struct thread *oldest)
{
    bool chosen = machine->chosen == new;
    machine->chosen = NULL;
    return chosen || !oldest || oldest == new ||
           (machine->scheduled && oldest->priority == new->priority &&oldest == machine->running);
}

/* The one that is ready for the longest time at the highest priority. */
static struct thread *next_thread(const struct machine *machine)
{
    struct thread *best = NULL;
    size_t position = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        if (thread->state == STATE_READY &&
            (!best || thread->priority > best->priority ||
             (thread->priority == best->priority && thread->ready_since < best->ready_since)))
            best = thread;
    return best;
}

static void switch_to(struct machine *machine, struct thread *new)
{
    if (machine_tells(machine, CLASS_WAIT)) {
        struct thread *next = next_thread(machine);
        holds(machine, new->state == STATE_READY, "thread %u.%u is %s, not Ready", new->process, new->id,
              state_names[new->state]);
        holds(machine, may_be_next(machine, new, next), "it is the turn of thread %u.%u",
              next ? next->process : 0, next ? next->id : 0);
    }
    holds(machine, !new->stack_away, "its kernel stack is away");
    if (!new->own_line)
        new->own_line = machine->lines;
    new->state = STATE_RUNNING;
    machine->running = new;
}

static void switch_directory(struct machine *machine, const struct thread *new, int64_t loaded)
{
    uint32_t wanted = thread_directory(machine, new);
    if (loaded >= 0)
        directory_load(machine, new, (uint32_t)loaded);
    else if (machine_tells(machine, CLASS_PROCESS))
        holds(machine, machine->directory == wanted, "directory %05x is loaded, %05x is wanted",
              machine->directory, wanted);
}

/* Whoever waited for its end has been told by now. */
static void thread_is_signalled(struct machine *machine, const struct thread *thread)
{
    char name[40];
    int length = snprintf(name, sizeof name, "Thread:%u", thread->id);
    const struct object *object = object_find(machine, name, (unsigned)length);
    holds(machine, !object || object->signal > 0, "nothing has told that its end is signalled");
}

void dispatch_switch(struct machine *machine, const struct line *line)
{
    struct thread *old = thread_of(machine, line_value(line, "old"));
    struct thread *new = thread_of(machine, line_value(line, "new"));
    if (!old || !new)
        return;
    switch_from(machine, old, line_value(line, "state"));
    machine->switches++;
    if (machine_tells(machine, CLASS_WAIT))
        waits_go_on(machine);
    switch_to(machine, new);
    thread_thaws(machine, new);
    switch_directory(machine, new, line_number(line, "dir"));
    if (old->state == STATE_TERMINATED && machine_tells(machine, CLASS_WAIT))
        thread_is_signalled(machine, old);
    if (old->state == STATE_TERMINATED)
        map_remove(&machine->threads, old->id);
}

/* ---- attach ---- */

static bool is_directory(const struct machine *machine, uint32_t directory)
{
    size_t position = 0;
    for (struct process *process; (process = map_next(&machine->processes, &position));)
        if (process->directory == directory && process->id != SYSTEM)
            return true;
    return false;
}

void dispatch_attach(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    uint32_t directory = (uint32_t)line_number(line, "dir");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    holds(machine, !machine_tells(machine, CLASS_PROCESS) || is_directory(machine, directory),
          "no process has directory %05x", directory);
    holds(machine, !thread->attached, "the thread is attached to %05x", thread->attached);
    thread->attached = machine->directory = directory;
    machine->loads++;
}

void dispatch_detach(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    uint32_t directory = (uint32_t)line_number(line, "dir");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    holds(machine, thread->attached, "the thread is not attached");
    thread->attached = 0;
    directory_load(machine, thread, directory);
}

#include "sched/dispatch/dispatcher.h"

#include "firmware/initcode.h"
#include "firmware/level.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "firmware/trampoline.h"
#include "firmware/watch.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/waitlog.h"

void switch_stacks(uint32_t *save_esp, uint32_t load_esp);
void switch_first(void);
void dispatcher_first(void);

static struct ready_queue ready;
struct thread *thread_running;
static struct thread *left; /* the thread that the last switch came from */
static uint32_t switches;
static void (*on_ended)(struct thread *gone);
static void (*on_idle)(void);
static void (*on_stack_wanted)(struct thread *thread);
static const struct dispatcher_observer *observer;
static void (*on_look_out)(void);
static uint32_t turns_left; /* 0: nobody counts them */

/* What the frame that switch_stacks() pops looks like for a thread that has not run yet. */
struct first_frame {
    uint32_t edi, esi, ebx, ebp, eip;
};

INIT_CODE void dispatcher_on_ended(void (*handler)(struct thread *))
{
    ASSERT(!on_ended);
    on_ended = handler;
}

INIT_CODE void dispatcher_on_idle(void (*handler)(void))
{
    ASSERT(!on_idle);
    on_idle = handler;
}

INIT_CODE void dispatcher_on_stack_wanted(void (*handler)(struct thread *))
{
    ASSERT(!on_stack_wanted);
    on_stack_wanted = handler;
}

INIT_CODE void dispatcher_on_choices(const struct dispatcher_observer *chosen)
{
    ASSERT(!observer && chosen);
    observer = chosen;
}

INIT_CODE void dispatcher_on_look_out(void (*handler)(void))
{
    ASSERT(!on_look_out);
    on_look_out = handler;
}

void dispatcher_look_out(uint32_t turns)
{
    ASSERT(turns > 0);
    turns_left = turns;
}

INIT_CODE void dispatcher_start(struct thread *first)
{
    ASSERT(!thread_running);
    ready_start(&ready);
    first->state = THREAD_RUNNING;
    thread_running = first;
}

void thread_prepare(struct thread *thread, void (*entry)(void *), void *argument)
{
    uint32_t top = thread->kernel_stack_top;
    ASSERT(thread->state == THREAD_INITIALIZED && thread != thread_running);
    ASSERT(top > thread->kernel_stack_low && top % 4 == 0);
    struct first_frame *frame = (struct first_frame *)(top - sizeof(struct trap_frame)) - 1;
    *frame = (struct first_frame){
        .ebx = (uint32_t)entry, .esi = (uint32_t)argument, .eip = (uint32_t)switch_first};
    thread->stack_pointer = (uint32_t)frame;
    thread->state = THREAD_INITIALIZED;
}

static inline void become_ready(struct thread *thread, enum ready_cause cause, const struct waitable *object)
{
    ASSERT(thread->state == THREAD_INITIALIZED || thread->state == THREAD_WAITING ||
           thread->state == THREAD_RUNNING);
    ASSERT(list_empty(&thread->ready_link));
    thread->state = THREAD_READY;
    ready_put(&ready, &thread->ready_link, thread->priority);
    if (log_wanted(LOG_WAIT))
        wait_log_ready(thread, cause, object);
}

static __attribute__((noinline)) void await_stack(struct thread *thread, enum ready_cause cause,
                                                  const struct waitable *object)
{
    ASSERT(thread->state == THREAD_WAITING && list_empty(&thread->ready_link));
    thread->state = THREAD_TRANSITION;
    wait_log_transition(thread, cause, object);
    on_stack_wanted(thread);
}

void dispatcher_ready(struct thread *thread, enum ready_cause cause, const struct waitable *object)
{
    if (__builtin_expect(thread->stack_away, false))
        await_stack(thread, cause, object);
    else
        become_ready(thread, cause, object);
}

void dispatcher_stack_leaves(struct thread *thread)
{
    ASSERT(thread->state == THREAD_WAITING && !thread->stack_away && on_stack_wanted);
    schedule_past_matters(); /* who goes depends on since when it waits */
    thread->stack_away = true;
}

void dispatcher_stack_back(struct thread *thread)
{
    ASSERT(thread->stack_away);
    thread->stack_away = false;
    if (thread->state == THREAD_WAITING)
        return;
    ASSERT(thread->state == THREAD_TRANSITION);
    list_remove(&thread->ready_link);
    thread->state = THREAD_WAITING;
    become_ready(thread, READY_STACK, NULL);
}

/* Who may be chosen: a program's thread, and not the one that gives way just now. */
static bool may_be_chosen(const struct link *link)
{
    const struct thread *thread = list_member(link, struct thread, ready_link);
    return thread->teb != 0 && thread != thread_running;
}

static struct link *candidate(const struct link *queue, uint32_t number)
{
    struct link *link = queue->next;
    for (;; link = link->next)
        if (may_be_chosen(link) && number-- == 0)
            return link;
}

static void log_choice(const struct link *link, uint32_t choice, uint32_t of)
{
    const struct thread *thread = list_member(link, struct thread, ready_link);
    if (!log_begin(LOG_SWITCH, "choose"))
        return;
    log_thread(thread->process_id, thread->id);
    log_number("choice", choice);
    log_number("of", of);
    log_end();
}

/* Where each of those that are ready may be next, which is longest ready is no part of the state. */
static void tell_state(const struct link *queue, uint32_t of)
{
    uint64_t state;
    list_each (link, queue)
        if (!list_member(link, struct thread, ready_link)->teb)
            return;
    if (of <= SCHEDULE_MOST_THREADS && observer->state(&state))
        schedule_at(state);
}

static uint32_t choose(const struct link *queue, uint32_t of)
{
    if (of < 2)
        return 0;
    if (observer && schedule_wants_state())
        tell_state(queue, of);
    return schedule_choice(of);
}

/* Behind one of the kernel's own threads, or where there is no choice, it is as without a schedule. */
static __attribute__((noinline)) struct link *take_chosen(void)
{
    int priority = ready_highest(&ready);
    uint32_t of = 0;
    if (priority < 0)
        return NULL;
    const struct link *queue = &ready.queues[priority];
    list_each (link, queue)
        of += may_be_chosen(link);
    if (of == 0 || (!may_be_chosen(queue->next) && queue->next != &thread_running->ready_link))
        return ready_take(&ready);
    uint32_t choice = choose(queue, of);
    struct link *link = candidate(queue, choice);
    if (of > 1)
        log_choice(link, choice, of);
    ready_remove(&ready, link, priority);
    return link;
}

static struct thread *next_ready(void)
{
    struct link *link = __builtin_expect(schedule_is_on, false) ? take_chosen() : ready_take(&ready);
    return link ? list_member(link, struct thread, ready_link) : NULL;
}

static const struct directory *directory_of(const struct thread *thread)
{
    return thread->attached_directory.cr3 ? &thread->attached_directory : &thread->directory;
}

static void log_state(const struct thread *thread)
{
    ASSERT(thread->state == THREAD_WAITING || thread->state == THREAD_TERMINATED ||
           thread->state == THREAD_READY);
    wait_log_thread(thread);
    if (thread->state == THREAD_READY && thread->wait_reason == WAIT_QUANTUM_END)
        log_raw("(WrQuantumEnd)");
}

static void log_switch(const struct thread *old, const struct thread *new, bool new_directory)
{
    if (!log_begin(LOG_SWITCH, "CSwitch"))
        return;
    log_thread(old->process_id, old->id);
    log_state(old);
    log_word("->");
    log_thread(new->process_id, new->id);
    if (new_directory)
        log_frame("dir", directory_of(new)->frame);
    log_end();
}

static __attribute__((noinline)) void bury(struct thread *gone)
{
    uint32_t before = switches;
    if (on_ended)
        on_ended(gone);
    ASSERT(switches == before); /* the running thread is in the middle of a wait of its own */
}

/* The processor's side of a thread: where its traps begin, its TEB, its floating-point registers. */
static void load_processor(const struct thread *thread)
{
    cpu_set_kernel_stack(thread->kernel_stack_top);
    if (thread->teb)
        cpu_set_teb(thread->teb);
    if (thread->fpu)
        cpu_fpu_load(thread->fpu);
}

/* Every switch ends here, on the new thread's stack. */
static inline void arrive(void)
{
    ASSERT(thread_running->state == THREAD_RUNNING && left != thread_running);
    if (left->state == THREAD_TERMINATED)
        bury(left);
    watch();
}

/* For a thread that runs for the first time, called by switch.S. */
void dispatcher_first(void)
{
    arrive();
    level_lower(PASSIVE_LEVEL);
}

static void switch_to(struct thread *new)
{
    struct thread *old = thread_running;
    uint32_t cr3 = directory_of(new)->cr3;
    bool new_directory = cr3 != directory_of(old)->cr3;
    ASSERT(new->state == THREAD_READY && !new->stack_away);

    new->state = THREAD_RUNNING;
    if (new == old)
        return;
    log_switch(old, new, new_directory);
    if (old->fpu)
        cpu_fpu_save(old->fpu);
    if (new_directory)
        directory_load(cr3);
    load_processor(new);
    if ((old->debug.control | new->debug.control) & DEBUG_ENABLED)
        breakpoints_load(&new->debug);
    left = old;
    thread_running = new;
    switch_stacks(&old->stack_pointer, new->stack_pointer);
    arrive();
}

/* What waits must stand on its thread's stack: on another it would be overwritten. (On the host the first
 * thread has the program's.) */
static bool on_own_stack(void)
{
    uint32_t here = (uint32_t)__builtin_frame_address(0);
    return !thread_running->kernel_stack_low ||
           (here > thread_running->kernel_stack_low && here < thread_running->kernel_stack_top);
}

void dispatcher_switch(void)
{
    struct thread *next;
    ASSERT(thread_running->state != THREAD_RUNNING);
    ASSERT(on_own_stack());
    ASSERT(level_now == PASSIVE_LEVEL);
    level_raise(DISPATCH_LEVEL);
    switches++;
    if (__builtin_expect(observer != NULL, false))
        observer->left(thread_running);
    while (!(next = next_ready()))
        on_idle();
    switch_to(next);
    level_lower(PASSIVE_LEVEL);
}

uint32_t dispatcher_switches(void)
{
    return switches;
}

bool dispatcher_has_rival(void)
{
    return ready_highest(&ready) >= thread_running->priority;
}

/* Before what give_way() is told, which would have to be kept meanwhile. */
static inline void take_turn(void)
{
    if (turns_left > 0 && --turns_left == 0)
        on_look_out();
}

/* What the thread has waited for before is forgotten: the switch tells why it is left. */
static bool give_way(enum wait_reason reason, enum ready_cause cause)
{
    ASSERT(thread_running->state == THREAD_RUNNING);
    if (!dispatcher_has_rival())
        return false;
    thread_running->wait_reason = reason;
    become_ready(thread_running, cause, NULL);
    dispatcher_switch();
    return true;
}

bool dispatcher_yield(void)
{
    take_turn();
    return give_way(WAIT_YIELD_EXECUTION, READY_YIELDED);
}

void dispatcher_preempt(void)
{
    take_turn();
    give_way(WAIT_QUANTUM_END, READY_QUANTUM);
}

static void log_attach(const char *event)
{
    if (!log_begin(LOG_SWITCH, event))
        return;
    log_thread(thread_running->process_id, thread_running->id);
    log_frame("dir", directory_of(thread_running)->frame);
    log_end();
}

void thread_attach(struct space *space, struct directory directory)
{
    ASSERT(thread_running->attached_directory.cr3 == 0);
    thread_running->attached_space = space;
    if (directory.cr3 == thread_running->directory.cr3)
        return;
    thread_running->attached_directory = directory;
    log_attach("attach");
    directory_load(directory.cr3);
}

void thread_detach(void)
{
    ASSERT(thread_running->attached_space);
    thread_running->attached_space = NULL;
    if (thread_running->attached_directory.cr3 == 0)
        return;
    thread_running->attached_directory.cr3 = 0;
    log_attach("detach");
    directory_load(thread_running->directory.cr3);
}

void dispatcher_set_priority(struct thread *thread, int priority)
{
    ASSERT(priority >= 0 && priority < PRIORITIES);
    if (thread->state != THREAD_READY) {
        thread->priority = priority;
        return;
    }
    ready_remove(&ready, &thread->ready_link, thread->priority);
    thread->priority = priority;
    thread->state = THREAD_WAITING;
    dispatcher_ready(thread, READY_PRIORITY, NULL);
}

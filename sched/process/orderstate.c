#include "sched/process/orderstate.h"

#include "firmware/clock.h"
#include "firmware/digest.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/contents.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/process/process.h"

#define MOST_TOUCHED 64u
#define OF_THREAD    1u /* no handle is odd */

/* What has been done to one object since the kernel as a whole was touched. */
struct touched {
    const struct waitable *waitable; /* NULL: of a thread, whose own digest has what can be waited for */
    uint32_t key;
    struct digest done;
};

static bool on;
static bool blind; /* this order has had something that nobody noted */
static struct digest whole, ended;
static struct touched touched[MOST_TOUCHED];
static uint32_t touched_count;
static struct digest threads; /* while they are told */

/* ---- threads ---- */

/* Segments and what a trap pushes beside the registers say nothing of the program. */
static void add_registers(struct digest *one, const struct trap_frame *frame)
{
    const uint32_t registers[] = {frame->eax, frame->ebx, frame->ecx, frame->edx,    frame->esi,
                                  frame->edi, frame->ebp, frame->esp, frame->eflags, frame->eip};
    digest_words(one, registers, sizeof registers / sizeof registers[0]);
}

static void add_wait(struct digest *one, const struct thread *thread)
{
    const uint32_t words[] = {(uint32_t)thread->wait_reason,
                              (uint32_t)thread->wait_status,
                              thread->wait_count,
                              thread->wait_all,
                              thread->wait_address,
                              thread->alertable,
                              thread->alerted,
                              thread->held_back};
    digest_words(one, words, sizeof words / sizeof words[0]);
}

static void add_thread(struct thread *thread)
{
    struct digest one = digest_of(thread->id, (uint32_t)thread->state);
    digest_number(&one, (uint32_t)thread->priority);
    digest_number(&one, thread == thread_current());
    digest_number(&one, thread->touches_all);
    digest_number(&one, (uint32_t)thread_object_of(thread)->alerted_by_id.signal);
    add_wait(&one, thread);
    add_registers(&one, thread_user_frame(thread));
    digest_words(&one, (const uint32_t *)(const void *)&thread->debug,
                 sizeof thread->debug / sizeof(uint32_t));
    digest_words(&one, (const uint32_t *)(const void *)thread->fpu,
                 sizeof(struct fpu_state) / sizeof(uint32_t));
    digest_add(&threads, one);
    if (!list_empty(&thread->user_apcs))
        blind = true;
}

static struct digest all_threads(void)
{
    threads = (struct digest){0, 0};
    process_each_thread(add_thread);
    return threads;
}

/* ---- all of it ---- */

static struct digest all_touched(void)
{
    struct digest sum = {0, 0};
    for (uint32_t i = 0; i < touched_count; i++) {
        struct digest one = touched[i].done;
        digest_number(&one, touched[i].key);
        digest_number(&one, touched[i].waitable ? (uint32_t)touched[i].waitable->signal : 0);
        digest_add(&sum, one);
    }
    return sum;
}

static void append(struct digest *digest, struct digest part)
{
    digest_number64(digest, digest_value(&part));
}

/* The registers of the floating-point unit of who runs are not in memory yet. */
static struct digest all(const struct space *space)
{
    struct digest state = whole;
    struct thread *running = thread_current();
    if (running->fpu)
        cpu_fpu_save(running->fpu);
    append(&state, ended);
    append(&state, all_touched());
    append(&state, all_threads());
    digest_number64(&state, clock_now());
    contents_digest(space, &state);
    return state;
}

/* The one process that there is, and whose memory is the current one; NULL: there are others, or it is being
 * left. */
static const struct process *only_process(void)
{
    const struct thread *running = thread_current();
    const struct process *process = running->process;
    bool only = process_count() == 1 && running->teb && !process->gone && !running->attached_space;
    return only ? process : NULL;
}

static bool notes(void)
{
    return on && !blind && schedule_compares() && schedule_has_chosen();
}

/* ---- what is done ---- */

static void note_whole(uint32_t what)
{
    const struct process *process = only_process();
    if (!process) {
        blind = true;
        return;
    }
    whole = all(&process->space);
    digest_number(&whole, thread_current()->id);
    digest_number(&whole, what);
    touched_count = 0;
}

void order_state_all(uint32_t service)
{
    if (!notes())
        return;
    note_whole(service);
    thread_current()->touches_all = true;
}

void order_state_done(void)
{
    thread_current()->touches_all = false;
}

/* One of several that it waits for: what it takes of another object hangs on which is signalled first. */
static bool ends_many(const struct waitable *waitable)
{
    list_each (link, &waitable->waiters)
        if (list_member(link, struct wait_block, link)->thread->wait_count > 1)
            return true;
    return false;
}

static struct touched *touched_of(const struct waitable *waitable, uint32_t key)
{
    for (uint32_t i = 0; i < touched_count; i++)
        if (waitable ? touched[i].waitable == waitable : touched[i].key == key)
            return &touched[i];
    touched[touched_count] = (struct touched){.waitable = waitable, .key = key};
    return &touched[touched_count++];
}

static void touch(const struct waitable *waitable, uint32_t key, uint32_t service, uint32_t value)
{
    if (touched_count == MOST_TOUCHED) {
        order_state_all(service);
        return;
    }
    struct digest *done = &touched_of(waitable, key)->done;
    digest_number(done, thread_current()->id);
    digest_number(done, service);
    digest_number(done, value);
}

void order_state_object(struct object *object, uint32_t handle, uint32_t service, uint32_t value)
{
    const struct waitable *waitable = object_own_waitable(object);
    if (!notes())
        return;
    if (!waitable || ends_many(waitable))
        order_state_all(service);
    else
        touch(waitable, handle, service, value);
}

void order_state_thread(uint32_t id, uint32_t service, uint32_t value)
{
    if (notes())
        touch(NULL, id | OF_THREAD, service, value);
}

/* Who waits for several threads all of which have to end does not care which is the first. */
static bool ends_one_of_many(const struct waitable *waitable)
{
    list_each (link, &waitable->waiters) {
        const struct thread *waiter = list_member(link, struct wait_block, link)->thread;
        if (waiter->wait_count > 1 && !waiter->wait_all)
            return true;
    }
    return false;
}

static bool ends_quietly(const struct thread *thread)
{
    return thread->process->thread_count > 1 && list_empty(&thread->owned_mutants) &&
           list_empty(&thread->user_apcs) && list_empty(&thread->timers) && !thread->queue &&
           !ends_one_of_many(&thread->ended);
}

void order_state_end(ntstatus status)
{
    const struct thread *thread = thread_current();
    if (!notes())
        return;
    if (!ends_quietly(thread)) {
        order_state_all(0);
        return;
    }
    struct digest one = digest_of(thread->id, (uint32_t)status);
    digest_add(&ended, one);
}

/* ---- the dispatcher's questions ---- */

static bool waits_for_itself(const struct thread *thread)
{
    return thread->state == THREAD_WAITING && wait_is_programs(thread->wait_reason);
}

/* Who is left in the middle of something goes on with it when its turn comes, which nobody notes then: so it
 * is noted that it was left, and when. */
static void left(const struct thread *thread)
{
    bool whole_step =
        thread->state == THREAD_READY || thread->state == THREAD_TERMINATED || waits_for_itself(thread);
    if (notes() && thread->teb && (thread->touches_all || !whole_step))
        note_whole(0);
}

static bool state_of_all(uint64_t *digest)
{
    const struct process *process = only_process();
    if (!notes() || !process || wait_is_timed() || contents_leave_something_out(&process->space))
        return false;
    struct digest state = all(&process->space);
    *digest = digest_value(&state);
    return !blind;
}

INIT_CODE void order_state_start(void)
{
    static const struct dispatcher_observer observer = {left, state_of_all};
    on = true;
    dispatcher_on_choices(&observer);
}

bool order_state_is_on(void)
{
    return on;
}

void order_state_begin(void)
{
    blind = false;
    whole = ended = (struct digest){0, 0};
    touched_count = 0;
}

void order_state_forget(void)
{
    blind = true;
}

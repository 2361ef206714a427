#include "sched/process/debug.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pagecode.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/process/ntdll.h"

#define TAG_EVENT POOL_TAG('D', 'b', 'g', 'E')

/* ---- what the log says ---- */

static const char *word_of(const struct debug_event *event)
{
    static const char *const words[] = {
        [DEBUG_CREATE_THREAD] = "CreateThread", [DEBUG_CREATE_PROCESS] = "CreateProcess",
        [DEBUG_EXIT_THREAD] = "ExitThread",     [DEBUG_EXIT_PROCESS] = "ExitProcess",
        [DEBUG_EXCEPTION] = "SecondChance",     [DEBUG_LOAD_DLL] = "LoadDll",
        [DEBUG_UNLOAD_DLL] = "UnloadDll",
    };
    return event->first_chance ? "FirstChance" : words[event->kind];
}

static void log_more(const struct debug_event *event)
{
    if (event->kind == DEBUG_CREATE_THREAD)
        log_address("start", event->address);
    else if (event->kind == DEBUG_EXIT_THREAD || event->kind == DEBUG_EXIT_PROCESS)
        log_address("exit", (uint32_t)event->exit_status);
    else if (!event->record)
        log_address("base", event->address);
    if (event->record) {
        log_address("code", event->record->code);
        log_address("pc", event->record->address);
    }
}

/* A thread that was answered may not have run since, and so have the others frozen still. */
static void log_debug(const struct debug_event *event)
{
    const struct thread *thread = &event->thread->thread;
    if (!log_begin(LOG_PROCESS, "debug"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(word_of(event));
    log_object("DebugObject", thread->process->debugger->object.serial);
    log_more(event);
    if (event->posted)
        log_word("posted");
    else if (thread->process->freezer == thread)
        log_word("frozen");
    log_end();
}

static void log_answer(const struct debug_event *event)
{
    const struct thread *thread = &event->thread->thread;
    if (!log_begin(LOG_PROCESS, "continue"))
        return;
    log_thread(thread->process_id, thread->id);
    log_address("status", (uint32_t)event->answer);
    log_end();
}

static void log_port(const char *word, const struct process *process, const struct debug_object *debug)
{
    if (!log_begin(LOG_PROCESS, word))
        return;
    log_number(NULL, process->id);
    log_object("DebugObject", debug->object.serial);
    log_end();
}

/* ---- the queue ---- */

static const struct process *process_of(const struct debug_event *event)
{
    return event->thread->thread.process;
}

/* The process's event that was taken, or NULL: there is one at most. */
static struct debug_event *taken_of(struct debug_object *debug, const struct process *process)
{
    list_each (link, &debug->events) {
        struct debug_event *event = list_member(link, struct debug_event, link);
        if (event->taken && process_of(event) == process)
            return event;
    }
    return NULL;
}

static struct debug_event *first_to_take(struct debug_object *debug)
{
    list_each (link, &debug->events) {
        struct debug_event *event = list_member(link, struct debug_event, link);
        if (!event->taken && !taken_of(debug, process_of(event)))
            return event;
    }
    return NULL;
}

static void note_present(struct debug_object *debug)
{
    bool present = debug->closed || first_to_take(debug);
    if (present == (debug->present.signal > 0))
        return;
    if (present)
        event_set(&debug->present);
    else
        event_reset(&debug->present);
}

static void append(struct debug_object *debug, struct debug_event *event)
{
    list_append(&debug->events, &event->link);
    log_debug(event);
    note_present(debug);
}

/* What was posted goes with its answer. */
static void release_posted(struct debug_event *event)
{
    if (event->suspends)
        thread_resume(event->thread);
    if (event->image)
        section_dereference(event->image);
    object_dereference(&event->thread->object);
    pool_free(event);
}

static void answer(struct debug_event *event, ntstatus status)
{
    list_remove(&event->link);
    event->answer = status;
    log_answer(event);
    if (event->posted)
        release_posted(event);
    else
        event_set(&event->answered);
}

struct debug_event *debug_take(struct debug_object *debug)
{
    struct debug_event *event = first_to_take(debug);
    if (event)
        event->taken = true;
    note_present(debug);
    return event;
}

void debug_put_back(struct debug_object *debug, const struct process *process)
{
    struct debug_event *event = taken_of(debug, process);
    if (event)
        event->taken = false;
    note_present(debug);
}

static struct debug_event *taken_by_ids(struct debug_object *debug, uint32_t process, uint32_t thread)
{
    list_each (link, &debug->events) {
        struct debug_event *event = list_member(link, struct debug_event, link);
        const struct thread *whose = &event->thread->thread;
        if (event->taken && whose->process_id == process && whose->id == thread)
            return event;
    }
    return NULL;
}

ntstatus debug_answer(struct debug_object *debug, uint32_t process, uint32_t thread, ntstatus status)
{
    struct debug_event *event = taken_by_ids(debug, process, thread);
    if (!event)
        return STATUS_INVALID_PARAMETER;
    answer(event, status);
    note_present(debug);
    return STATUS_SUCCESS;
}

/* To give up what was posted may wait, so each is looked for from the front. */
static void answer_all_of(struct debug_object *debug, const struct process *process)
{
    struct link *link = debug->events.next;
    while (link != &debug->events) {
        struct debug_event *event = list_member(link, struct debug_event, link);
        link = link->next;
        if (process_of(event) != process)
            continue;
        answer(event, STATUS_DEBUGGER_INACTIVE);
        link = debug->events.next;
    }
    note_present(debug);
}

/* ---- who debugs whom ---- */

/* PEB.BeingDebugged. A handle may be closed while its closer works in another process, whose table goes: then
 * this is left as it was. No lock is needed to write there, and a process that is gone needs it no more. */
static void mark_peb(struct process *process, bool debugged)
{
    if (thread_current()->attached_space || !status_ok(process_attach(process)))
        return;
    user_write(layout.peb + PEB_BEING_DEBUGGED, &debugged, 1);
    process_detach(process);
}

static void set_port(struct process *process, struct debug_object *debug)
{
    ASSERT(!process->debugger && debug->object.references > 0);
    object_reference(&debug->object);
    schedule_past_matters();
    process->debugger = debug;
    log_port("debug+", process, debug);
}

/* Who waits is told only when the process has no port any more: it will not ask again. */
static void clear_port(struct process *process)
{
    struct debug_object *debug = process->debugger;
    process->debugger = NULL;
    log_port("debug-", process, debug);
    answer_all_of(debug, process);
    object_dereference(&debug->object);
}

void debug_inherit(struct process *process, struct debug_object *debug)
{
    const struct process *parent = process_current();
    if (!debug && !parent->keeps_debugger)
        debug = parent->debugger;
    if (debug && !debug->closed)
        set_port(process, debug);
}

void debug_forget(struct process *process)
{
    if (process->debugger)
        clear_port(process);
}

ntstatus debug_detach(struct debug_object *debug, struct process *process)
{
    if (process->debugger != debug)
        return STATUS_PORT_NOT_SET;
    clear_port(process);
    mark_peb(process, false);
    return STATUS_SUCCESS;
}

/* ---- attaching ---- */

static bool post(const struct debug_event *like)
{
    struct debug_event *event = pool_alloc(sizeof *event, TAG_EVENT);
    if (!event)
        return false;
    *event = *like;
    event->posted = true;
    object_reference(&event->thread->object);
    if (event->image)
        section_reference(event->image);
    append(process_of(event)->debugger, event);
    return true;
}

/* The first tells of the process. */
static bool post_thread(struct process *process, struct thread_object *thread, bool first)
{
    struct debug_event event = {
        .thread = thread, .kind = DEBUG_CREATE_THREAD, .address = thread->thread.start};
    if (first) {
        event.kind = DEBUG_CREATE_PROCESS;
        event.image = process->image;
        event.address = process->image_base;
    }
    event.suspends = status_ok(thread_suspend(thread));
    if (!post(&event)) {
        if (event.suspends)
            thread_resume(thread);
        return false;
    }
    thread->debugger_knows = process->debugger_knows = true;
    return true;
}

/* The first that is not to end, of which nobody is told any more; NULL: they all are. */
static struct thread_object *first_thread(const struct process *process)
{
    list_each (link, &process->threads) {
        struct thread *thread = list_member(link, struct thread, process_link);
        if (!thread->terminating)
            return thread_object_of(thread);
    }
    return NULL;
}

static bool post_threads(struct process *process)
{
    bool posted = true;
    list_each (link, &process->threads) {
        struct thread_object *thread = thread_object_of(list_member(link, struct thread, process_link));
        if (thread->thread.terminating)
            thread->debugger_knows = false;
        else
            posted = posted && post_thread(process, thread, thread == first_thread(process));
    }
    return posted;
}

/* The images beside the program's own, by address: the kernel's account of them, and not the list that the
 * program keeps. */
static bool post_images(struct process *process)
{
    bool posted = true;
    for (struct vad *vad = vad_first_behind(&process->space.vads, 0); vad; vad = vad->next) {
        if (vad->kind != VAD_IMAGE || vad->start.address == process->image_base)
            continue;
        posted = posted && post(&(struct debug_event){.thread = first_thread(process),
                                                      .kind = DEBUG_LOAD_DLL,
                                                      .image = vad->section,
                                                      .address = vad->start.address});
    }
    return posted;
}

static bool is_ending(const struct process *process)
{
    return process->terminating || process->gone || !first_thread(process);
}

ntstatus debug_attach(struct debug_object *debug, struct process *process)
{
    if (process->debugger)
        return STATUS_PORT_ALREADY_SET;
    if (is_ending(process))
        return STATUS_PROCESS_IS_TERMINATING;
    if (debug->closed)
        return STATUS_DEBUGGER_INACTIVE;
    set_port(process, debug);
    if (!post_threads(process) || !post_images(process)) {
        clear_port(process);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    mark_peb(process, true);
    return STATUS_SUCCESS;
}

/* ---- telling ---- */

/* Nobody hears of a thread that hides, nor from a debugger whose handles have all gone. */
static struct debug_object *listener(const struct thread_object *object)
{
    struct debug_object *debug = object->thread.process->debugger;
    return debug && !debug->closed && !object->hides ? debug : NULL;
}

/* Who is frozen keeps still until the others may go on, too, unless it is to end; by then the process may
 * have another debugger, or none. The event lies on the stack of its thread, which stays in memory in a wait
 * of the kernel's. */
static ntstatus tell_outside(struct debug_event *event)
{
    struct thread_object *object = thread_object_of(thread_current());
    thread_wait_thawed();
    struct debug_object *debug = listener(object);
    if (!debug)
        return STATUS_DEBUGGER_INACTIVE;
    event->thread = object;
    event_start(&event->answered, "DebuggerAnswers", WAITABLE_NOTIFICATION, false);
    process_freeze_others();
    append(debug, event);
    wait_one(&event->answered, WAIT_EXECUTIVE, WAIT_FOREVER);
    process_thaw_others();
    return event->answer;
}

static ntstatus tell(struct debug_event *event)
{
    pagecode_group group = thread_current()->held_code;
    if (!process_current()->debugger)
        return STATUS_DEBUGGER_INACTIVE;
    pagecode_leave();
    ntstatus status = tell_outside(event);
    pagecode_enter(group);
    return status;
}

/* The first to begin tells of the process, and of NTDLL, which was there before it. */
static void tell_of_process(struct process *process)
{
    process->debugger_knows = true;
    tell(&(struct debug_event){
        .kind = DEBUG_CREATE_PROCESS, .image = process->image, .address = process->image_base});
    debug_tell_image(ntdll_section(), ntdll_section()->image.base);
}

void debug_tell_begin(void)
{
    struct thread_object *object = thread_object_of(thread_current());
    struct process *process = process_current();
    if (!process->debugger)
        return;
    thread_hold();
    if (object->debugger_knows || !listener(object))
        return;
    object->debugger_knows = true;
    if (!process->debugger_knows)
        tell_of_process(process);
    else
        tell(&(struct debug_event){.kind = DEBUG_CREATE_THREAD, .address = object->thread.start});
}

/* Nobody is born into the process once its last thread has told of its end. */
static void tell_end_of_process(struct process *process, ntstatus status)
{
    if (!process->terminating)
        process->exit_status = status;
    process->terminating = true;
    tell(&(struct debug_event){.kind = DEBUG_EXIT_PROCESS, .exit_status = process->exit_status});
}

void debug_tell_end(ntstatus status)
{
    struct process *process = process_current();
    if (!process->debugger || !process->debugger_knows)
        return;
    if (process->leaving == process->thread_count)
        tell_end_of_process(process, status);
    else if (thread_object_of(thread_current())->debugger_knows)
        tell(&(struct debug_event){.kind = DEBUG_EXIT_THREAD, .exit_status = status});
}

void debug_tell_image(struct section *image, uint32_t base)
{
    tell(&(struct debug_event){.kind = DEBUG_LOAD_DLL, .image = image, .address = base});
}

void debug_tell_image_gone(uint32_t base)
{
    tell(&(struct debug_event){.kind = DEBUG_UNLOAD_DLL, .address = base});
}

/* DBG_EXCEPTION_NOT_HANDLED is a warning, and no debugger an error. */
bool debug_tell_exception(const struct nt_exception_record *record, bool first_chance)
{
    struct debug_event event = {.kind = DEBUG_EXCEPTION, .record = record, .first_chance = first_chance};
    return status_ok(tell(&event));
}

/* The handle may be none, or no longer what it was. */
void debug_close_own(void)
{
    const struct thread *thread = thread_current();
    struct process *process = thread->process;
    uint32_t handle = 0;
    if (process->debugs && status_ok(user_read(&handle, thread->teb + TEB_DEBUG_OBJECT, sizeof handle)) &&
        handle)
        handle_close(&process->handles, handle);
}

/* ---- the object ---- */

static struct waitable *debug_waitable(struct object *object)
{
    return &((struct debug_object *)object)->present;
}

static struct process *first_debugged_by(const struct debug_object *debug)
{
    list_each (link, processes()) {
        struct process *process = list_member(link, struct process, link);
        if (process->debugger == debug)
            return process;
    }
    return NULL;
}

/* Who is ended needs no mark any more that says that nobody debugs it. */
static void let_go(struct debug_object *debug, struct process *process)
{
    object_reference(&process->object);
    clear_port(process);
    if (debug->kills)
        process_terminate(process, STATUS_DEBUGGER_INACTIVE);
    else
        mark_peb(process, false);
    object_dereference(&process->object);
}

static void debug_closed(struct object *object)
{
    struct debug_object *debug = (struct debug_object *)object;
    struct process *process;
    debug->closed = true;
    note_present(debug);
    while ((process = first_debugged_by(debug)))
        let_go(debug, process);
}

static void debug_deleted(struct object *object)
{
    ASSERT(list_empty(&((struct debug_object *)object)->events));
    pool_free(object);
}

const struct object_type debug_type = {
    .name = "DebugObject",
    .generic_read = 0x20000 | DEBUG_RIGHT_READ,
    .generic_write = 0x20000 | DEBUG_RIGHT_ASSIGN,
    .generic_execute = 0x120000,
    .all_access = 0x1f000f,
    .logged = true,
    .waitable = debug_waitable,
    .closed = debug_closed,
    .deleted = debug_deleted,
};

void debug_begin(struct debug_object *debug, bool kills)
{
    event_start(&debug->present, "DebugObject", WAITABLE_NOTIFICATION, false);
    list_start(&debug->events);
    debug->kills = kills;
}

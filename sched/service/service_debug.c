/*
 * Debug objects for programs: who waits for the events of whom, and what is told of each
 * (DBGUI_WAIT_STATE_CHANGE). KERNEL32's WaitForDebugEvent and the rest stand on NTDLL's DbgUi functions, and
 * those on these services.
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/object/fileobject.h"
#include "sched/object/fileshare.h"
#include "sched/process/debug.h"
#include "sched/service/capture.h"
#include "sched/service/names.h"
#include "storage/volumelock.h"

#define CREATE_KILLS     0x1u /* NT: DEBUG_KILL_ON_CLOSE, also as information */
#define INFORMATION_KILL 1u   /* NT's DEBUGOBJECTINFOCLASS has no other */
#define SHARE_ALL        0x7u /* FILE_SHARE_ bits */

static ntstatus make(struct object *object, const void *how)
{
    const struct nt_create_debug_object *a = how;
    debug_begin((struct debug_object *)object, (a->flags & CREATE_KILLS) != 0);
    return STATUS_SUCCESS;
}

ntstatus nt_create_debug_object(const struct nt_create_debug_object *a)
{
    if (a->flags & ~CREATE_KILLS)
        return STATUS_INVALID_PARAMETER;
    process_current()->debugs = true;
    return named_create(&debug_type, sizeof(struct debug_object), make, a, a->access, a->attributes, a->out);
}

static ntstatus debug_of(uint32_t handle, uint32_t right, struct debug_object **debug)
{
    struct object *object;
    ntstatus status = capture_object(handle, &debug_type, right, &object, NULL);
    if (status_ok(status))
        *debug = (struct debug_object *)object;
    return status;
}

/* ---- who is debugged ---- */

/* Both handles, or neither. */
static ntstatus capture_both(uint32_t process_handle, uint32_t debug_handle, struct process **process,
                             struct debug_object **debug)
{
    ntstatus status = capture_process(process_handle, PROCESS_SUSPEND_RESUME, process);
    if (!status_ok(status))
        return status;
    status = debug_of(debug_handle, DEBUG_RIGHT_ASSIGN, debug);
    if (!status_ok(status))
        object_dereference(&(*process)->object);
    return status;
}

static void release_both(struct process *process, struct debug_object *debug)
{
    object_dereference(&debug->object);
    object_dereference(&process->object);
}

/* Nobody debugs himself: he would wait for his own answer. */
ntstatus nt_debug_active_process(const struct nt_debug_active_process *a)
{
    struct process *process;
    struct debug_object *debug;
    ntstatus status = capture_both(a->process, a->debug, &process, &debug);
    if (!status_ok(status))
        return status;
    if (process == process_current() || process->id == PROCESS_SYSTEM_ID)
        status = STATUS_ACCESS_DENIED;
    else
        status = debug_attach(debug, process);
    release_both(process, debug);
    return status;
}

ntstatus nt_remove_process_debug(const struct nt_remove_process_debug *a)
{
    struct process *process;
    struct debug_object *debug;
    ntstatus status = capture_both(a->process, a->debug, &process, &debug);
    if (!status_ok(status))
        return status;
    status = debug_detach(debug, process);
    release_both(process, debug);
    return status;
}

ntstatus nt_set_information_debug_object(const struct nt_set_information_debug_object *a)
{
    struct debug_object *debug;
    uint32_t flags;
    if (a->information_class != INFORMATION_KILL)
        return STATUS_INVALID_PARAMETER;
    if (a->bytes != sizeof flags) {
        ntstatus told = a->returned ? user_write32(a->returned, sizeof flags) : STATUS_SUCCESS;
        return status_ok(told) ? STATUS_INFO_LENGTH_MISMATCH : told;
    }
    ntstatus status = user_read(&flags, a->in, sizeof flags);
    if (status_ok(status) && (flags & ~CREATE_KILLS))
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = debug_of(a->debug, DEBUG_RIGHT_SET, &debug);
    if (!status_ok(status))
        return status;
    debug->kills = (flags & CREATE_KILLS) != 0;
    object_dereference(&debug->object);
    return a->returned ? user_write32(a->returned, 0) : STATUS_SUCCESS;
}

/* ---- what is told ---- */

struct image_told {
    uint32_t file, base, symbols_offset, symbols;
};

/* NT's DBGUI_WAIT_STATE_CHANGE. */
struct state_change {
    uint32_t state;
    struct nt_client_id id;
    union {
        struct {
            uint32_t thread, subsystem, start;
        } create_thread;
        struct {
            uint32_t process, thread, subsystem;
            struct image_told image;
            uint32_t thread_subsystem, start;
        } create_process;
        ntstatus exit_status;
        struct {
            struct nt_exception_record record;
            uint32_t first_chance;
        } exception;
        struct {
            struct image_told image;
            uint32_t name; /* where the loader leaves the address of its name */
        } load;
        uint32_t unloaded;
    };
};

_Static_assert(sizeof(struct state_change) == 96, "NT's layout");

/* NT's numbers of a debug event for programs that tell exceptions of two kinds apart. */
enum { STATE_EXCEPTION = 6, STATE_BREAKPOINT = 7, STATE_SINGLE_STEP = 8 };

/* An event, taken over: it may be gone while handles are made. */
struct telling {
    struct state_change change;
    struct thread_object *thread; /* with a reference, as */
    struct section *image;        /* this, or NULL */
    uint32_t handles[3], count;   /* reserved in the debugger's table */
};

/* What Microsoft's pages promise of the handles in a debug event, and debuggers use. */
#define RIGHTS_OF_PROCESS                                                                                    \
    (PROCESS_TERMINATE | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE | \
     PROCESS_DUP_HANDLE | PROCESS_QUERY_INFORMATION | PROCESS_QUERY_LIMITED | PROCESS_SUSPEND_RESUME |       \
     ACCESS_SYNCHRONIZE)
#define RIGHTS_OF_THREAD                                                                                     \
    (THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT | THREAD_SET_CONTEXT |                    \
     THREAD_SET_INFORMATION | THREAD_QUERY_INFORMATION | THREAD_QUERY_LIMITED | ACCESS_SYNCHRONIZE)
#define RIGHTS_OF_FILE (FILE_RIGHT_READ | FILE_RIGHT_READ_ATTRIBUTES | ACCESS_SYNCHRONIZE)

static uint32_t state_of_exception(uint32_t code)
{
    if (code == (uint32_t)STATUS_BREAKPOINT)
        return STATE_BREAKPOINT;
    return code == (uint32_t)STATUS_SINGLE_STEP ? STATE_SINGLE_STEP : STATE_EXCEPTION;
}

static void describe_image(struct image_told *told, const struct debug_event *event)
{
    told->base = event->address;
    told->symbols_offset = event->image->image.symbols_offset;
    told->symbols = event->image->image.symbols;
}

static void describe(struct state_change *change, const struct debug_event *event)
{
    const struct thread *thread = &event->thread->thread;
    change->state = event->kind;
    change->id = (struct nt_client_id){thread->process_id, thread->id};
    switch (event->kind) {
    case DEBUG_CREATE_THREAD:
        change->create_thread.start = event->address;
        break;
    case DEBUG_CREATE_PROCESS:
        describe_image(&change->create_process.image, event);
        change->create_process.start = thread->start;
        break;
    case DEBUG_EXIT_THREAD:
    case DEBUG_EXIT_PROCESS:
        change->exit_status = event->exit_status;
        break;
    case DEBUG_EXCEPTION:
        change->state = state_of_exception(event->record->code);
        change->exception.record = *event->record;
        change->exception.first_chance = event->first_chance;
        break;
    case DEBUG_LOAD_DLL:
        describe_image(&change->load.image, event);
        change->load.name = event->posted ? 0 : thread->teb + TEB_ARBITRARY;
        break;
    case DEBUG_UNLOAD_DLL:
        change->unloaded = event->address;
        break;
    }
}

static void take_over(struct telling *telling, const struct debug_event *event)
{
    memset(telling, 0, sizeof *telling);
    describe(&telling->change, event);
    telling->thread = event->thread;
    telling->image = event->image;
    object_reference(&event->thread->object);
    if (event->image)
        section_reference(event->image);
}

static void give_up(struct telling *telling)
{
    object_dereference(&telling->thread->object);
    if (telling->image)
        section_dereference(telling->image);
}

static ntstatus reserve(struct telling *telling, struct object *object, uint32_t rights, uint32_t *place)
{
    ntstatus status = handle_reserve(current_handles(), object, rights, false, place);
    if (status_ok(status))
        telling->handles[telling->count++] = *place;
    return status;
}

/* It has all that others may share: an image that runs can be read. */
static ntstatus open_file(struct file *file, struct file_object **out)
{
    struct file_object *object = pool_alloc(sizeof *object, TAG_FILE);
    if (!object)
        return STATUS_INSUFFICIENT_RESOURCES;
    object->access = RIGHTS_OF_FILE;
    object->share_access = SHARE_ALL;
    object->synchronous = true;
    volume_lock();
    file_reference(file);
    ntstatus status = file_object_open(object, file, file_path_text(file));
    if (!status_ok(status)) {
        file_close(file);
        pool_free(object);
    }
    volume_unlock();
    *out = object;
    return status;
}

/* Whoever has the file for himself keeps it so: then there is no handle, as a debugger has to expect. */
static ntstatus reserve_file(struct telling *telling, uint32_t *place)
{
    struct file_object *object;
    ntstatus status = open_file(telling->image->file, &object);
    if (!status_ok(status))
        return status == STATUS_SHARING_VIOLATION ? STATUS_SUCCESS : status;
    status = reserve(telling, &object->object, RIGHTS_OF_FILE, place);
    object_dereference(&object->object);
    return status;
}

static ntstatus reserve_of_process(struct telling *telling)
{
    struct state_change *change = &telling->change;
    struct object *process = &telling->thread->thread.process->object;
    ntstatus status = reserve(telling, process, RIGHTS_OF_PROCESS, &change->create_process.process);
    if (status_ok(status))
        status = reserve(telling, &telling->thread->object, RIGHTS_OF_THREAD, &change->create_process.thread);
    return status_ok(status) ? reserve_file(telling, &change->create_process.image.file) : status;
}

static ntstatus reserve_handles(struct telling *telling)
{
    struct state_change *change = &telling->change;
    switch (change->state) {
    case DEBUG_CREATE_THREAD:
        return reserve(telling, &telling->thread->object, RIGHTS_OF_THREAD, &change->create_thread.thread);
    case DEBUG_CREATE_PROCESS:
        return reserve_of_process(telling);
    case DEBUG_LOAD_DLL:
        return reserve_file(telling, &change->load.image.file);
    default:
        return STATUS_SUCCESS;
    }
}

/* The handles are public when all is told, or gone. */
static ntstatus tell(struct telling *telling, uint32_t out)
{
    struct handle_table *table = current_handles();
    ntstatus status = reserve_handles(telling);
    if (status_ok(status))
        status = user_write(out, &telling->change, sizeof telling->change);
    for (uint32_t i = 0; i < telling->count; i++)
        if (status_ok(status))
            handle_publish(table, telling->handles[i]);
        else
            handle_unreserve(table, telling->handles[i]);
    return status;
}

/* Another waiter may have been faster. */
static ntstatus wait_for_event(struct debug_object *debug, bool alertable, uint64_t due,
                               struct debug_event **event)
{
    for (;;) {
        ntstatus status = wait_user_one(&debug->present, alertable, due);
        if (status != STATUS_SUCCESS)
            return status;
        if (debug->closed)
            return STATUS_DEBUGGER_INACTIVE;
        *event = debug_take(debug);
        if (*event)
            return STATUS_SUCCESS;
    }
}

static ntstatus wait_and_tell(struct debug_object *debug, const struct nt_wait_for_debug_event *a,
                              uint64_t due)
{
    struct debug_event *event;
    struct telling telling;
    ntstatus status = wait_for_event(debug, a->alertable, due, &event);
    if (status != STATUS_SUCCESS)
        return status;
    take_over(&telling, event);
    status = tell(&telling, a->change);
    if (!status_ok(status))
        debug_put_back(debug, telling.thread->thread.process);
    give_up(&telling);
    return status;
}

ntstatus nt_wait_for_debug_event(const struct nt_wait_for_debug_event *a)
{
    struct debug_object *debug;
    uint64_t due;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (status_ok(status))
        status = debug_of(a->debug, DEBUG_RIGHT_READ, &debug);
    if (!status_ok(status))
        return status;
    status = wait_and_tell(debug, a, due);
    object_dereference(&debug->object);
    return status;
}

static bool is_answer(ntstatus status)
{
    return status == DBG_CONTINUE || status == DBG_EXCEPTION_HANDLED || status == DBG_EXCEPTION_NOT_HANDLED ||
           status == DBG_TERMINATE_THREAD || status == DBG_TERMINATE_PROCESS;
}

ntstatus nt_debug_continue(const struct nt_debug_continue *a)
{
    struct nt_client_id id;
    struct debug_object *debug;
    ntstatus status = is_answer(a->status) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = user_read(&id, a->id, sizeof id);
    if (status_ok(status))
        status = debug_of(a->debug, DEBUG_RIGHT_READ, &debug);
    if (!status_ok(status))
        return status;
    status = debug_answer(debug, id.process, id.thread, a->status);
    object_dereference(&debug->object);
    return status;
}

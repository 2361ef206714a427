#include "sched/process/process.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/faultwatch.h"
#include "mmu/kernelstack.h"
#include "mmu/pool.h"
#include "mmu/poollog.h"
#include "mmu/usercopy.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "mmu/walk.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "sched/object/fileobject.h"
#include "sched/process/debug.h"
#include "sched/process/ids.h"
#include "sched/process/job.h"
#include "sched/process/noexecute.h"
#include "sched/process/nt.h"
#include "sched/process/ntdll.h"
#include "sched/process/processpart.h"
#include "sched/process/shareddata.h"

#define TAG_PROCESS POOL_TAG('P', 'r', 'o', 'c')

static struct link all = {&all, &all};
static struct hash_table by_id;
static uint32_t published; /* processes in the list, but for System */
static struct process *system_process;
static struct waitable all_ended;

static struct waitable *process_waitable(struct object *object)
{
    return &((struct process *)object)->ended;
}

static void process_deleted(struct object *object)
{
    job_member_deleted((struct process *)object);
    pool_free(object);
}

const struct object_type process_type = {
    .name = "Process",
    .generic_read = PROCESS_VM_READ | PROCESS_QUERY_INFORMATION,
    .generic_write = PROCESS_VM_WRITE | PROCESS_VM_OPERATION | PROCESS_SET_INFORMATION | PROCESS_DUP_HANDLE,
    .generic_execute = ACCESS_SYNCHRONIZE,
    .all_access = PROCESS_ALL_ACCESS,
    .implying = PROCESS_QUERY_INFORMATION,
    .implied = PROCESS_QUERY_LIMITED,
    .waitable = process_waitable,
    .deleted = process_deleted,
};

struct link *processes(void)
{
    return &all;
}

void process_each_thread(void (*tell)(struct thread *thread))
{
    list_each (link, &all) {
        struct process *process = list_member(link, struct process, link);
        if (process->id == PROCESS_SYSTEM_ID)
            continue;
        list_each (each, &process->threads)
            tell(list_member(each, struct thread, process_link));
    }
}

uint32_t process_kernel_threads(void)
{
    return system_process->thread_count;
}

uint32_t process_count(void)
{
    return published;
}

struct process *process_of_id(uint32_t id)
{
    list_each (link, hash_chain(&by_id, id)) {
        struct process *process = list_member(link, struct process, by_id.link);
        if (process->id == id) {
            object_reference(&process->object);
            return process;
        }
    }
    return NULL;
}

static void process_begin(struct process *process)
{
    event_start(&process->ended, "Process", WAITABLE_NOTIFICATION, false);
    process->handles.owner = process->id;
    process->object.serial = process->id;
    object_start(&process->object, &process_type);
    list_start(&process->threads);

    process->exit_status = STATUS_PENDING;
    process->priority_class = 2;
    process->privileges = (struct privileges){PRIVILEGES_OF_USER, PRIVILEGES_BY_DEFAULT};
    process->created = clock_system_time();
    list_start(&process->link);
    list_start(&process->job_link);
    hash_entry_start(&process->by_id);
    process->space_users = 1;
}

/* ---- System ---- */

struct process *process_system(void)
{
    return system_process;
}

INIT_CODE void process_start_system_record(void)
{
    ASSERT(!system_process);
    system_process = pool_alloc(sizeof *system_process, TAG_PROCESS);
    system_process->space.directory = system_directory();
    system_process->id = ids_take();
    process_begin(system_process);
    process_publish(system_process);
    event_start(&all_ended, "AllProcessesEnded", WAITABLE_NOTIFICATION, false);
}

void process_wait_for_all(void)
{
    while (process_count() > 0) {
        event_reset(&all_ended);
        wait_one(&all_ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    }
}

/* ---- making one ---- */

static void log_made(const struct process *process, const char *path)
{
    if (!log_begin(LOG_PROCESS, "process+"))
        return;
    log_number(NULL, process->id);
    log_number("parent", process->parent_id);
    log_frame("dir", process->space.directory.frame);
    log_name("image", "C:", path);
    if (PTE_BIT_NO_EXECUTE && process->space.executes_data)
        log_word("executes-data");
    log_end();
}

/* A block that belongs to the system's side of the process: the program cannot free it. */
static ntstatus reserve_kept(struct process *process, uint32_t address, uint32_t bytes)
{
    struct vad *vad;
    ntstatus status = virtual_reserve(&process->space, &address, pages_of(bytes) * PAGE_SIZE, PROT_READWRITE,
                                      true, false, &vad);
    if (status_ok(status))
        vad->kept = true;
    return status;
}

static ntstatus write_peb(const struct process *process)
{
    const struct pe_image *image = &process->image->image;
    uint8_t peb[0x200] = {0};
    const struct {
        uint32_t offset, value;
    } fields[] = {
        {PEB_IMAGE_BASE, process->image_base},
        {PEB_PARAMETERS, layout.parameters},
        {PEB_PROCESSORS, 1},
        {PEB_GLOBAL_FLAG, schedule_is_on ? PEB_HEAP_FREE_CHECK : 0},
        {PEB_OS_MAJOR, 6},
        {PEB_OS_MINOR, 1},
        {PEB_OS_BUILD, 7601},
        {PEB_OS_PLATFORM, 2},
        {PEB_SUBSYSTEM, image->subsystem},
        {PEB_SUBSYSTEM_MAJOR, 4},
    };
    for (uint32_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        memcpy(peb + fields[i].offset, &fields[i].value, sizeof fields[i].value);
    peb[PEB_BEING_DEBUGGED] = process->debugger != NULL;
    return user_write(layout.peb, peb, sizeof peb);
}

/* What has a fixed place comes first: an image goes elsewhere if it must. */
static ntstatus fill_fixed(struct process *process, const struct process_start *start)
{
    uint32_t ntdll_base = ntdll_section()->image.base;
    ntstatus status = shared_data_map(&process->space);
    if (status_ok(status))
        status = reserve_kept(process, layout.peb, PAGE_SIZE);
    if (status_ok(status))
        status = reserve_kept(process, layout.parameters, start->parameters_bytes);
    if (status_ok(status))
        status = view_map(&process->space, ntdll_section(), 0, ntdll_section()->pages, PROT_EXECUTE_WRITECOPY,
                          PROT_NONE, &ntdll_base);
    return status;
}

static ntstatus fill_space(struct process *process, const struct process_start *start)
{
    ntstatus status = fill_fixed(process, start);
    if (status_ok(status))
        status = view_map(&process->space, process->image, 0, process->image->pages, PROT_EXECUTE_WRITECOPY,
                          PROT_NONE, &process->image_base);
    if (!status_ok(status))
        return status;
    process->image_entry = process->image_base + process->image->image.entry;
    status = user_write(layout.parameters, start->parameters, start->parameters_bytes);
    return status_ok(status) ? write_peb(process) : status;
}

static bool is_console(const struct handle_table *table, uint32_t handle, struct object **object,
                       uint32_t *access)
{
    if (!status_ok(handle_lookup(table, handle, &file_type, 0, object, access)))
        return false;
    if (device_is_console(((struct file_object *)*object)->device))
        return true;
    object_dereference(*object);
    return false;
}

/* Console handles that are not inherited are duplicated all the same, as NT's console server does. */
static ntstatus duplicate_console(struct process *process, uint32_t *place)
{
    struct object *object;
    uint32_t access, handle = *place; /* pageable: what is public is made before it is touched again */
    if (!is_console(&process_current()->handles, handle, &object, &access))
        return STATUS_SUCCESS;
    ntstatus status = handle_create(&process->handles, object, access, true, &handle);
    if (status_ok(status))
        *place = handle;
    object_dereference(object);
    return status;
}

static ntstatus standard_handles(struct process *process, const struct process_start *start)
{
    struct nt_process_parameters *parameters = start->parameters;
    if (start->inherit_handles)
        return handle_inherit(&process->handles, &process_current()->handles);
    ntstatus status = duplicate_console(process, &parameters->standard_input);
    if (status_ok(status))
        status = duplicate_console(process, &parameters->standard_output);
    if (status_ok(status))
        status = duplicate_console(process, &parameters->standard_error);
    return status;
}

static void log_gone(const struct process *process)
{
    if (!log_begin(LOG_PROCESS, "process-"))
        return;
    log_number(NULL, process->id);
    log_address("exit", (uint32_t)process->exit_status);
    log_number("faults", process->faults);
    log_end();
}

/* What a process holds beside its page directory; the running thread is in its space. The image goes with it:
 * letting go of one may wait, which whoever gives the directory back must not. */
static void give_back(struct process *process)
{
    handle_close_all(&process->handles);
    debug_forget(process);
    faultwatch_end(&process->space);
    space_clean(&process->space);
    section_dereference(process->image);
    process->image = NULL;
}

static void withdraw(struct process *process)
{
    ASSERT(published > 0 && process != system_process);
    list_remove(&process->link);
    hash_remove(&by_id, &process->by_id);
    published--;
}

static void leave_list(struct process *process)
{
    process->ended_at = clock_system_time();
    job_member_ended(process);
    pool_log_usage();
    log_gone(process);
    if (!list_empty(&process->link))
        withdraw(process);
    event_set(&process->ended);
    if (process_count() == 0)
        event_set(&all_ended);
}

void process_publish(struct process *process)
{
    ASSERT(list_empty(&process->link) && !process->gone);
    list_append(&all, &process->link);
    hash_add(&by_id, &process->by_id, process->id);
    published += process != system_process;
}

/* Nobody else has seen it: it is not published. */
void process_abandon(struct process *process)
{
    ASSERT(process->thread_count == 0 && list_empty(&process->link));
    process->terminating = process->gone = true;
    space_attach(&process->space);
    give_back(process);
    space_detach();
    leave_list(process);
    process_release_space(process);
    object_dereference(&process->object);
}

ntstatus process_create(struct section *image, const struct process_start *start, struct process **out)
{
    struct process *process = pool_alloc(sizeof *process, TAG_PROCESS);
    ASSERT(image->kind == SECTION_IMAGE && start->parameters_bytes >= sizeof(struct nt_process_parameters));
    if (!process)
        return STATUS_INSUFFICIENT_RESOURCES;
    process->id = ids_take();
    ntstatus status = space_create(&process->space, process->id);
    if (!status_ok(status)) {
        pool_free(process);
        return status;
    }
    process_begin(process);
    process->parent_id = process_current()->id;
    process->privileges = process_current()->privileges;
    process->image = image;
    if (image->image.characteristics & PE_FILE_LARGE_ADDRESS_AWARE)
        space_widen(&process->space);
    if (PTE_BIT_NO_EXECUTE && no_execute_leaves_out(&image->image))
        process->space.executes_data = true;
    section_reference(image);
    log_made(process, start->image_path);
    process->keeps_debugger = start->keeps_debugger;
    debug_inherit(process, start->debugger);
    status = standard_handles(process, start);
    if (status_ok(status)) {
        space_attach(&process->space);
        status = fill_space(process, start);
        space_detach();
    }
    if (!status_ok(status)) {
        process->exit_status = status;
        process_abandon(process);
        return status;
    }
    *out = process;
    return STATUS_SUCCESS;
}

/* ---- the end ---- */

static uint32_t bad_ends;

uint32_t processes_ended_badly(void)
{
    return bad_ends;
}

void process_end(struct process *process, ntstatus last_thread_status)
{
    ASSERT(process->thread_count == 0 && !process->gone);
    if (!process->terminating)
        process->exit_status = last_thread_status;
    process->terminating = process->gone = true;
    bad_ends += process->exit_status != 0;
    walk_log_chosen();
    give_back(process);
    leave_list(process);
}

void process_release_space(struct process *process)
{
    ASSERT(process->space_users > 0);
    if (--process->space_users > 0)
        return;
    space_destroy(&process->space);
}

/* ---- working in it from outside ---- */

ntstatus process_attach(struct process *process)
{
    if (process->gone)
        return STATUS_PROCESS_IS_TERMINATING;
    if (process == process_current())
        return STATUS_SUCCESS;
    process->space_users++;
    space_attach(&process->space);
    return STATUS_SUCCESS;
}

void process_detach(struct process *process)
{
    if (process == process_current())
        return;
    space_detach();
    process_release_space(process);
}

ntstatus process_enter(struct process *process)
{
    ntstatus status = process_attach(process);
    if (!status_ok(status))
        return status;
    space_lock(&process->space);
    if (!process->gone)
        return STATUS_SUCCESS;
    process_leave(process); /* it ended while we waited for the lock */
    return STATUS_PROCESS_IS_TERMINATING;
}

void process_leave(struct process *process)
{
    space_unlock(&process->space);
    process_detach(process);
}

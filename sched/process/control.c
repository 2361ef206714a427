#include "sched/process/control.h"

#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/wait.h"
#include "sched/process/ids.h"
#include "sched/process/nt.h"
#include "sched/process/ntdll.h"
#include "sched/process/process.h"

#define PRIORITY_CONTROL  15
#define EVENT_CONTROL_C   0u
#define IGNORES_CONTROL_C 1u /* bit of the parameters' console_flags */

static struct waitable typed;
static bool begun;
static void (*on_told)(void);

/* What the process says in its own memory: nothing that is read there is trusted for more than this. */
static bool hears(struct process *process)
{
    uint32_t loader = 0, parameters = 0, flags = 0;
    if (!status_ok(process_attach(process)))
        return false;
    ntstatus status = user_read(&loader, layout.peb + PEB_LDR, sizeof loader);
    if (status_ok(status))
        status = user_read(&parameters, layout.peb + PEB_PARAMETERS, sizeof parameters);
    if (status_ok(status))
        status = user_read(&flags, parameters + offsetof(struct nt_process_parameters, console_flags),
                           sizeof flags);
    process_detach(process);
    return status_ok(status) && loader && !(flags & IGNORES_CONTROL_C);
}

/* One in which no thread can be made cannot handle it either. */
static void tell(struct process *process)
{
    struct thread_object *thread;
    bool asked = process->control_routine != 0;
    if (!hears(process))
        return;
    ntstatus status = process_create_thread(
        process, asked ? process->control_routine : ntdll_entries()->exit_process,
        asked ? EVENT_CONTROL_C : (uint32_t)STATUS_CONTROL_C_EXIT, 0, 0, false, &thread);
    if (status_ok(status))
        object_dereference(&thread->object);
    else
        process_terminate(process, STATUS_CONTROL_C_EXIT);
}

/* By id, because the list may change while one is told. */
static void tell_all(void)
{
    uint32_t end = ids_end();
    for (uint32_t id = PROCESS_SYSTEM_ID + 1; id < end; id++) {
        struct process *process = process_of_id(id);
        if (!process)
            continue;
        tell(process);
        object_dereference(&process->object);
    }
}

static void control(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&typed, WAIT_EXECUTIVE, WAIT_FOREVER);
        tell_all();
        on_told();
    }
}

void control_typed(void)
{
    event_set(&typed);
    if (!begun)
        process_begin_kernel_thread("ConsoleControl", PRIORITY_CONTROL, control);
    begun = true;
}

INIT_CODE void control_start(void (*told)(void))
{
    ASSERT(told && !on_told);
    on_told = told;
    event_start(&typed, "ControlTyped", WAITABLE_SYNCHRONIZATION, false);
}

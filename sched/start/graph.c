#include "sched/start/graph.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "sched/dispatch/wait.h"
#include "sched/dispatch/waitlog.h"
#include "sched/object/syncobject.h"
#include "sched/process/process.h"

#define NAME_BYTES     32u
#define PRIORITY_GRAPH (PRIORITY_NORMAL + 1)

static struct event_object *asked;

static void log_path(const struct section *section)
{
    log_name(NULL, "C:", file_path_text(section->file));
}

static void log_process(const struct process *process)
{
    if (!log_detail(LOG_GRAPH, "graph-process"))
        return;
    log_number(NULL, process->id);
    if (process->image)
        log_path(process->image);
    log_end();
}

static void log_thread_of(const struct thread *thread)
{
    if (!log_detail(LOG_GRAPH, "graph-thread"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(thread->teb ? "user" : "kernel");
    wait_log_thread(thread);
    if (thread->name) {
        log_word("name=");
        log_raw(thread->name);
    }
    if (thread->state == THREAD_WAITING)
        wait_log_objects(thread);
    log_end();
}

static void log_view(const struct process *process, const struct vad *vad)
{
    if (!vad->section || !log_detail(LOG_GRAPH, "graph-view"))
        return;
    log_number(NULL, process->id);
    log_range(NULL, vad->start.address, vad->end.address);
    log_number("section", vad->section->id);
    if (vad->section->file)
        log_path(vad->section);
    log_end();
}

static void log_handle_to(const struct handle_table *table, uint32_t index)
{
    const struct object *object = table->entries[index].object;
    if (!object || !log_detail(LOG_GRAPH, "graph-handle"))
        return;
    log_number(NULL, table->owner);
    log_handle(handle_of_index(index));
    log_object(object->type->name, object->serial);
    object_log_text(NULL, object);
    log_end();
}

static void log_all_of(const struct process *process)
{
    log_process(process);
    list_each (link, &process->threads)
        log_thread_of(list_member(link, struct thread, process_link));
    for (const struct vad *vad = process->space.vads.first; vad; vad = vad->next)
        log_view(process, vad);
    for (uint32_t i = 0; i < process->handles.size; i++)
        log_handle_to(&process->handles, i);
}

/* Nothing here waits, so all lines tell of one moment. */
static void graph_log(void)
{
    if (!log_detail(LOG_GRAPH, "graph"))
        return;
    log_thread(thread_current()->process_id, thread_current()->id);
    log_end();
    list_each (link, processes())
        log_all_of(list_member(link, struct process, link));
}

static void graph(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&asked->event, WAIT_EXECUTIVE, WAIT_FOREVER);
        graph_log();
    }
}

INIT_CODE bool graph_start(const char *name)
{
    if (*name == 0 || strlen(name) >= NAME_BYTES)
        return false;
    asked = event_object_create(name, WAITABLE_SYNCHRONIZATION);
    if (!asked)
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for the graph's event");
    process_create_kernel_thread("Graph", PRIORITY_GRAPH, graph, NULL);
    return true;
}

#include "graph.h"

#include <string.h>
#include "handles.h"
#include "memory.h"
#include "threads.h"

/* One thread draws, and nothing happens between its lines. */
void graph_begins(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (thread)
        thread_says(machine, thread, SAYS_KERNEL);
}

void graph_process(struct machine *machine, const struct line *line)
{
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    const struct value *image = line_value(line, "image");
    if (!process || !process->image || !image)
        return;
    holds(machine, text_is(image->text, image->text_length, process->image), "it runs %s", process->image);
}

void graph_thread(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *state = line_value(line, "state");
    if (!thread)
        return;
    holds(machine, (thread->process != SYSTEM) == line_has(line, "user"),
          "the kernel's threads are those of System");
    if (!machine_tells(machine, CLASS_WAIT) || !machine_tells(machine, CLASS_SWITCH))
        return;
    holds(machine, (int64_t)thread->state == state->number, "the thread is %s", state_names[thread->state]);
    if (thread->state == STATE_WAITING)
        holds(machine, thread->reason == state->other, "it waits for another reason");
}

void graph_view(struct machine *machine, const struct line *line)
{
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    const struct value *range = line_value(line, "range");
    if (!process || !machine_tells(machine, CLASS_VAD) || !machine_tells(machine, CLASS_SECTION))
        return;
    const struct region *region = region_of(process, (uint32_t)range->number);
    holds(machine, region && region->low == range->number && region->high == range->other,
          "no such region was reserved");
    holds(machine, !region || (region->section && region->section->number == line_number(line, "section")),
          "the region shows another section");
}

void graph_handle(struct machine *machine, const struct line *line)
{
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    const struct value *object = line_value(line, "object");
    if (!process || !machine_tells(machine, CLASS_HANDLE))
        return;
    const char *named = handle_object(process, (uint32_t)line_number(line, "handle"));
    holds(machine, named && text_is(object->start, object->length, named), "the handle is for %s",
          named ? named : "nothing");
}

#include "machine.h"

#include "commit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct machine *machine_new(void)
{
    struct machine *machine = zeroed(sizeof *machine);
    map_put(&machine->ids, SYSTEM, machine);
    return machine;
}

bool machine_tells(const struct machine *machine, enum class class)
{
    return machine->classes >> class & 1;
}

bool machine_tells_memory(const struct machine *machine)
{
    static const unsigned memory = 1u << CLASS_PROCESS | 1u << CLASS_SWITCH | 1u << CLASS_SECTION |
                                   1u << CLASS_VAD | 1u << CLASS_FRAME | 1u << CLASS_PTE | 1u << CLASS_TABLE |
                                   1u << CLASS_PAGING;
    return (machine->classes & memory) == memory;
}

void contradict(struct machine *machine, const char *format, ...)
{
    if (!machine->wrong) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(machine->said, sizeof machine->said, format, arguments);
        va_end(arguments);
    }
    machine->wrong = true;
}

const char *text_copy(char *buffer, unsigned size, const char *text, unsigned length)
{
    unsigned count = length < size ? length : size - 1;
    memcpy(buffer, text, count);
    buffer[count] = 0;
    return buffer;
}

struct process *process_of(struct machine *machine, int64_t id)
{
    struct process *process = map_find(&machine->processes, (uint64_t)id);
    holds(machine, process || !machine_tells(machine, CLASS_PROCESS), "there is no process %d", (int)id);
    return process;
}

struct process *process_or_system(struct machine *machine, int64_t id)
{
    struct process *process = map_find(&machine->processes, (uint64_t)id);
    if (!process && id == SYSTEM) {
        process = zeroed(sizeof *process);
        process->id = SYSTEM;
        map_put(&machine->processes, SYSTEM, process);
    }
    return process ? process : process_of(machine, id);
}

struct thread *thread_of(struct machine *machine, const struct value *value)
{
    struct thread *thread = map_find(&machine->threads, (uint64_t)value->number);
    if (!thread && !machine_tells(machine, CLASS_PROCESS))
        return NULL;
    if (!holds(machine, thread && thread->process == (uint64_t)value->other, "there is no thread %d.%d",
               (int)value->other, (int)value->number))
        return NULL;
    return thread;
}

uint32_t frame_number(const struct machine *machine, uint32_t index)
{
    return index < machine->low_count ? machine->first_frame + index
                                      : machine->high_frame + (index - machine->low_count);
}

/* -1: there is none of that number. */
static int64_t frame_index(const struct machine *machine, int64_t number)
{
    int64_t low = number - machine->first_frame, high = number - machine->high_frame;
    if (low >= 0 && low < machine->low_count)
        return low;
    return high >= 0 && high < machine->frame_count - machine->low_count ? high + machine->low_count : -1;
}

struct frame *frame_of(struct machine *machine, int64_t number)
{
    int64_t index = frame_index(machine, number);
    if (!holds(machine, index >= 0, "there is no frame %05x", (unsigned)number))
        return NULL;
    return &machine->frames[index];
}

struct slot *slot_of(struct machine *machine, int64_t number)
{
    if (!holds(machine, number > 0 && number <= machine->slot_count, "there is no slot %05x",
               (unsigned)number))
        return NULL;
    return &machine->slots[number];
}

void line_due(struct machine *machine, const char *event, const char *other, int64_t number)
{
    machine->due = (struct due){event, other, number};
}

bool line_met(struct machine *machine, int64_t number)
{
    return machine->met.event && machine->met.number == number;
}

/* What must stand between the line before and this one, if anything. */
static void line_is_due(struct machine *machine, const struct line *line)
{
    const char *event = line->event->name;
    if (machine->due.event)
        holds(machine,
              !strcmp(event, machine->due.event) ||
                  (machine->due.other && !strcmp(event, machine->due.other)),
              "%s of %x is missing", machine->due.event, (unsigned)machine->due.number);
    machine->met = machine->due;
    machine->due = (struct due){NULL, NULL, 0};
    if (machine->part_of && strcmp(event, "part") != 0)
        section_is_told(machine);
    commit_precedes(machine, event);
}

/* Without the first lines nobody can tell what the others are about: then no line is followed, with -k
 * neither. */
static bool begins_well(struct machine *machine, const char *event)
{
    bool first = machine->lines == 1, layout = !strcmp(event, "layout");
    return holds(machine, first == !strcmp(event, "faultline"), "the first line is another") &&
           holds(machine, first || machine->frames, "the first line is missing") &&
           holds(machine, first || layout || machine->layouts == 2, "a layout is missing");
}

bool machine_line(struct machine *machine, const struct line *line, const char *malformed)
{
    machine->wrong = false;
    machine->line = line;
    machine->lines++;
    holds(machine, !malformed || !*malformed, "%s", malformed ? malformed : "");
    if (machine->wrong)
        return false;
    holds(machine, line->number == machine->lines + machine->shift, "this is line %u", machine->lines);
    holds(machine, !machine->ended, "a line behind the end");
    if (!begins_well(machine, line->event->name))
        return false;
    holds(machine, !machine->classes_known || machine_tells(machine, (enum class)line->event->class),
          "an event of a class that is off");
    line_is_due(machine, line);
    line->event->follow(machine, line);
    commit_go_on(machine);
    return !machine->wrong;
}

bool machine_end(struct machine *machine)
{
    machine->wrong = false;
    return holds(machine, machine->ended, "the log has no end");
}

#include "commit.h"
#include "drivers.h"
#include "log.h"

#include <string.h>

static bool text_has(const char *text, unsigned length, const char *word)
{
    unsigned wanted = (unsigned)strlen(word);
    for (unsigned i = 0; i + wanted <= length; i++)
        if (!memcmp(text + i, word, wanted))
            return true;
    return false;
}

void log_begin(struct machine *machine, const struct line *line)
{
    const struct value *boot = line_value(line, "boot");
    machine->frame_count = (uint32_t)line_number(line, "frames");
    machine->slot_count = (uint32_t)line_number(line, "slots");
    if (!holds(machine,
               machine->frame_count > 0 && machine->frame_count < 1 << 23 && machine->slot_count < 1 << 20,
               "no machine has so much"))
        return;
    machine->frames = zeroed(machine->frame_count * sizeof *machine->frames);
    for (uint32_t i = 0; i < machine->frame_count; i++)
        machine->frames[i].list = LIST_FREE;
    machine->slots = zeroed((machine->slot_count + 1) * sizeof *machine->slots);
    machine->ids_chosen = text_has(boot->text, boot->text_length, "/IDS=");
    machine->classes_known = !boot->flag;
    machine->classes = boot->flag ? 0 : classes_of(boot->text, boot->text_length);
}

/* ---- layout ---- */

/* What lies above the one before. */
static void layout_rises(struct machine *machine, const struct line *line, const char *const *names)
{
    int64_t before = -1;
    for (; *names; names++) {
        holds(machine, line_number(line, *names) > before && line_number(line, *names) % PAGE_SIZE == 0,
              "%s lies elsewhere", *names);
        before = line_number(line, *names);
    }
}

static void layout_program(struct machine *machine, const struct line *line)
{
    static const char *const names[] = {"parameters", "teb", "peb", "shared", NULL};
    const struct value *user = line_value(line, "user");
    if (!holds(machine, line_has(line, "tables") && user && line_has(line, "shared"),
               "the program's half is missing"))
        return;
    layout_rises(machine, line, names);
    machine->no_execute = line_has(line, "no-execute");
    machine->user_low = (uint32_t)user->number;
    machine->parameters = (uint32_t)line_number(line, "parameters");
    machine->teb = (uint32_t)line_number(line, "teb");
    machine->peb = (uint32_t)line_number(line, "peb");
    machine->shared = (uint32_t)line_number(line, "shared");
    machine->user_high = (uint32_t)user->other;
    holds(machine, machine->user_low % PAGE_SIZE == 0 && machine->user_high % PAGE_SIZE == 0,
          "the range ends within a page");
    holds(machine,
          line_number(line, "parameters") >= user->number && line_number(line, "shared") < user->other,
          "they lie outside");
}

/* Where some lie above 4 GB, both fields are there. */
static void layout_frames(struct machine *machine, const struct line *line)
{
    machine->low_count = machine->frame_count;
    if (!line_has(line, "low") && !line_has(line, "high"))
        return;
    machine->low_count = (uint32_t)line_number(line, "low");
    machine->high_frame = (uint32_t)line_number(line, "high");
    holds(machine, machine->low_count < machine->frame_count && machine->high_frame >= 0x100000,
          "no frame lies above 4 GB");
}

static void layout_system(struct machine *machine, const struct line *line)
{
    static const char *const parts[] = {"system", "kernel", "pool", "frames", "stacks", "ramdisk", NULL};
    static const char *const usual[] = {"ptes", "windows", NULL};
    static const char *const apart[] = {"system-ptes", "windows", "ptes", "trampoline", NULL};
    if (!holds(machine,
               line_has(line, "system") && line_has(line, "span") && line_has(line, "first") &&
                   line_has(line, "dir"),
               "the system's half is missing"))
        return;
    machine->system_low = (uint32_t)line_number(line, "system");
    machine->kernel_low = (uint32_t)line_number(line, "kernel");
    machine->pool_low = (uint32_t)line_number(line, "pool");
    machine->frames_low = (uint32_t)line_number(line, "frames");
    machine->stacks_low = (uint32_t)line_number(line, "stacks");
    machine->ramdisk_low = (uint32_t)line_number(line, "ramdisk");
    machine->ptes = (uint32_t)line_number(line, "ptes");
    machine->span = (uint32_t)line_number(line, "span");
    machine->first_frame = (uint32_t)line_number(line, "first");
    layout_frames(machine, line);
    holds(machine, line_number(line, "dir") < machine->first_frame,
          "System's directory is a frame handed out");
    holds(machine, machine->span == 0x400000 || machine->span == 0x200000, "no page table maps so much");
    machine->apart = line_has(line, "trampoline");
    layout_rises(machine, line, parts);
    layout_rises(machine, line, machine->apart ? apart : usual);
    holds(machine, machine->ptes >= machine->system_low, "the self-map is the program's");
    holds(machine,
          (machine->apart ? machine->ptes : machine->system_low) >= machine->user_high &&
              machine->kernel_low >= machine->system_low,
          "halves overlap");
}

void log_layout(struct machine *machine, const struct line *line)
{
    if (!holds(machine, machine->layouts == machine->lines - 2, "layout stands behind the first line, twice"))
        return;
    if (machine->layouts == 0)
        layout_program(machine, line);
    else
        layout_system(machine, line);
    machine->layouts += !machine->wrong;
}

/* ---- what the machine says ---- */

void log_note(struct machine *machine, const struct line *line)
{
    holds(machine, line->event != NULL, "no event");
}

/* ETW's failures begin with c0. */
void log_startfail(struct machine *machine, const struct line *line)
{
    static const uint32_t statuses[] = {0xc0000106, 0xc0000034, 0xc000003a, 0xc00000ba,
                                        0xc0000033, 0xc000003b, 0xc000007b, 0xc000012f,
                                        0xc0000102, 0xc000012d, 0xc000009a, 0xc0000185};
    bool found = false;
    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++)
        found = found || statuses[i] == line_number(line, "status");
    holds(machine, found, "the start of a program does not fail so");
}

void log_bugcheck(struct machine *machine, const struct line *line)
{
    holds(machine, line->event && !machine->bugcheck, "a second bugcheck");
    if (line_has(line, "driver") && machine_tells(machine, CLASS_DRIVER))
        holds(machine, driver_is_there(machine, line_value(line, "driver")), "there is no such driver");
    machine->bugcheck = true;
}

/* Three lines, the last of which says where it stopped: there the callers begin. */
void log_registers(struct machine *machine, const struct line *line)
{
    static const char *const first[] = {"eax", "esi", "eip"};
    if (!holds(machine, machine->bugcheck && machine->registers < 3,
               "three lines of registers behind a bugcheck"))
        return;
    holds(machine, line_has(line, first[machine->registers]), "registers in another order");
    if (machine->registers++ == 2)
        machine->interrupted = (uint32_t)line_number(line, "eip");
}

void log_caller(struct machine *machine, const struct line *line)
{
    holds(machine, machine->bugcheck && machine->registers % 3 == 0, "callers stand behind a bugcheck");
    bool interrupted = machine->interrupted != 0; /* that may be anywhere */
    if (interrupted)
        holds(machine, line_number(line, "pc") == machine->interrupted,
              "the interrupted instruction is the first");
    machine->interrupted = 0;
    holds(
        machine,
        interrupted ||
            (line_number(line, "pc") >= machine->kernel_low && line_number(line, "pc") < machine->pool_low) ||
            driver_lies_at(machine, (uint32_t)line_number(line, "pc")) ||
            !machine_tells(machine, CLASS_DRIVER),
        "the kernel does not lie there");
}

/* ---- the end ---- */

/* Nothing of the programs is left. */
static void all_is_given_back(struct machine *machine)
{
    size_t position = 0;
    for (struct process *process; (process = map_next(&machine->processes, &position));)
        holds(machine, process->id == SYSTEM, "process %u is still there", process->id);
    holds(machine, !machine_tells_memory(machine) || commit_slots(machine) == 0, "%d slots are still taken",
          (int)commit_slots(machine));
    position = 0;
    for (struct section *section; (section = map_next(&machine->sections, &position));)
        holds(machine, section->lasting || !machine_tells_memory(machine), "section %u is still there",
              section->number);
    for (uint32_t i = 0; machine_tells_memory(machine) && i < machine->frame_count; i++) {
        const struct frame *frame = &machine->frames[i];
        holds(machine,
              frame->list != LIST_ACTIVE || frame->owner.kind >= OWNER_STACK ||
                  owner_is_systems(machine, &frame->owner),
              "frame %05x is still in use", frame_number(machine, i));
    }
}

/* At a deadlock each thread that waits has its line. */
static void all_wait(struct machine *machine)
{
    size_t position = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        holds(machine, thread->waiter_said || thread->ended || !machine_tells(machine, CLASS_PROCESS),
              "nothing tells what thread %u.%u waits for", thread->process, thread->id);
}

void log_end(struct machine *machine, const struct line *line)
{
    enum { OK, LEAK, DEADLOCK, BUGCHECK };
    int64_t how = line_number(line, "how");
    holds(machine, line_number(line, "lines") == machine->lines + machine->shift, "there were %u lines",
          machine->lines);
    holds(machine, (how == BUGCHECK) == machine->bugcheck, "the machine has %sstopped",
          machine->bugcheck ? "" : "not ");
    holds(machine, machine->books_told || how == BUGCHECK, "the books are missing");
    if (how == OK || how == LEAK)
        holds(machine, machine->books_empty == (how == OK), "the books are %sempty",
              machine->books_empty ? "" : "not ");
    if (how == DEADLOCK)
        all_wait(machine);
    if (how == OK)
        all_is_given_back(machine);
    machine->ended = true;
}

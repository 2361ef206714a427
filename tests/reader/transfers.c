#include "commit.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- slots ---- */

void slots_take(struct machine *machine, const struct line *line)
{
    int64_t first = line_number(line, "slot"), count = line_number(line, "count");
    holds(machine, count > 0, "no slots are taken");
    for (int64_t number = first; number < first + count && !machine->wrong; number++) {
        struct slot *slot = slot_of(machine, number);
        if (!slot || !holds(machine, !slot->taken, "slot %05x is taken", (unsigned)number))
            return;
        *slot = (struct slot){true, 0, NOTHING, NULL, 0};
        machine->slots_taken++;
    }
}

/* The section ends: its page needs no home any more. */
static void prototype_leave_slot(struct slot *slot)
{
    slot->section->ending = true;
    slot->section->prototypes[slot->page].home = (struct home){HOME_ZERO, 0};
    slot->ptes--;
}

void slots_free(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "slot");
    struct slot *slot = slot_of(machine, number);
    if (machine->met.event)
        holds(machine, line_met(machine, number), "slot %05x is to be freed", (unsigned)machine->met.number);
    if (!slot || !holds(machine, slot->taken, "slot %05x is not taken", number))
        return;
    if (slot->section)
        prototype_leave_slot(slot);
    holds(machine, slot->ptes == 0, "slot %05x is freed, but a PTE names it", number);
    if (slot->frame != NOTHING) {
        struct frame *frame = frame_of(machine, slot->frame);
        holds(machine, frame->modified || frame_is_gone(machine, slot->frame),
              "slot %05x is freed, but is the home of frame %05x", number, slot->frame);
        frame->home = (struct home){HOME_ZERO, 0};
    }
    *slot = (struct slot){false, 0, NOTHING, NULL, 0};
    machine->slots_taken--;
}

/* The page file has grown, and with it what can be promised. */
void slots_grow(struct machine *machine, const struct line *line)
{
    int64_t more = line_number(line, "more"), all = machine->slot_count + more;
    if (!holds(machine, more > 0 && all < 1 << 20, "no page file grows so"))
        return;
    struct slot *slots = zeroed((size_t)(all + 1) * sizeof *slots);
    memcpy(slots, machine->slots, (machine->slot_count + 1) * sizeof *slots);
    for (int64_t i = machine->slot_count + 1; i <= all; i++)
        slots[i].frame = NOTHING;
    free(machine->slots);
    machine->slots = slots;
    machine->slot_count = (uint32_t)all;
    holds(machine, line_number(line, "limit") == commit_limit(machine), "the limit is %lld",
          (long long)commit_limit(machine));
}

/* ---- homes ---- */

static void file_is(struct machine *machine, const struct value *origin, const struct owner *owner)
{
    struct section *section = map_find(&machine->sections, owner->id);
    if (!holds(machine, owner->kind == OWNER_SECTION && section && section->path, "this page is of no file"))
        return;
    holds(machine, section_name_is(machine, section, origin), "section %u is of \"%s\"", section->number,
          path_name(section->path));
    holds(machine, origin->number == owner->address, "this is page %u of the file", owner->address);
}

static void home_is_file(struct machine *machine, const struct value *origin, const struct owner *owner,
                         const struct home *home)
{
    if (holds(machine, home->kind == HOME_FILE, "its home is no file"))
        file_is(machine, origin, owner);
}

void home_is(struct machine *machine, const struct line *line, const struct owner *owner,
             const struct home *home)
{
    const struct value *origin = line_value(line, "from");
    bool slot = line_has(line, "slot");
    if (!holds(machine, slot != (origin != NULL), "a page comes from one place"))
        return;
    if (slot)
        holds(machine, home->kind == HOME_SLOT && home->slot == line_number(line, "slot"),
              "its home is not this slot");
    else
        home_is_file(machine, origin, owner, home);
}

void frame_send_home(struct machine *machine, uint32_t number)
{
    struct frame *frame = frame_of(machine, number);
    struct process *process = map_find(&machine->processes, frame->owner.id);
    struct section *section = map_find(&machine->sections, frame->owner.id);
    if (frame->home.kind == HOME_SLOT) {
        machine->slots[frame->home.slot].frame = NOTHING;
        machine->slots[frame->home.slot].ptes++;
    }
    if (frame->owner.kind == OWNER_PAGE && process) {
        struct pte *pte = &cell_of(machine, process, frame->owner.address)->pte;
        pte->kind = frame->home.kind == HOME_SLOT ? PTE_SLOT : PTE_ZERO;
        pte->frame = frame->home.kind == HOME_SLOT ? frame->home.slot : 0;
    }
    if (frame->owner.kind == OWNER_TABLE)
        table_send_home(machine, frame);
    if (frame->owner.kind == OWNER_STACK)
        stack_send_home(machine, frame);
    if (frame->owner.kind == OWNER_SECTION && section) {
        struct prototype *prototype = prototype_of(section, frame->owner.address);
        *prototype = (struct prototype){frame->home, NOTHING};
        if (frame->home.kind == HOME_SLOT) {
            machine->slots[frame->home.slot].section = section;
            machine->slots[frame->home.slot].page = frame->owner.address;
        }
    }
    machine->frames_for[frame->owner.kind]--;
    frame->owner = (struct owner){OWNER_NONE, 0, 0};
    frame->home = (struct home){HOME_ZERO, 0};
}

/* ---- transfers ---- */

void transfers_drop(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    const struct value *home = line_value(line, "home");
    if (!frame || !machine_tells_memory(machine))
        return;
    if (!holds(machine, frame->list == LIST_STANDBY, "frame %05x is %s, not Standby", number,
               list_names[frame->list]) ||
        !holds(machine,
               frame->owner.kind != OWNER_NONE && !frame_is_gone(machine, number) | (frame->shares == 0),
               "frame %05x holds no page", number))
        return;
    if (holds(machine, line_has(line, "slot") != (home != NULL), "a page has one home") && home)
        holds(machine, frame->home.kind == (home->number == 1 ? HOME_ZERO : HOME_FILE),
              "its home is another");
    else
        home_is(machine, line, &frame->owner, &frame->home);
    frame_send_home(machine, number);
    if (machine_tells(machine, CLASS_FRAME))
        line_due(machine, "frame", NULL, number);
}

void transfers_read(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!frame || !thread || !machine_tells_memory(machine))
        return;
    if (!holds(machine, frame->reading, "frame %05x is not being read", number))
        return;
    holds(machine, thread == machine->running, "another thread runs");
    bool gone = frame->owner.kind == OWNER_PAGE && frame_is_gone(machine, number);
    frame->reading = false;
    if (gone) /* its slot is free since then */
        return;
    home_is(machine, line, &frame->owner, &frame->home);
    thread->read_frames[thread->read_count++ % READS] = number;
    if (line_has(line, "status"))
        frame_send_home(machine, number);
}

/* A page that is mapped is being written to its file. */
void transfers_flush(struct machine *machine, const struct line *line)
{
    struct frame *frame = frame_of(machine, line_number(line, "pfn"));
    if (!frame || !machine_tells_memory(machine))
        return;
    holds(machine, frame->list == LIST_ACTIVE && frame->modified && frame->home.kind == HOME_FILE,
          "the frame is not mapped, not modified, or of no file");
    frame->modified = false;
    frame->writing = true;
}

/* What a private page holds is not kept: its slot goes, and it rests with the clean ones. */
void transfers_discard(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    if (!frame || !machine_tells_memory(machine))
        return;
    holds(machine, frame->owner.kind == OWNER_PAGE && !frame->reading && !frame->writing,
          "frame %05x holds no private page, or is in a transfer", number);
    holds(machine, frame->modified || frame->home.kind == HOME_SLOT, "nothing would be kept of frame %05x",
          number);
    if (frame->home.kind == HOME_SLOT) {
        machine->slots[frame->home.slot].frame = NOTHING;
        line_due(machine, "slot-", NULL, frame->home.slot);
    }
    if (frame->list == LIST_MODIFIED)
        line_due(machine, "frame", NULL, number);
    frame->home = (struct home){HOME_ZERO, 0};
    frame->modified = false;
    if (machine->running)
        machine->running->discards++;
}

/* A page that cannot leave memory leaves its slot to others: it is a modified one from here on. */
void transfers_keep(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    if (!frame || !machine_tells_memory(machine) ||
        !holds(machine,
               frame->list == LIST_ACTIVE && !frame->reading && !frame->writing &&
                   frame->home.kind == HOME_SLOT,
               "frame %05x is not in use, in a transfer, or has no slot", number))
        return;
    machine->slots[frame->home.slot].frame = NOTHING;
    line_due(machine, "slot-", NULL, frame->home.slot);
    frame->home = (struct home){HOME_ZERO, 0};
    frame->modified = true;
}

/* The frame that is said to have been written, or not; NULL: that cannot be. */
static struct frame *frame_written(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    if (!frame || !machine_tells_memory(machine) ||
        !holds(machine, line_has(line, "slot") != line_has(line, "to"), "a page goes to one place") ||
        !holds(machine, frame->writing, "frame %05x is not being written", number))
        return NULL;
    frame->writing = false;
    return frame;
}

static bool slot_waits(struct machine *machine, int64_t number)
{
    struct slot *slot = slot_of(machine, number);
    return slot && holds(machine, slot->taken && slot->ptes == 0 && slot->frame == NOTHING,
                         "slot %05x is not taken, or belongs to another page", (unsigned)number);
}

/* False: it went to a file. */
static bool goes_to_slot(struct machine *machine, const struct line *line, const struct frame *frame)
{
    const struct value *to = line_value(line, "to");
    if (to)
        home_is_file(machine, to, &frame->owner, &frame->home);
    return !to && slot_waits(machine, line_number(line, "slot"));
}

void transfers_write(struct machine *machine, const struct line *line)
{
    struct frame *frame = frame_written(machine, line);
    if (!frame || !goes_to_slot(machine, line, frame))
        return;
    uint32_t slot = (uint32_t)line_number(line, "slot");
    frame->home = (struct home){HOME_SLOT, slot};
    machine->slots[slot].frame = (uint32_t)line_number(line, "pfn");
}

void transfers_writefail(struct machine *machine, const struct line *line)
{
    struct frame *frame = frame_written(machine, line);
    if (!frame)
        return;
    frame->modified = true;
    if (goes_to_slot(machine, line, frame))
        line_due(machine, "slot-", NULL, line_number(line, "slot"));
}

void transfers_trim(struct machine *machine, const struct line *line)
{
    struct frame *frame = frame_of(machine, line_number(line, "pfn"));
    struct process *process = process_of(machine, line_number(line, "pid"));
    uint32_t page = (uint32_t)line_number(line, "address");
    if (!frame || !process || !machine_tells_memory(machine))
        return;
    holds(machine, frame->list == (enum list)line_number(line, "list"), "the frame is %s",
          list_names[frame->list]);
    struct change *change = machine->running ? episode_last(machine->running, process->id, page) : NULL;
    holds(machine,
          change && change->before.kind >= PTE_VALID && change->before.frame == line_number(line, "pfn") &&
              change->after.kind < PTE_VALID,
          "this page was not taken out right before");
    if (change && change->locked && !change->trim_due)
        line_due(machine, "pte", NULL, page);
    episode_told(machine, BY_TRIM, process->id, page, page + PAGE_SIZE);
    if (machine->running)
        machine->running->gave_up = page;
}

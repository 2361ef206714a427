#include "memory.h"

/* Where a frame may go from each list. A frame being read or zeroed is Active. */
static const unsigned ways[LISTS] = {
    [LIST_ZEROED] = 1u << LIST_ACTIVE,
    [LIST_FREE] = 1u << LIST_ACTIVE,
    [LIST_STANDBY] = 1u << LIST_ACTIVE | 1u << LIST_FREE,
    [LIST_MODIFIED] = 1u << LIST_ACTIVE | 1u << LIST_WRITING | 1u << LIST_STANDBY | 1u << LIST_FREE,
    [LIST_WRITING] = 1u << LIST_ACTIVE | 1u << LIST_STANDBY | 1u << LIST_MODIFIED | 1u << LIST_FREE,
    [LIST_ACTIVE] =
        1u << LIST_ZEROED | 1u << LIST_FREE | 1u << LIST_STANDBY | 1u << LIST_MODIFIED | 1u << LIST_WRITING};

/* The PTE of the private page that the frame holds, or NULL. */
static struct cell *owner_cell(struct machine *machine, const struct frame *frame)
{
    struct process *process = map_find(&machine->processes, frame->owner.id);
    if (frame->owner.kind != OWNER_PAGE || !process)
        return NULL;
    return cell_of(machine, process, frame->owner.address);
}

static struct prototype *owner_prototype(struct machine *machine, const struct frame *frame)
{
    struct section *section = map_find(&machine->sections, frame->owner.id);
    if (frame->owner.kind != OWNER_SECTION || !section)
        return NULL;
    return prototype_of(section, frame->owner.address);
}

bool frame_is_gone(struct machine *machine, uint32_t number)
{
    struct frame *frame = frame_of(machine, number);
    struct cell *cell = frame ? owner_cell(machine, frame) : NULL;
    if (cell)
        return cell->pte.frame != number || (cell->pte.kind != PTE_VALID && cell->pte.kind != PTE_TRANSITION);
    if (frame && frame->owner.kind == OWNER_TABLE)
        return table_says_nothing(machine, frame);
    if (frame && (owner_prototype(machine, frame) || frame->owner.kind == OWNER_AWE))
        return frame->shares == 0;
    return true;
}

void frame_modify(struct machine *machine, uint32_t number)
{
    struct frame *frame = frame_of(machine, number);
    if (frame)
        frame->modified = true;
}

/* ---- taking and giving back ---- */

/* A page leaves memory for a list from which it may come back. */
static void frame_rest(struct machine *machine, struct frame *frame, uint32_t number, enum list list)
{
    static const char *const words = "frame %05x goes to %s but is %s";
    struct cell *cell = owner_cell(machine, frame);
    holds(machine,
          frame->owner.kind == OWNER_PAGE || frame->owner.kind == OWNER_SECTION ||
              frame->owner.kind == OWNER_TABLE || frame->owner.kind == OWNER_STACK,
          "frame %05x holds no page that could come back", number);
    if (frame->owner.kind == OWNER_STACK)
        stack_rest(machine, frame, list);
    holds(machine, frame->shares == 0, "frame %05x is still shown by %u PTEs", number, frame->shares);
    /* A private page that is gone while it is being written: its frame waits for the end of that. */
    bool gone = list == LIST_WRITING && frame_is_gone(machine, number);
    holds(machine, !cell || gone || (cell->pte.kind == PTE_TRANSITION && cell->pte.frame == number),
          "the PTE of the page in frame %05x is not in transition", number);
    holds(machine, !frame->reading, "frame %05x is still being read", number);
    holds(machine, (list == LIST_WRITING) == frame->writing, words, number, list_names[list],
          frame->writing ? "being written" : "not being written");
    holds(machine, list == LIST_WRITING || (list == LIST_MODIFIED) == frame->modified, words, number,
          list_names[list], frame->modified ? "modified" : "not modified");
    if (frame->owner.kind == OWNER_TABLE)
        table_rest(machine, frame, number);
}

/* A slot that nobody will ask for again. */
static void frame_leave_slot(struct machine *machine, struct frame *frame)
{
    if (frame->home.kind == HOME_SLOT)
        machine->slots[frame->home.slot].frame = NOTHING;
    frame->home = (struct home){HOME_ZERO, 0};
}

static void frame_free(struct machine *machine, struct frame *frame, uint32_t number)
{
    struct prototype *prototype = owner_prototype(machine, frame);
    if (frame->owner.kind == OWNER_TABLE)
        table_free(machine, frame);
    holds(machine, frame_is_gone(machine, number), "frame %05x is given back, but its page is not gone",
          number);
    if (prototype) {
        holds(machine, prototype->frame == number, "page %u of section %u is not in frame %05x",
              frame->owner.address, frame->owner.id, number);
        section_of(machine, frame->owner.id)->ending = true;
        prototype->frame = NOTHING;
    }
    if (frame->owner.kind == OWNER_STACK)
        stack_free(machine, frame);
    if (frame->owner.kind == OWNER_POOL || frame->owner.kind == OWNER_DRIVER)
        map_remove(&machine->kernel_pages, frame->owner.address);
    frame_leave_slot(machine, frame);
    machine->frames_for[frame->owner.kind]--;
    frame->owner = (struct owner){OWNER_NONE, 0, 0};
    frame->reading = frame->modified = frame->writing = false;
}

static void frame_leave_active(struct machine *machine, struct frame *frame, uint32_t number, enum list list)
{
    if (list == LIST_ZEROED)
        holds(machine, frame->owner.kind == OWNER_ZEROING, "frame %05x was not taken for zeroing", number);
    if (list != LIST_FREE && list != LIST_ZEROED)
        frame_rest(machine, frame, number, list);
}

static void frame_leave_writing(struct machine *machine, struct frame *frame, uint32_t number, enum list list)
{
    if (list == LIST_ACTIVE || list == LIST_FREE)
        return;
    holds(machine, !frame->writing, "the write of frame %05x has not ended", number);
    holds(machine, (list == LIST_MODIFIED) == frame->modified, "frame %05x goes to %s but is %smodified",
          number, list_names[list], frame->modified ? "" : "not ");
}

static void frame_begin_write(struct machine *machine, struct frame *frame, uint32_t number)
{
    holds(machine, frame->home.kind != HOME_SLOT, "frame %05x is modified, but slot %05x was not freed",
          number, frame->home.slot);
    frame->modified = false;
    frame->writing = true;
}

static void frame_activate(struct machine *machine, struct frame *frame, uint32_t number)
{
    frame->came_from = frame->list;
    frame->moved_at = machine->lines;
    if (frame->owner.kind == OWNER_NONE)
        line_due(machine, "use", NULL, number);
    if (frame->owner.kind == OWNER_TABLE)
        line_due(machine, "table+", NULL, number);
}

static void frame_check_move(struct machine *machine, struct frame *frame, uint32_t number, enum list list)
{
    if (frame->list == LIST_ACTIVE)
        frame_leave_active(machine, frame, number, list);
    if (frame->list == LIST_WRITING)
        frame_leave_writing(machine, frame, number, list);
    if (list == LIST_WRITING && frame->list == LIST_MODIFIED)
        frame_begin_write(machine, frame, number);
    if (list == LIST_STANDBY && frame->list == LIST_MODIFIED)
        holds(machine, !frame->modified, "frame %05x is modified", number);
    if (list == LIST_FREE || list == LIST_ZEROED)
        frame_free(machine, frame, number);
    if (list == LIST_ACTIVE)
        frame_activate(machine, frame, number);
}

void frames_move(struct machine *machine, const struct line *line)
{
    const struct value *move = line_value(line, "lists");
    uint32_t number = (uint32_t)line_number(line, "pfn");
    enum list list = (enum list)move->number;
    struct frame *frame = frame_of(machine, number);
    if (!frame || !holds(machine, frame->list == (enum list)move->other, "frame %05x is %s", number,
                         list_names[frame->list]))
        return;
    if (!holds(machine, ways[frame->list] >> list & 1, "no frame goes from %s to %s", list_names[frame->list],
               list_names[list]))
        return;
    if (machine->met.event)
        holds(machine, line_met(machine, number), "frame %05x was given up and stays",
              (unsigned)machine->met.number);
    if (machine_tells_memory(machine))
        frame_check_move(machine, frame, number, list);
    else if (list == LIST_ACTIVE)
        frame->moved_at = machine->lines;
    if (!machine_tells_memory(machine) && list == LIST_ACTIVE && frame->list <= LIST_FREE)
        line_due(machine, "use", NULL, number);
    frame->list = list;
}

/* ---- what a frame is used for ---- */

static void use_page(struct machine *machine, struct frame *frame, uint32_t number, bool copied)
{
    struct cell *cell = owner_cell(machine, frame);
    struct process *process = map_find(&machine->processes, frame->owner.id);
    if (!holds(machine, cell && region_of(process, frame->owner.address), "there is no region for page %08x",
               frame->owner.address))
        return;
    const struct pte pte = cell->pte;
    holds(machine, pte.kind != PTE_VALID && pte.kind != PTE_TRANSITION && pte.kind != PTE_DECOMMITTED,
          "page %08x has a frame or is not committed", frame->owner.address);
    holds(machine, frame->reading == (pte.kind == PTE_SLOT), "page %08x is %sin the page file",
          frame->owner.address, pte.kind == PTE_SLOT ? "" : "not ");
    holds(machine, !copied || pte.kind == PTE_SHARED || pte.kind == PTE_PROTOTYPE || pte.kind == PTE_NONE,
          "page %08x is nothing to be copied", frame->owner.address);
    if (!frame->reading || pte.kind != PTE_SLOT)
        return;
    frame->home = (struct home){HOME_SLOT, pte.frame};
    machine->slots[pte.frame].ptes--;
    machine->slots[pte.frame].frame = number;
    table_changed(machine, table_of(machine, process, frame->owner.address), frame->owner.address);
    cell->pte = (struct pte){PTE_TRANSITION, number, pte.protection, false};
}

static void use_section(struct machine *machine, struct frame *frame, uint32_t number)
{
    struct prototype *prototype = owner_prototype(machine, frame);
    if (!holds(machine, prototype, "there is no page %u of section %u", frame->owner.address,
               frame->owner.id))
        return;
    holds(machine, prototype->frame == NOTHING, "page %u of section %u is in frame %05x",
          frame->owner.address, frame->owner.id, prototype->frame);
    holds(machine, frame->reading == (prototype->home.kind != HOME_ZERO), "page %u of section %u is %szeros",
          frame->owner.address, frame->owner.id, prototype->home.kind == HOME_ZERO ? "" : "not ");
    prototype->frame = number;
    frame->home = prototype->home;
    prototype->home = (struct home){HOME_ZERO, 0};
    if (frame->home.kind != HOME_SLOT)
        return;
    machine->slots[frame->home.slot].ptes--;
    machine->slots[frame->home.slot].section = NULL;
    machine->slots[frame->home.slot].frame = number;
}

static struct owner use_owner(const struct line *line)
{
    static const char *const names[] = {"page",  "section", "directory", "table",      "awe",
                                        "stack", "pool",    "driver",    "shareddata", "zeroing"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        const struct value *value = line_value(line, names[i]);
        if (value)
            return (struct owner){OWNER_PAGE + i, (uint32_t)value->other, (uint32_t)value->number};
    }
    return (struct owner){OWNER_NONE, 0, 0};
}

/* Pages of the pool each have one frame, in their own part of the kernel's half. */
static void use_pool(struct machine *machine, struct frame *frame)
{
    uint32_t address = frame->owner.address;
    holds(machine, address >= machine->pool_low && address < machine->frames_low && address % PAGE_SIZE == 0,
          "no such page lies at %08x", address);
    holds(machine, !map_find(&machine->kernel_pages, address), "page %08x has a frame", address);
    map_put(&machine->kernel_pages, address, frame);
}

/* Pages of drivers lie where kernel stacks could. */
static void use_driver(struct machine *machine, struct frame *frame)
{
    uint32_t address = frame->owner.address;
    holds(machine,
          address >= machine->stacks_low && address < machine->ramdisk_low && address % PAGE_SIZE == 0,
          "no such page lies at %08x", address);
    holds(machine, !map_find(&machine->kernel_pages, address), "page %08x has a frame", address);
    map_put(&machine->kernel_pages, address, frame);
}

static void use_checked(struct machine *machine, struct frame *frame, uint32_t number, bool copied)
{
    holds(machine, !copied || (frame->owner.kind == OWNER_PAGE && !frame->reading),
          "what is copied is a private page");
    holds(machine,
          !frame->reading || frame->owner.kind == OWNER_PAGE || frame->owner.kind == OWNER_SECTION ||
              frame->owner.kind == OWNER_TABLE || frame->owner.kind == OWNER_STACK,
          "only pages of programs and stacks are read");
    switch (frame->owner.kind) {
    case OWNER_PAGE:
        use_page(machine, frame, number, copied);
        break;
    case OWNER_SECTION:
        use_section(machine, frame, number);
        break;
    case OWNER_TABLE:
        table_use(machine, frame, number);
        break;
    case OWNER_STACK:
        stack_use(machine, frame, number);
        break;
    case OWNER_POOL:
        use_pool(machine, frame);
        break;
    case OWNER_DRIVER:
        use_driver(machine, frame);
        break;
    case OWNER_AWE:
        process_of(machine, frame->owner.address);
        break;
    case OWNER_DIRECTORY:
        holds(machine, !map_find(&machine->processes, frame->owner.address), "process %u has a directory",
              frame->owner.address);
        break;
    default:
        break;
    }
}

/* When not all lines are there, nobody can tell whether the page in a frame that becomes Active is the old
 * one. */
static bool use_is_new(struct machine *machine, const struct frame *frame, uint32_t number)
{
    bool right_before = frame && frame->moved_at + 1 == machine->lines;
    return line_met(machine, number) || (right_before && !machine_tells_memory(machine));
}

void frames_use(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "pfn");
    struct frame *frame = frame_of(machine, number);
    holds(machine, use_is_new(machine, frame, number), "frame %05x has not become Active for something new",
          number);
    if (!frame || !machine_tells_memory(machine))
        return;
    frame->owner = use_owner(line);
    frame->reading = line_has(line, "reading");
    frame->modified = line_has(line, "copied");
    frame->home = (struct home){HOME_ZERO, 0};
    frame->shares = 0;
    machine->frames_for[frame->owner.kind]++;
    if (holds(machine, frame->owner.kind != OWNER_NONE, "no use is told"))
        use_checked(machine, frame, number, frame->modified);
}

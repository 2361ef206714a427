/* Page tables: pages of a process, each with an entry of its directory that says where it is. */
#include "memory.h"

static struct table *table_in(struct machine *machine, const struct frame *frame)
{
    struct process *process = map_find(&machine->processes, frame->owner.id);
    if (frame->owner.kind != OWNER_TABLE || !process)
        return NULL;
    return table_of(machine, process, frame->owner.address);
}

static bool names_frame(const struct pte *pte)
{
    return pte->kind == PTE_VALID || pte->kind == PTE_SHARED || pte->kind == PTE_TRANSITION;
}

static uint32_t first_that_says(const struct machine *machine, const struct table *table)
{
    uint32_t i = 0;
    while (i < machine->span / PAGE_SIZE && table->cells[i].pte.kind == PTE_NONE)
        i++;
    return i;
}

bool table_says_nothing(struct machine *machine, const struct frame *frame)
{
    const struct table *table = table_in(machine, frame);
    return !table || first_that_says(machine, table) == machine->span / PAGE_SIZE;
}

void table_changed(struct machine *machine, const struct table *table, uint32_t page)
{
    if (holds(machine, table->entry.kind == PTE_VALID, "there is no page table for %08x in memory", page) &&
        table->entry.frame != NOTHING)
        frame_modify(machine, table->entry.frame);
}

/* ---- the frame's lines ---- */

void table_use(struct machine *machine, struct frame *frame, uint32_t number)
{
    struct process *process = process_of(machine, frame->owner.id);
    struct table *table = process ? table_of(machine, process, frame->owner.address) : NULL;
    if (!process || !holds(machine, table && frame->owner.address % machine->span == 0,
                           "no page table begins with page %08x", frame->owner.address))
        return;
    if (!frame->reading) {
        holds(machine, table->entry.kind == PTE_NONE, "there is a page table for %08x", frame->owner.address);
        table->entry = (struct pte){PTE_VALID, number, 0, false};
        return;
    }
    if (!holds(machine, table->entry.kind == PTE_SLOT, "the page table for %08x is not in the page file",
               frame->owner.address))
        return;
    frame->home = (struct home){HOME_SLOT, table->entry.frame};
    machine->slots[table->entry.frame].ptes--;
    machine->slots[table->entry.frame].frame = number;
    table->entry = (struct pte){PTE_TRANSITION, number, 0, false};
}

void table_free(struct machine *machine, const struct frame *frame)
{
    struct table *table = table_in(machine, frame);
    if (!table)
        return;
    uint32_t says = first_that_says(machine, table);
    holds(machine, says == machine->span / PAGE_SIZE, "the page table for %08x is given back, but holds %08x",
          frame->owner.address, frame->owner.address + says * PAGE_SIZE);
    table->entry = (struct pte){PTE_NONE, 0, 0, false};
}

/* Its frame goes to a list: nothing of what it says may be in memory, because frames know their PTEs by
 * place. */
void table_rest(struct machine *machine, const struct frame *frame, uint32_t number)
{
    struct table *table = table_in(machine, frame);
    if (!table || !holds(machine, table->entry.kind == PTE_VALID && table->entry.frame == number,
                         "the page table is elsewhere"))
        return;
    for (uint32_t i = 0; i < machine->span / PAGE_SIZE; i++)
        holds(machine, !names_frame(&table->cells[i].pte),
              "the page table leaves, but page %08x is in memory", frame->owner.address + i * PAGE_SIZE);
    table->entry = (struct pte){PTE_TRANSITION, number, 0, false};
    table->leaving = true;
}

void table_send_home(struct machine *machine, const struct frame *frame)
{
    struct table *table = table_in(machine, frame);
    if (table &&
        holds(machine, frame->home.kind == HOME_SLOT, "a page table that says something has no home"))
        table->entry = (struct pte){PTE_SLOT, frame->home.slot, 0, false};
}

/* ---- its own lines ---- */

/* The table that the line is about; NULL: that cannot be. */
static struct table *told(struct machine *machine, const struct line *line)
{
    uint32_t first = (uint32_t)line_number(line, "address"), number = (uint32_t)line_number(line, "pfn");
    struct process *process = process_of(machine, line_number(line, "pid"));
    if (!frame_of(machine, number) || !process || !machine_tells_memory(machine))
        return NULL;
    struct table *table = table_of(machine, process, first);
    if (!holds(machine, table && first % machine->span == 0, "no page table begins with page %08x", first) ||
        !holds(machine, table->entry.kind == PTE_TRANSITION && table->entry.frame == number,
               "the page table is not in transition in frame %05x", number))
        return NULL;
    return table;
}

void tables_leave(struct machine *machine, const struct line *line)
{
    struct table *table = told(machine, line);
    if (!table)
        return;
    enum list list = frame_of(machine, table->entry.frame)->list;
    holds(machine, table->leaving, "its frame has not gone to a list");
    holds(machine, list == (enum list)line_number(line, "list"), "the frame is %s", list_names[list]);
    table->leaving = false;
}

void tables_return(struct machine *machine, const struct line *line)
{
    static const enum list lists[] = {LIST_STANDBY, LIST_MODIFIED, LIST_WRITING};
    struct table *table = told(machine, line);
    if (!table)
        return;
    const struct frame *frame = frame_of(machine, table->entry.frame);
    holds(machine, frame->list == LIST_ACTIVE && !frame->reading, "frame %05x is %s", table->entry.frame,
          frame->reading ? "being read" : list_names[frame->list]);
    bool soft = line_met(machine, table->entry.frame);
    if (!holds(machine, line_has(line, "from") == soft && line_has(line, "slot") == !soft,
               "it comes from one place"))
        return;
    if (soft)
        holds(machine, frame->came_from == lists[line_number(line, "from")], "the frame was %s",
              list_names[frame->came_from]);
    else
        holds(machine, frame->home.kind == HOME_SLOT && frame->home.slot == line_number(line, "slot"),
              "its home is another slot");
    holds(machine, !table->leaving, "nothing has told that it was away");
    table->entry.kind = PTE_VALID;
}

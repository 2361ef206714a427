/* Kernel stacks: pages of the kernel that leave memory as a program's do, and whose they are. */
#include "memory.h"
#include "threads.h"

#include <stdlib.h>

enum { STACK_PAGES = 3 };

/* Where a page of a stack is: in a frame, whatever list that is on, or in a slot. */
struct stack_page {
    uint32_t frame, slot;
};

static struct stack_page *page_at(const struct machine *machine, uint32_t address)
{
    return map_find(&machine->stack_pages, address);
}

static void begin(struct machine *machine, uint32_t address, uint32_t number)
{
    struct stack_page *page = zeroed(sizeof *page);
    *page = (struct stack_page){number, NOTHING};
    map_put(&machine->stack_pages, address, page);
    if (machine->running)
        machine->running->stack_due--;
}

static void read_back(struct machine *machine, struct frame *frame, struct stack_page *page, uint32_t number)
{
    if (!holds(machine, page && page->slot != NOTHING, "page %08x is not in the page file",
               frame->owner.address))
        return;
    frame->home = (struct home){HOME_SLOT, page->slot};
    machine->slots[page->slot].ptes--;
    machine->slots[page->slot].frame = number;
    *page = (struct stack_page){number, NOTHING};
    machine->stack_pages_away--;
}

void stack_use(struct machine *machine, struct frame *frame, uint32_t number)
{
    uint32_t address = frame->owner.address;
    struct stack_page *page = page_at(machine, address);
    if (!holds(machine,
               address >= machine->stacks_low && address < machine->ramdisk_low && address % PAGE_SIZE == 0,
               "no such page lies at %08x", address))
        return;
    if (frame->reading)
        read_back(machine, frame, page, number);
    else if (holds(machine, !page, "page %08x has a frame", address))
        begin(machine, address, number);
}

void stack_free(struct machine *machine, const struct frame *frame)
{
    free(page_at(machine, frame->owner.address));
    map_remove(&machine->stack_pages, frame->owner.address);
}

/* What it holds has no home when it leaves for the first time, or when it was changed since it was read: then
 * nothing but where it goes tells that. */
void stack_rest(struct machine *machine, struct frame *frame, enum list list)
{
    if (list == LIST_MODIFIED)
        frame->modified = true;
    holds(machine, frame->modified == (frame->home.kind != HOME_SLOT), "what it holds has %s home",
          frame->modified ? "a" : "no");
}

void stack_send_home(struct machine *machine, const struct frame *frame)
{
    struct stack_page *page = page_at(machine, frame->owner.address);
    if (!page || !holds(machine, frame->home.kind == HOME_SLOT, "a page of a stack has no home"))
        return;
    *page = (struct stack_page){NOTHING, frame->home.slot};
    machine->stack_pages_away++;
}

/* ---- its own lines ---- */

static bool is_there(struct machine *machine, const struct stack_page *page)
{
    const struct frame *frame = page->frame == NOTHING ? NULL : frame_of(machine, page->frame);
    return frame && frame->list == LIST_ACTIVE && !frame->reading;
}

static void check_pages(struct machine *machine, const struct value *range, bool there)
{
    holds(machine, range->other - range->number == STACK_PAGES * PAGE_SIZE, "a stack has three pages");
    for (int64_t at = range->number; at < range->other && machine_tells_memory(machine); at += PAGE_SIZE) {
        const struct stack_page *page = page_at(machine, (uint32_t)at);
        holds(machine, page && is_there(machine, page) == there, "page %08x of the stack is %sthere",
              (unsigned)at, there ? "not " : "");
    }
}

void stacks_leave(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread)
        return;
    holds(machine, thread->process != SYSTEM && !thread->stack_away,
          "it is away, or the thread is the kernel's");
    holds(machine, thread->state == STATE_WAITING || !machine_tells(machine, CLASS_WAIT), "the thread is %s",
          state_names[thread->state]);
    check_pages(machine, line_value(line, "stack"), false);
    thread->stack_away = true;
    thread->kernel_stack = (uint32_t)line_value(line, "stack")->number;
}

void stacks_return(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread)
        return;
    holds(machine, thread->stack_away, "it is there");
    holds(machine, thread->kernel_stack == line_value(line, "stack")->number, "its stack was at %08x",
          thread->kernel_stack);
    check_pages(machine, line_value(line, "stack"), true);
    thread->stack_away = false;
}

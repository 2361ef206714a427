#include "drivers.h"
#include "memory.h"
#include "threads.h"

#include <stdio.h>

enum fault_kind {
    FAULT_DEMANDZERO,
    FAULT_TRANSITION,
    FAULT_COPYONWRITE,
    FAULT_HARD,
    FAULT_GUARD,
    FAULT_VIOLATION,
    FAULT_KINDS
};

/* Which fields each kind has; status= of a hard fault stands in the place of pfn=. */
static const struct {
    const char *name;
    bool from, slot, old, pfn, status;
} fault_forms[FAULT_KINDS] = {{"DemandZeroFault", .pfn = true},
                              {"TransitionFault", .from = true, .pfn = true},
                              {"CopyOnWrite", .old = true, .pfn = true},
                              {"HardPageFault", .from = true, .slot = true, .pfn = true, .status = true},
                              {"GuardPageFault", .status = true},
                              {"AccessViolation", .status = true}};

/* A fault, and what is known of its page. */
struct fault {
    struct machine *machine;
    const struct line *line;
    struct thread *thread;
    struct process *process; /* whose memory it is about */
    struct region *region;
    enum fault_kind kind;
    bool user;
    char access;
    uint32_t address, pc, page;
    struct cell *cell;
    struct change *change; /* of the page's PTE by this thread, for this fault; or NULL */
    struct pte before;
    unsigned protection; /* before */
};

/* ---- the line itself ---- */

/* from= is a list or a page of a file. */
static const struct value *origin_of(const struct line *line)
{
    const struct value *from = line_value(line, "from");
    return from && from->text ? from : NULL;
}

static void fields_fit(const struct fault *fault)
{
    const struct line *line = fault->line;
    const bool failed = fault->kind == FAULT_HARD && line_has(line, "status");
    const bool from = line_has(line, "from");
    holds(fault->machine,
          from <= fault_forms[fault->kind].from && line_has(line, "slot") <= fault_forms[fault->kind].slot &&
              line_has(line, "old") == fault_forms[fault->kind].old &&
              line_has(line, "pfn") == (fault_forms[fault->kind].pfn && !failed) &&
              line_has(line, "status") <= fault_forms[fault->kind].status,
          "this kind of fault has other fields");
    if (fault->kind == FAULT_VIOLATION)
        holds(fault->machine, line_has(line, "status"), "the status is missing");
    if (fault->kind == FAULT_TRANSITION)
        holds(fault->machine, line_has(line, "from") && !origin_of(line), "from= is missing");
    if (fault->kind == FAULT_HARD)
        holds(fault->machine, line_has(line, "slot") != (origin_of(line) != NULL),
              "where the page comes from is missing");
}

static bool kernel_code_lies_at(const struct machine *machine, uint32_t pc)
{
    return (pc >= machine->kernel_low && pc < machine->pool_low) || driver_lies_at(machine, pc) ||
           !machine_tells(machine, CLASS_DRIVER);
}

/* The instruction's own address means execution: an instruction has at most 15 bytes. */
static void access_fits(const struct fault *fault)
{
    uint32_t ahead = fault->address - fault->pc;
    if (fault->access == 'x')
        holds(fault->machine, ahead < 15, "the instruction does not lie there");
    else
        holds(fault->machine, fault->access == 'w' || ahead != 0 || fault->machine->no_execute,
              "the instruction lies there");
    bool strays = fault->kind == FAULT_VIOLATION && fault->access == 'x'; /* who jumps may jump anywhere */
    holds(fault->machine,
          strays || (fault->user ? fault->pc < fault->machine->system_low
                                 : kernel_code_lies_at(fault->machine, fault->pc)),
          "a program and the kernel lie in their own halves");
}

/* A number that is not told is the count of fault lines. */
static void number_fits(const struct fault *fault)
{
    struct machine *machine = fault->machine;
    int64_t number = line_number(fault->line, "number");
    holds(machine, number != machine->faults, "the number is the count of faults, and should not be told");
    if (number < 0)
        number = machine->faults;
    holds(machine, !map_find(&machine->fault_numbers, (uint64_t)number), "there was a fault %d", (int)number);
    map_put(&machine->fault_numbers, (uint64_t)number, machine);
}

/* ---- how it comes about ---- */

static bool reads_frame(const struct fault *fault, uint32_t frame)
{
    for (unsigned i = 0; i < READS; i++)
        if (i < fault->thread->read_count && fault->thread->read_frames[i] == frame)
            return true;
    return false;
}

/* Only where that is forbidden, and not to processes that are left out. */
static bool may_fetch(const struct fault *fault)
{
    return !fault->machine->no_execute || (fault->process && fault->process->executes_data) ||
           protection_executes(fault->protection);
}

static bool may(const struct fault *fault)
{
    unsigned word = fault->protection & 7;
    if (word == NOACCESS || fault->protection & GUARD)
        return false;
    if (fault->access == 'x')
        return may_fetch(fault);
    return fault->access != 'w' || protection_writes(fault->protection);
}

static bool shows(const struct fault *fault, uint32_t frame)
{
    return (fault->cell->pte.kind == PTE_VALID || fault->cell->pte.kind == PTE_SHARED) &&
           fault->cell->pte.frame == frame;
}

static void becomes_zero(const struct fault *fault)
{
    struct frame *frame = frame_of(fault->machine, line_number(fault->line, "pfn"));
    if (!frame || !holds(fault->machine, fault->change, "the page did not change"))
        return;
    const struct pte *before = &fault->before;
    holds(fault->machine,
          before->kind == PTE_NONE || before->kind == PTE_ZERO || before->kind == PTE_PROTOTYPE,
          "the page was no page of zeros");
    /* A private page of zeros is its own, whatever the section holds there. */
    holds(fault->machine,
          before->kind == PTE_ZERO || fault->change->frame_before == NOTHING ||
              fault->change->shares_before == 0,
          "the page is in memory");
    holds(fault->machine,
          frame->home.kind == HOME_ZERO && !reads_frame(fault, (uint32_t)line_number(fault->line, "pfn")),
          "the frame was read, not filled with zeros");
}

static void comes_back(const struct fault *fault)
{
    uint32_t number = (uint32_t)line_number(fault->line, "pfn");
    struct frame *frame = frame_of(fault->machine, number);
    static const enum list lists[] = {LIST_ACTIVE, LIST_STANDBY, LIST_MODIFIED, LIST_WRITING};
    enum list from = lists[line_number(fault->line, "from")];
    if (!frame)
        return;
    bool moved = frame->moved_at > fault->thread->own_line;
    if (!fault->thread->slept && !line_has(fault->line, "number"))
        holds(fault->machine, from == (moved ? frame->came_from : LIST_ACTIVE), "the frame was %s",
              list_names[moved ? frame->came_from : LIST_ACTIVE]);
    if (fault->change)
        holds(fault->machine, fault->before.kind == PTE_TRANSITION || fault->change->frame_before == number,
              "the frame did not hold this page");
    holds(fault->machine, !reads_frame(fault, number), "the frame was read from its home");
}

static void is_copied(const struct fault *fault)
{
    holds(fault->machine,
          fault->change && fault->before.kind == PTE_SHARED &&
              fault->before.frame == line_number(fault->line, "old"),
          "the page was not in this frame");
    holds(fault->machine, fault->access == 'w' && protection_copies(fault->protection),
          "nothing is to be copied");
    holds(fault->machine, fault->cell->pte.kind == PTE_VALID, "the copy is not private");
}

static void origin_fits(const struct fault *fault)
{
    const struct value *file = origin_of(fault->line);
    if (!file ||
        !holds(fault->machine, fault->region && fault->region->section && fault->region->section->path,
               "no file lies there"))
        return;
    struct section *section = fault->region->section;
    holds(fault->machine, section_name_is(fault->machine, section, file), "\"%s\" lies there",
          path_name(section->path));
    holds(fault->machine, file->number == region_page(fault->region, fault->page), "page %u of it lies there",
          region_page(fault->region, fault->page));
}

static void is_read(const struct fault *fault)
{
    uint32_t number = (uint32_t)line_number(fault->line, "pfn");
    origin_fits(fault);
    if (!line_has(fault->line, "pfn") || !frame_of(fault->machine, number))
        return;
    holds(fault->machine, reads_frame(fault, number), "the thread has not read it");
    if (line_has(fault->line, "slot"))
        holds(fault->machine, frame_of(fault->machine, number)->home.slot == line_number(fault->line, "slot"),
              "its home is another slot");
}

static void resolves(const struct fault *fault)
{
    static void (*const kinds[])(const struct fault *) = {becomes_zero, comes_back, is_copied, is_read};
    if (!holds(fault->machine, fault->cell && fault->region, "the address lies in no region"))
        return;
    if (line_has(fault->line, "pfn")) /* else the page table may be what could not be read */
        holds(fault->machine, may(fault), "the page is %s%s", protection_names[fault->protection & 7],
              fault->protection & GUARD ? "+GUARD" : "");
    if (line_has(fault->line, "pfn"))
        holds(fault->machine, shows(fault, (uint32_t)line_number(fault->line, "pfn")),
              "the PTE does not show this frame");
    kinds[fault->kind](fault);
}

static void is_guarded(const struct fault *fault)
{
    if (!holds(fault->machine, fault->change, "the page did not change"))
        return;
    holds(fault->machine, fault->protection & GUARD, "the page was no guard");
    holds(fault->machine, !(page_protection(fault->machine, fault->process, fault->page) & GUARD),
          "the page is a guard still");
}

static void is_refused(const struct fault *fault)
{
    holds(fault->machine, !fault->cell || !may(fault), "the access is allowed");
    holds(fault->machine, !(fault->protection & GUARD), "the page is a guard");
}

/* ---- fault lines ---- */

/* An attached thread works on the memory of another process. */
static struct process *fault_space(struct machine *machine, const struct thread *thread)
{
    struct process *process;
    size_t position = 0;
    if (!thread->attached)
        return map_find(&machine->processes, thread->process);
    while ((process = map_next(&machine->processes, &position)) && process->directory != thread->attached)
        ;
    return process;
}

static void fault_find_page(struct fault *fault)
{
    fault->page = fault->address & ~(uint32_t)(PAGE_SIZE - 1);
    bool upper = fault->address >= fault->machine->system_low;
    fault->process = upper && !fault->user ? map_find(&fault->machine->processes, SYSTEM)
                                           : fault_space(fault->machine, fault->thread);
    if (!fault->process || (fault->address >= fault->machine->user_high &&
                            !is_systems(fault->machine, fault->process, fault->address)))
        return;
    fault->cell = cell_of(fault->machine, fault->process, fault->page);
    fault->region = region_of(fault->process, fault->page);
    fault->change = episode_last(fault->thread, fault->process->id, fault->page);
    fault->before = fault->change ? fault->change->before : fault->cell->pte;
    fault->protection = fault->change ? fault->change->whole_before
                                      : page_protection(fault->machine, fault->process, fault->page);
}

/* A program's instruction lies in its memory, where it may be executed. With a hard maximum its page may be
 * the one that goes for the page it wants. */
static void pc_fits(const struct fault *fault)
{
    uint32_t page = fault->pc & ~(uint32_t)(PAGE_SIZE - 1);
    if (!fault->user || !fault->process || fault->access == 'x' || fault->thread->slept ||
        fault->thread->gave_up == page)
        return;
    struct cell *cell = cell_of(fault->machine, fault->process, page);
    holds(fault->machine, cell && (cell->pte.kind == PTE_VALID || cell->pte.kind == PTE_SHARED),
          "the instruction is not in memory");
}

static void exception_follows(const struct fault *fault)
{
    const struct value *status = line_value(fault->line, "status");
    if (!status || !fault->user || !machine_tells(fault->machine, CLASS_EXCEPTION))
        return;
    fault->thread->exception_due = (uint32_t)status->number;
    fault->thread->exception_pc = fault->pc;
}

static void fault_look(struct fault *fault)
{
    fault_find_page(fault);
    pc_fits(fault);
    if (fault->kind <= FAULT_HARD)
        resolves(fault);
    else if (fault->kind == FAULT_GUARD)
        is_guarded(fault);
    else
        is_refused(fault);
}

/* What the fault was about is told; if it was taken inside another, that one goes on. */
static void episode_close(const struct fault *fault)
{
    uint32_t frame = (uint32_t)line_number(fault->line, "pfn");
    if (fault->process)
        episode_told(fault->machine, BY_FAULT, fault->process->id, fault->page, fault->page + PAGE_SIZE);
    for (unsigned i = 0; i < READS; i++)
        if (fault->thread->read_frames[i] == frame)
            fault->thread->read_frames[i] = NOTHING;
    if (line_has(fault->line, "number"))
        return;
    if (fault->user)
        episode_ends(fault->machine, fault->thread);
    fault->thread->slept = false;
    fault->thread->gave_up = 0;
    fault->thread->own_line = fault->machine->lines;
}

void faults_fault(struct machine *machine, const struct line *line)
{
    int64_t access = line_number(line, "access");
    struct fault fault = {
        .machine = machine, .line = line, .thread = thread_of(machine, line_value(line, "thread"))};
    if (!fault.thread)
        return;
    fault.kind = (enum fault_kind)line_number(line, "kind");
    fault.user = access < 3;
    fault.access = "rwx"[access % 3];
    fault.address = (uint32_t)line_number(line, "address");
    fault.pc = (uint32_t)line_number(line, "pc");
    machine->faults++;
    thread_faults(machine, fault.thread, fault.user ? SAYS_USER : SAYS_KERNEL);
    fields_fit(&fault);
    if (machine->wrong)
        return;
    access_fits(&fault);
    number_fits(&fault);
    if (map_find(&machine->processes, fault.thread->process))
        process_of(machine, fault.thread->process)->faults++;
    if (machine_tells_memory(machine))
        fault_look(&fault);
    exception_follows(&fault);
    episode_close(&fault);
}

void faults_exception(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    uint32_t code = (uint32_t)line_number(line, "code");
    if (!thread)
        return;
    if (thread->exception_due) {
        holds(machine, code == thread->exception_due, "the fault before had status %08x",
              thread->exception_due);
        holds(machine, line_number(line, "pc") == thread->exception_pc, "the fault before was at %08x",
              thread->exception_pc);
    }
    thread->exception_due = 0;
    thread_says(machine, thread, SAYS_KERNEL);
    struct process *process = map_find(&machine->processes, thread->process);
    if (line_number(line, "how") == 1 && process)
        process_says_exit(process, code);
}

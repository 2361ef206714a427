#include "commit.h"

#include "handles.h"
#include "memory.h"

#include <string.h>

enum {
    STACK_PAGES = 3,
    MOST_PAGES = 1 << 21, /* frames and slots of the largest machine */
    OF_REGIONS = 1u << CHARGE_REGION | 1u << CHARGE_TABLE
};

/* ---- charges stand before the line that tells what they were for ---- */

/* Which line that is. */
static const struct {
    unsigned reasons;
    const char *event;
} closing[] = {{OF_REGIONS, "reserve"},
               {OF_REGIONS, "commit"},
               {OF_REGIONS, "protect"},
               {OF_REGIONS, "decommit"},
               {OF_REGIONS, "release"},
               {1u << CHARGE_SECTION, "section+"},
               {1u << CHARGE_SECTION, "section="},
               {1u << CHARGE_SECTION, "section-"}};

/* Lines by which something else begins. */
static const char *const beginning[] = {"CSwitch", "syscall",   "sysret", "console",
                                        "fault",   "exception", "write",  "end"};

static void charge_close(struct machine *machine, unsigned reasons)
{
    for (unsigned i = 0; i < CHARGES; i++)
        if (reasons >> i & 1)
            machine->charge_open[i] = 0;
}

/* What is refused half-way is given back: then nothing is open. */
static bool charge_is_open(const struct machine *machine)
{
    int64_t open = 0;
    for (unsigned i = 0; i < CHARGES; i++)
        open |= machine->charge_open[i];
    return open != 0;
}

void commit_precedes(struct machine *machine, const char *event)
{
    if (machine->sections_open && strcmp(event, "section=")) {
        machine->sections_open = false;
        commit_settle_sections(machine);
    }
    for (unsigned i = 0; i < sizeof closing / sizeof *closing; i++)
        if (!strcmp(event, closing[i].event))
            charge_close(machine, closing[i].reasons);
    for (unsigned i = 0; i < sizeof beginning / sizeof *beginning; i++)
        if (!strcmp(event, beginning[i]))
            holds(machine, !charge_is_open(machine), "nothing has told what the charge was for");
}

/* The kernel's own charges have no line of their own, those of a thread's stack come long before it. */
static void charge_opens(struct machine *machine, enum charge_reason reason, int64_t pages)
{
    static const unsigned told = OF_REGIONS | 1u << CHARGE_SECTION;
    if (machine_tells_memory(machine) && told >> reason & 1)
        machine->charge_open[reason] += pages;
}

/* ---- charges ---- */

/* With tables of 2 MB a directory has four pages. */
static int64_t directory_pages(const struct machine *machine)
{
    return machine->span == 0x200000 ? 4 : 1;
}

static void charge_process(struct machine *machine, int64_t id, enum charge_reason reason, int64_t pages)
{
    struct process *process;
    bool own = reason == CHARGE_REGION || reason == CHARGE_TABLE || reason == CHARGE_DIRECTORY ||
               reason == CHARGE_AWE;
    holds(machine, own == (id != 0), "this is charged to %s", own ? "a process" : "the kernel");
    if (reason == CHARGE_DIRECTORY)
        holds(machine, pages == directory_pages(machine) || pages == -directory_pages(machine),
              "a directory has %d pages", (int)directory_pages(machine));
    else if (own && machine_tells(machine, CLASS_PROCESS) && (process = process_or_system(machine, id)))
        process->charged[reason] += pages;
}

int64_t commit_limit(const struct machine *machine)
{
    return (int64_t)machine->frame_count - KEPT + machine->slot_count;
}

static void charge_total(struct machine *machine, const struct line *line)
{
    int64_t total = line_number(line, "total"), limit = line_number(line, "limit");
    holds(machine, total == machine->total, "%lld pages are charged now", (long long)machine->total);
    holds(machine, limit == commit_limit(machine), "the limit is %lld", (long long)commit_limit(machine));
    holds(machine, total <= limit, "more than the limit");
    if (total > machine->peak)
        machine->peak = total;
}

void commit_charge(struct machine *machine, const struct line *line)
{
    int64_t pages = line_number(line, "pages");
    enum charge_reason reason = (enum charge_reason)line_number(line, "reason");
    if (!holds(machine, pages >= -MOST_PAGES && pages <= MOST_PAGES, "no machine has so many pages"))
        return;
    if (line_number(line, "pid") != 0)
        commit_programs_begin(machine);
    machine->total += pages;
    machine->charged[reason] += pages;
    holds(machine, pages != 0, "nothing is charged");
    holds(machine, machine->charged[reason] >= 0, "more is given back than was charged");
    holds(machine, reason != CHARGE_STACK || pages == STACK_PAGES || pages == -STACK_PAGES,
          "a stack has 3 pages");
    charge_total(machine, line);
    charge_process(machine, line_number(line, "pid"), reason, pages);
    charge_opens(machine, reason, pages);
    if (reason == CHARGE_STACK && pages > 0 && machine->running)
        machine->running->stack_due = pages;
}

/* By a job, whose limits no line tells. */
static void refused_by_job(struct machine *machine, const struct line *line)
{
    int64_t reason = line_number(line, "reason");
    holds(machine, line_number(line, "pid") > 0, "the kernel is in no job");
    holds(machine, reason == CHARGE_REGION || reason == CHARGE_TABLE || reason == CHARGE_AWE,
          "no process is charged this");
}

void commit_refuse(struct machine *machine, const struct line *line)
{
    static const unsigned resident = 1u << CHARGE_TABLE | 1u << CHARGE_DIRECTORY | 1u << CHARGE_STACK |
                                     1u << CHARGE_POOL | 1u << CHARGE_AWE | 1u << CHARGE_DRIVER |
                                     1u << CHARGE_HELD;
    int64_t pages = line_number(line, "pages"), total = line_number(line, "total"),
            limit = line_number(line, "limit");
    int64_t of = line_number(line, "of");
    bool commit = of == 0;
    int64_t all = (int64_t)machine->frame_count - KEPT + (commit ? machine->slot_count : 0);
    holds(machine, pages > 0 && pages > limit - total, "there is room for it");
    if (of > 1) {
        refused_by_job(machine, line);
        return;
    }
    holds(machine, limit == all, "the limit is %lld", (long long)all);
    holds(machine, commit || resident >> line_number(line, "reason") & 1, "this is paged");
    holds(machine, !commit || line_number(line, "reason") != CHARGE_HELD,
          "what is held is charged elsewhere");
    if (commit && machine_tells(machine, CLASS_CHARGE))
        holds(machine, total == machine->total, "%lld pages are charged", (long long)machine->total);
}

/* ---- is it accounted for? ---- */

static bool tells_all(const struct machine *machine)
{
    return machine_tells(machine, CLASS_CHARGE) && machine_tells_memory(machine);
}

void commit_settle(struct machine *machine, struct process *process)
{
    if (!tells_all(machine))
        return;
    int64_t tables = regions_tables(machine, process);
    holds(machine, process->charged[CHARGE_REGION] == process->region_pages,
          "%d pages of its regions are charged, %d are there", (int)process->charged[CHARGE_REGION],
          (int)process->region_pages);
    holds(machine, process->charged[CHARGE_TABLE] == tables,
          "%d of its page tables are charged, its regions need %d", (int)process->charged[CHARGE_TABLE],
          (int)tables);
}

void commit_settle_sections(struct machine *machine)
{
    int64_t pages = 0;
    size_t position = 0;
    for (struct section *section; (section = map_next(&machine->sections, &position));)
        pages += section_charge(section);
    if (machine_tells(machine, CLASS_CHARGE))
        holds(machine, machine->charged[CHARGE_SECTION] == pages,
              "%d pages of sections are charged, %d are there", (int)machine->charged[CHARGE_SECTION],
              (int)pages);
}

/* Another thread may be making a stack, and wait for a frame of it; and stacks may be in the page file. */
static int64_t frames_due(const struct machine *machine, enum charge_reason reason)
{
    size_t position = 0;
    int64_t due = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        due += thread != machine->running && !thread->ended ? thread->stack_due : 0;
    return reason == CHARGE_STACK ? due + machine->stack_pages_away : 0;
}

void commit_settle_kernel(struct machine *machine)
{
    static const enum charge_reason reasons[] = {CHARGE_DIRECTORY, CHARGE_STACK, CHARGE_SHAREDDATA,
                                                 CHARGE_DRIVER, CHARGE_AWE};
    static const enum owner_kind owners[] = {OWNER_DIRECTORY, OWNER_STACK, OWNER_SHAREDDATA, OWNER_DRIVER,
                                             OWNER_AWE};
    for (unsigned i = 0; i < sizeof owners / sizeof *owners && tells_all(machine); i++)
        holds(machine,
              machine->charged[reasons[i]] ==
                  machine->frames_for[owners[i]] + frames_due(machine, reasons[i]),
              "%d pages are charged for what %u frames are used for", (int)machine->charged[reasons[i]],
              machine->frames_for[owners[i]]);
}

/* ---- the books ---- */

static int64_t programs(const struct machine *machine)
{
    return (int64_t)machine->processes.count - (map_find(&machine->processes, SYSTEM) != NULL);
}

bool owner_is_systems(const struct machine *machine, const struct owner *owner)
{
    return owner->kind == OWNER_PAGE && owner->id == SYSTEM && owner->address >= machine->system_low;
}

/* System's pages come and go with pressure, so they are not in the books. */
static int64_t frames_in_use(const struct machine *machine)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < machine->frame_count; i++)
        count +=
            machine->frames[i].list >= LIST_MODIFIED && !owner_is_systems(machine, &machine->frames[i].owner);
    return count;
}

static int64_t slots_of_region(const struct machine *machine, struct process *process,
                               const struct region *region)
{
    int64_t count = 0;
    for (uint32_t page = region->low; page < region->high; page += PAGE_SIZE)
        count += cell_of(machine, process, page)->pte.kind == PTE_SLOT;
    return count;
}

/* Slots that are not System's: its pages are in them, or are read from them. */
/* Taken for pages of System's that are still being written. */
static bool is_to_be_filled(const struct slot *slot)
{
    return slot->taken && slot->ptes == 0 && slot->frame == NOTHING && !slot->section;
}

int64_t commit_slots(const struct machine *machine)
{
    struct process *system = map_find(&machine->processes, SYSTEM);
    int64_t count = machine->slots_taken;
    for (const struct region *region = system ? system->regions : NULL; region; region = region->next)
        count -= slots_of_region(machine, system, region);
    for (uint32_t i = 0; i < machine->frame_count; i++)
        count -=
            machine->frames[i].home.kind == HOME_SLOT && owner_is_systems(machine, &machine->frames[i].owner);
    for (uint32_t i = 1; system && system->regions && i <= machine->slot_count; i++)
        count -= is_to_be_filled(&machine->slots[i]);
    return count;
}

static void books_begin(struct machine *machine)
{
    machine->commit_before = machine->total;
    machine->handles_before = machine->handles;
    machine->objects_before = objects_count(machine);
    machine->frames_before = frames_in_use(machine);
    machine->slots_before = commit_slots(machine);
}

void commit_begin(struct machine *machine)
{
    if (machine->begun)
        return;
    machine->begun = true;
    books_begin(machine);
}

/* Drivers that are there from the start have come since NTDLL has: the books begin behind them. */
void commit_go_on(struct machine *machine)
{
    if (machine->drivers_begin && !machine->programs_begin)
        books_begin(machine);
}

void commit_programs_begin(struct machine *machine)
{
    machine->programs_begin |= machine->begun;
}

static void book_is(struct machine *machine, const struct line *line, const char *name, enum class class,
                    int64_t count)
{
    if (machine_tells(machine, class) && machine_tells(machine, CLASS_SECTION))
        holds(machine, line_number(line, name) == count, "%s is %lld", name, (long long)count);
}

void commit_books(struct machine *machine, const struct line *line)
{
    book_is(machine, line, "processes", CLASS_PROCESS, programs(machine));
    book_is(machine, line, "commit", CLASS_CHARGE, machine->total - machine->commit_before);
    book_is(machine, line, "handles", CLASS_HANDLE, machine->handles - machine->handles_before);
    book_is(machine, line, "objects", CLASS_OBJECT, objects_count(machine) - machine->objects_before);
    book_is(machine, line, "frames", CLASS_FRAME, frames_in_use(machine) - machine->frames_before);
    book_is(machine, line, "slots", CLASS_PAGING, commit_slots(machine) - machine->slots_before);
    book_is(machine, line, "peak", CLASS_CHARGE, machine->peak);
    holds(machine, !machine->running || !machine->running->ended, "the thread that runs has ended");
    machine->books_empty = true;
    for (unsigned i = 0; i < line->count; i++)
        if (strcmp(line->fields[i].item->name, "peak") != 0 && line->fields[i].value.number != 0)
            machine->books_empty = false;
    machine->books_told = true;
}

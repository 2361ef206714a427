#include "commit.h"

#include "memory.h"

#include <string.h>

/* Lines that charges may stand in front of. */
static const char *const closing[] = {"charge",   "refuse",   "reserve",  "commit",   "protect",
                                      "decommit", "release",  "process+", "process-", "thread+",
                                      "thread-",  "section+", "section-", "object+",  "object-"};

void commit_precedes(struct machine *machine, const char *event)
{
    bool found = !machine->charge_open;
    for (unsigned i = 0; i < sizeof closing / sizeof *closing; i++)
        found = found || !strcmp(event, closing[i]);
    holds(machine, found, "this line has nothing to do with the charge before");
    if (strcmp(event, "charge") != 0)
        machine->charge_open = false;
}

/* ---- charges ---- */

static void charge_process(struct machine *machine, int64_t id, enum charge_reason reason, int64_t pages)
{
    struct process *process = map_find(&machine->processes, (uint64_t)id);
    if (reason == CHARGE_DIRECTORY && !process)
        machine->directory_charges += pages;
    else if (id != 0 && reason < CHARGE_STACK && process_of(machine, id))
        process->charged[reason] += pages;
    if (reason < CHARGE_STACK)
        holds(machine, id != 0, "the kernel itself has none of these");
}

void commit_charge(struct machine *machine, const struct line *line)
{
    int64_t pages = line_number(line, "pages"), total = line_number(line, "total"),
            limit = line_number(line, "limit");
    enum charge_reason reason = (enum charge_reason)line_number(line, "reason");
    if (line_number(line, "pid") != 0)
        commit_begin(machine);
    machine->total += pages;
    machine->charged[reason] += pages;
    holds(machine, pages != 0, "nothing is charged");
    holds(machine, total == machine->total, "%lld pages are charged now", (long long)machine->total);
    holds(machine, machine->limit < 0 || machine->limit == limit, "the limit was %lld",
          (long long)machine->limit);
    holds(machine, total <= limit, "more than the limit");
    holds(machine, machine->charged[reason] >= 0, "more is given back than was charged");
    machine->limit = limit;
    if (total > machine->peak)
        machine->peak = total;
    charge_process(machine, line_number(line, "pid"), reason, pages);
    machine->charge_open = true;
}

void commit_refuse(struct machine *machine, const struct line *line)
{
    int64_t pages = line_number(line, "pages"), total = line_number(line, "total"),
            limit = line_number(line, "limit");
    holds(machine, pages > 0 && total + pages > limit, "there is room for it");
    if (line_number(line, "of") != 0 || !machine_tells(machine, CLASS_CHARGE))
        return;
    holds(machine, total == machine->total, "%lld pages are charged", (long long)machine->total);
    holds(machine, machine->limit < 0 || limit == machine->limit, "the limit is %lld",
          (long long)machine->limit);
}

/* ---- is it accounted for? ---- */

void commit_settle(struct machine *machine, struct process *process)
{
    if (!machine_tells(machine, CLASS_CHARGE) || !machine_tells_memory(machine))
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

/* ---- the books ---- */

void commit_begin(struct machine *machine)
{
    if (machine->begun)
        return;
    machine->begun = true;
    machine->commit_before = machine->total;
    machine->handles_before = machine->handles;
    machine->objects_before = (int64_t)machine->objects.count;
    machine->slots_before = machine->slots_taken;
}

static void book_is(struct machine *machine, const struct line *line, const char *name, enum class class,
                    int64_t count)
{
    if (machine_tells(machine, class))
        holds(machine, line_number(line, name) == count, "%s is %lld", name, (long long)count);
}

static int64_t programs(const struct machine *machine)
{
    return (int64_t)machine->processes.count - (map_find(&machine->processes, SYSTEM) != NULL);
}

void commit_books(struct machine *machine, const struct line *line)
{
    book_is(machine, line, "processes", CLASS_PROCESS, programs(machine));
    book_is(machine, line, "commit", CLASS_CHARGE, machine->total - machine->commit_before);
    book_is(machine, line, "handles", CLASS_HANDLE, machine->handles - machine->handles_before);
    book_is(machine, line, "objects", CLASS_OBJECT,
            (int64_t)machine->objects.count - machine->objects_before);
    book_is(machine, line, "slots", CLASS_PAGING, (int64_t)machine->slots_taken - machine->slots_before);
    book_is(machine, line, "peak", CLASS_CHARGE, machine->peak);
    machine->books_empty = true;
    for (unsigned i = 0; i < line->count; i++)
        if (strcmp(line->fields[i].item->name, "peak") != 0 && line->fields[i].value.number != 0)
            machine->books_empty = false;
    machine->books_told = true;
}

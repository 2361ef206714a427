#include "commit.h"
#include "memory.h"

/* ---- the regions of a process ---- */

struct region *region_of(struct process *process, uint32_t address)
{
    struct region *region = process->regions;
    while (region && region->high <= address)
        region = region->next;
    return region && region->low <= address ? region : NULL;
}

uint32_t region_page(const struct region *region, uint32_t address)
{
    return region->page + (address - region->low) / PAGE_SIZE;
}

int64_t regions_tables(const struct machine *machine, const struct process *process)
{
    int64_t tables = 0;
    uint32_t next = 0;         /* the first span that is not counted */
    if (process->id == SYSTEM) /* its tables are there from the start */
        return 0;
    for (const struct region *region = process->regions; region; region = region->next) {
        uint32_t first = region->low / machine->span, last = (region->high - 1) / machine->span;
        if (first < next)
            first = next;
        if (last >= first)
            tables += last - first + 1;
        next = last + 1;
    }
    return tables;
}

static bool region_insert(struct machine *machine, struct process *process, struct region *region)
{
    struct region **link = &process->regions;
    while (*link && (*link)->high <= region->low)
        link = &(*link)->next;
    if (!holds(machine, !*link || (*link)->low >= region->high, "it overlaps with %08x-%08x", (*link)->low,
               (*link)->high))
        return false;
    region->next = *link;
    *link = region;
    return true;
}

/* The whole range must lie in one region. */
static struct region *region_around(struct machine *machine, struct process *process, uint32_t low,
                                    uint32_t high)
{
    struct region *region = region_of(process, low);
    if (!holds(machine, region && high <= region->high, "no region holds all of %08x-%08x", low, high))
        return NULL;
    return region;
}

/* ---- what is to be said of a range ---- */

struct range {
    struct machine *machine;
    struct process *process;
    uint32_t low, high;
};

void range_is_told(struct machine *machine, uint32_t low, uint32_t high)
{
    struct thread *thread = machine->running;
    if (!thread)
        return;
    thread->told_region = true;
    thread->region_low = low;
    thread->region_high = high;
}

static bool range_of(struct machine *machine, const struct line *line, struct range *range)
{
    const struct value *value = line_value(line, "range");
    *range = (struct range){machine, process_or_system(machine, line_number(line, "pid")),
                            (uint32_t)value->number, (uint32_t)value->other};
    if (!range->process)
        return false;
    range_is_told(machine, range->low, range->high);
    if (is_systems(machine, range->process, range->low))
        return holds(machine,
                     range->low < range->high && range->low % PAGE_SIZE == 0 && range->high % PAGE_SIZE == 0,
                     "this is no range of pages");
    return holds(machine,
                 range->low >= machine->user_low && range->high <= machine->user_high &&
                     range->low % PAGE_SIZE == 0 && range->high % PAGE_SIZE == 0,
                 "this is no range of pages of a program");
}

/* ---- reserve ---- */

static bool reserve_section(struct machine *machine, const struct line *line, struct region *region)
{
    bool mapped = region->kind == REGION_IMAGE || region->kind == REGION_VIEW;
    if (!holds(machine, line_has(line, "section") == mapped && line_has(line, "page") == mapped,
               "images and views, and they alone, have a section"))
        return false;
    if (!mapped || !machine_tells(machine, CLASS_SECTION))
        return true;
    region->section = section_of(machine, line_number(line, "section"));
    region->page = (uint32_t)line_number(line, "page");
    return region->section &&
           holds(machine, region->section->image == (region->kind == REGION_IMAGE),
                 "its section is of the other kind") &&
           holds(machine, region_page(region, region->high) <= region->section->pages,
                 "its section ends before");
}

/* A copy of each page that a write copies is paid from the beginning. */
static void region_charge(const struct range *range, const struct region *region)
{
    if (region->kind == REGION_PRIVATE)
        range->process->region_pages += region->committed ? (region->high - region->low) / PAGE_SIZE : 0;
    for (uint32_t page = region->low; region->section && page < region->high; page += PAGE_SIZE) {
        struct cell *cell = cell_of(range->machine, range->process, page);
        cell->charged = protection_copies(page_protection(range->machine, range->process, page));
        range->process->region_pages += cell->charged;
    }
}

void regions_reserve(struct machine *machine, const struct line *line)
{
    struct range range;
    struct region *region = zeroed(sizeof *region);
    if (!range_of(machine, line, &range))
        return;
    *region = (struct region){.low = range.low, .high = range.high, .committed = line_has(line, "committed")};
    region->kind = (enum region_kind)line_number(line, "kind");
    region->protection = line_value(line, "protection")->pte.protection;
    region->watched = line_has(line, "watched");
    holds(machine, (!region->committed && !region->watched) || region->kind == REGION_PRIVATE,
          "only private regions are committed as a whole, or watched");
    if (!reserve_section(machine, line, region) || !region_insert(machine, range.process, region))
        return;
    if (region->kind == REGION_IMAGE && machine_tells(machine, CLASS_IMAGE))
        line_due(machine, "image+", NULL, region->low);
    region_charge(&range, region);
    commit_settle(machine, range.process);
}

/* ---- commit, protect, decommit ---- */

/* A page of a view that is private, or that protecting has made one that a write copies, is paid beside the
 * others. */
static void page_pay(const struct range *range, const struct region *region, uint32_t page, bool there)
{
    struct cell *cell = cell_of(range->machine, range->process, page);
    enum pte_kind kind = cell->pte.kind;
    bool private = kind == PTE_ZERO || kind == PTE_SLOT || kind == PTE_TRANSITION || kind == PTE_VALID;
    bool extra = there && region->section && !cell->charged &&
                 (private || protection_copies(page_protection(range->machine, range->process, page)));
    range->process->region_pages += extra - cell->extra;
    cell->extra = extra;
}

/* Both say the protection that the pages of the range have now. A PTE that is mapped cannot show all of it.
 */
static void page_protect(const struct range *range, const struct region *region, uint32_t page,
                         unsigned protection)
{
    struct cell *cell = cell_of(range->machine, range->process, page);
    if (cell->pte.kind == PTE_VALID && cell->pte.protection == protection_shown(protection))
        cell->whole = protection;
    page_pay(range, region, page, true);
}

/* Whatever was asked for, a view's page is not written where a write has to copy it, and a copied one needs
 * no copy. */
static bool protection_fits(const struct cell *cell, unsigned found, unsigned asked,
                            const struct region *region)
{
    bool mapped = cell->pte.kind == PTE_VALID || cell->pte.kind == PTE_SHARED;
    if (found == asked || (mapped && found == protection_shown(asked)))
        return true;
    if (!region->section)
        return false;
    asked = mapped ? protection_shown(asked) : asked;
    return found == (protection_copies(asked) ? protection_of_copy(asked) : protection_of_original(asked));
}

static void pages_change(const struct range *range, struct region *region, unsigned protection)
{
    for (uint32_t page = range->low; page < range->high && !range->machine->wrong; page += PAGE_SIZE) {
        struct cell *cell = cell_of(range->machine, range->process, page);
        page_protect(range, region, page, protection);
        if (!holds(range->machine, page_is_committed(range->machine, range->process, page),
                   "%08x is not committed", page))
            return;
        unsigned found = page_protection(range->machine, range->process, page);
        holds(range->machine, protection_fits(cell, found, protection, region), "%08x is %s", page,
              protection_names[found & 7]);
    }
}

static void range_told(const struct range *range, enum teller teller)
{
    episode_told(range->machine, teller, range->process->id, range->low, range->high);
}

static void regions_change(struct machine *machine, const struct line *line, enum teller teller)
{
    struct range range;
    if (!range_of(machine, line, &range))
        return;
    struct region *region = region_around(machine, range.process, range.low, range.high);
    if (!region || !machine_tells_memory(machine))
        return;
    range_told(&range, teller);
    pages_change(&range, region, line_value(line, "protection")->pte.protection);
    commit_settle(machine, range.process);
}

void regions_protect(struct machine *machine, const struct line *line)
{
    regions_change(machine, line, BY_PROTECT);
}

void regions_commit(struct machine *machine, const struct line *line)
{
    regions_change(machine, line, BY_COMMIT);
}

void regions_decommit(struct machine *machine, const struct line *line)
{
    struct range range;
    if (!range_of(machine, line, &range))
        return;
    struct region *region = region_around(machine, range.process, range.low, range.high);
    if (!region || !machine_tells_memory(machine))
        return;
    range_told(&range, BY_DECOMMIT);
    holds(machine, region->kind == REGION_PRIVATE, "only private pages are decommitted");
    for (uint32_t page = range.low; page < range.high && !machine->wrong; page += PAGE_SIZE)
        holds(machine, !page_is_committed(machine, range.process, page), "%08x is committed", page);
    commit_settle(machine, range.process);
}

/* ---- watch ---- */

/* May the processor know of a write that no PTE has told yet? */
static bool may_be_written(const struct range *range, uint32_t page)
{
    const struct cell *cell = cell_of(range->machine, range->process, page);
    return cell->pte.kind == PTE_VALID && protection_writes(cell->pte.protection);
}

/* A reset takes the processor's notes out first, so that all writes are told. */
static void watch_counts(const struct range *range, int64_t pages, bool reset)
{
    int64_t written = 0, perhaps = 0;
    for (uint32_t page = range->low; page < range->high; page += PAGE_SIZE) {
        struct cell *cell = cell_of(range->machine, range->process, page);
        written += cell->written;
        perhaps += !cell->written && !reset && may_be_written(range, page);
        cell->written = cell->written && !reset;
    }
    holds(range->machine, pages >= written && pages <= written + perhaps,
          "%lld pages are known to be written, %lld more could be", (long long)written, (long long)perhaps);
}

void regions_watch(struct machine *machine, const struct line *line)
{
    struct range range;
    bool reset = line_has(line, "reset");
    if (!range_of(machine, line, &range))
        return;
    const struct region *region = region_around(machine, range.process, range.low, range.high);
    if (!region || !holds(machine, region->watched, "nobody watches this region") ||
        !machine_tells_memory(machine))
        return;
    if (reset)
        episode_told(machine, BY_WATCH, range.process->id, range.low, range.high);
    watch_counts(&range, line_number(line, "pages"), reset);
}

/* ---- reset ---- */

/* Pages that were in slots, by the changes that are still to be told, and those in frames. */
static int64_t given_up(const struct range *range)
{
    const struct thread *thread = range->machine->running;
    int64_t count = thread ? thread->discards : 0;
    for (unsigned i = 0; thread && i < thread->change_count; i++)
        count += thread->changes[i].after.kind == PTE_ZERO;
    return count;
}

void regions_reset(struct machine *machine, const struct line *line)
{
    struct range range;
    if (!range_of(machine, line, &range))
        return;
    const struct region *region = region_around(machine, range.process, range.low, range.high);
    if (!region || !machine_tells_memory(machine))
        return;
    holds(machine,
          region->kind == REGION_PRIVATE ||
              (region->kind == REGION_VIEW && region->section && !region->section->data),
          "the pages of such a region are not reset");
    int64_t count = given_up(&range);
    holds(machine, line_number(line, "pages") == count, "%lld pages were given up", (long long)count);
    range_told(&range, BY_RESET);
    if (machine->running)
        machine->running->discards = 0;
}

/* ---- release ---- */

static void page_release(const struct range *range, const struct region *region, uint32_t page)
{
    char words[64];
    struct cell *cell = cell_of(range->machine, range->process, page);
    holds(range->machine, cell->pte.kind == PTE_NONE, "the PTE of %08x is %s", page,
          pte_words(&cell->pte, words));
    if (region->kind == REGION_PRIVATE)
        range->process->region_pages -= region->committed;
    page_pay(range, region, page, false);
    range->process->region_pages -= cell->charged;
    cell->charged = cell->written = false;
}

/* Takes the range out of its region, which may leave a piece at either end. */
static void region_cut(struct process *process, struct region *region, uint32_t low, uint32_t high)
{
    struct region **link = &process->regions;
    while (*link != region)
        link = &(*link)->next;
    if (high < region->high) {
        struct region *rest = zeroed(sizeof *rest);
        *rest = *region;
        rest->page = region_page(region, high);
        rest->low = high;
        region->next = rest;
    }
    if (low > region->low)
        region->high = low;
    else
        *link = region->next;
}

/* A page table that no region lies over any more is gone, but for those of the system range. */
static void tables_are_gone(const struct range *range)
{
    uint32_t span = range->machine->span;
    for (uint32_t page = range->low & ~(span - 1); page < range->high; page += span) {
        const struct region *region = range->process->regions;
        while (region && region->high <= page)
            region = region->next;
        if ((!region || region->low >= page + span) && !is_systems(range->machine, range->process, page))
            holds(range->machine, !table_of(range->machine, range->process, page)->entry.kind != PTE_NONE,
                  "the page table for %08x is still there", page);
    }
}

void regions_release(struct machine *machine, const struct line *line)
{
    struct range range;
    if (!range_of(machine, line, &range))
        return;
    struct region *region = region_around(machine, range.process, range.low, range.high);
    if (!region)
        return;
    bool whole = range.low == region->low && range.high == region->high;
    holds(machine, whole || region->kind == REGION_PRIVATE, "only private regions are released in pieces");
    holds(machine, whole || !region->watched, "a watched region is released as a whole");
    for (uint32_t page = range.low; page < range.high && machine_tells_memory(machine) && !machine->wrong;
         page += PAGE_SIZE)
        page_release(&range, region, page);
    range_told(&range, BY_RELEASE);
    region_cut(range.process, region, range.low, range.high);
    if (machine_tells_memory(machine))
        tables_are_gone(&range);
    commit_settle(machine, range.process);
}

/* ---- images ---- */

void regions_image(struct machine *machine, const struct line *line)
{
    struct range range;
    const struct value *path = line_value(line, "path");
    if (!range_of(machine, line, &range) || !machine_tells_memory(machine))
        return;
    holds(machine, line_met(machine, range.low), "no image was mapped there right before");
    const struct region *region = region_of(range.process, range.low);
    if (!holds(machine,
               region && region->kind == REGION_IMAGE && region->low == range.low &&
                   region->high == range.high,
               "no region of an image lies there"))
        return;
    holds(machine, section_path_is(machine, region->section, path), "the image there is \"%s\"",
          region->section->path);
}

void regions_unmap(struct machine *machine, const struct line *line)
{
    struct range range;
    if (range_of(machine, line, &range) && machine_tells(machine, CLASS_VAD))
        holds(machine, region_of(range.process, range.low), "no region lies there");
}

#include "memory.h"

#include <stdio.h>

/* ---- where a PTE stands ---- */

bool is_systems(const struct machine *machine, const struct process *process, uint32_t address)
{
    return process->id == SYSTEM && address >= machine->system_low;
}

/* The page tables of the system range were there before the log, and are no frames. */
static struct table *table_new(bool systems)
{
    struct table *table = zeroed(sizeof *table);
    if (systems)
        table->entry = (struct pte){PTE_VALID, NOTHING, 0, false};
    return table;
}

struct table *table_of(const struct machine *machine, struct process *process, uint32_t page)
{
    uint32_t index = page / machine->span;
    bool systems = is_systems(machine, process, page);
    if (page >= machine->user_high && !systems)
        return NULL;
    if (!process->tables)
        process->tables = zeroed((UINT32_MAX / machine->span + 1) * sizeof *process->tables);
    if (!process->tables[index])
        process->tables[index] = table_new(systems);
    return process->tables[index];
}

struct cell *cell_of(const struct machine *machine, struct process *process, uint32_t page)
{
    struct table *table = table_of(machine, process, page);
    return table ? &table->cells[page % machine->span / PAGE_SIZE] : NULL;
}

const char *pte_words(const struct pte *pte, char buffer[64])
{
    static const char *const names[] = {"none",       "decommitted", "zero",  "slot",
                                        "transition", "prototype",   "valid", "shared"};
    snprintf(buffer, 64, "%s:%05x:%s%s", names[pte->kind], pte->frame, protection_names[pte->protection & 7],
             pte->protection & GUARD ? "+GUARD" : "");
    return buffer;
}

/* ---- what a PTE lets its page be ---- */

static bool is_resident(const struct pte *pte)
{
    return pte->kind == PTE_VALID || pte->kind == PTE_SHARED;
}

bool pte_is_committed(struct process *process, uint32_t page, const struct pte *pte)
{
    const struct region *region = region_of(process, page);
    if (!region || pte->kind == PTE_DECOMMITTED)
        return false;
    bool promised = region->committed || (region->kind != REGION_PRIVATE && region->kind != REGION_AWE);
    return pte->kind != PTE_NONE || promised;
}

unsigned pte_protection(struct process *process, uint32_t page, const struct pte *pte, unsigned whole)
{
    const struct region *region = region_of(process, page);
    if (!pte_is_committed(process, page, pte))
        return NOACCESS;
    if (is_resident(pte))
        return whole;
    if (pte->kind != PTE_NONE)
        return pte->protection;
    return region->kind == REGION_IMAGE ? section_protection(region->section, region_page(region, page))
                                        : region->protection;
}

bool page_is_committed(const struct machine *machine, struct process *process, uint32_t page)
{
    const struct cell *cell = cell_of(machine, process, page);
    return cell && pte_is_committed(process, page, &cell->pte);
}

unsigned page_protection(const struct machine *machine, struct process *process, uint32_t page)
{
    const struct cell *cell = cell_of(machine, process, page);
    return cell ? pte_protection(process, page, &cell->pte, cell->whole) : NOACCESS;
}

/* ---- a PTE changes ---- */

/* What a `pte` line is about. */
struct place {
    struct machine *machine;
    struct process *process;
    struct region *region;
    uint32_t page;
    struct cell *cell;
};

static struct prototype *place_prototype(const struct place *place)
{
    if (!place->region || !place->region->section)
        return NULL;
    return prototype_of(place->region->section, region_page(place->region, place->page));
}

/* A frame that the process owns by its number is shown at one place; there its protection may change. */
static void enter_awe(const struct place *place, const struct pte *before, struct frame *frame,
                      uint32_t number)
{
    holds(place->machine, frame->owner.kind == OWNER_AWE && frame->owner.address == place->process->id,
          "frame %05x is not the process's by its number", number);
    holds(place->machine, frame->shares == 0, "frame %05x is shown at another place", number);
    holds(place->machine, before->kind == PTE_NONE || before->frame == number, "the page shows frame %05x",
          before->frame);
    frame->shares++;
}

/* A private page or one that shows a frame becomes visible. */
static void enter_valid(const struct place *place, const struct pte *before, uint32_t number)
{
    struct frame *frame = frame_of(place->machine, number);
    if (!frame)
        return;
    holds(place->machine, frame->list == LIST_ACTIVE, "frame %05x is %s", number, list_names[frame->list]);
    if (place->region->kind == REGION_FIXED) {
        holds(place->machine, frame->owner.kind == OWNER_SHAREDDATA, "frame %05x is not there for all to see",
              number);
        return;
    }
    if (place->region->kind == REGION_AWE) {
        enter_awe(place, before, frame, number);
        return;
    }
    holds(place->machine,
          frame->owner.kind == OWNER_PAGE && frame->owner.id == place->process->id &&
              frame->owner.address == place->page,
          "frame %05x does not hold this page", number);
    holds(place->machine, !frame->reading, "frame %05x is still being read", number);
    holds(place->machine, before->kind != PTE_SLOT, "the page is still in the page file");
    holds(place->machine,
          (before->kind != PTE_TRANSITION && before->kind != PTE_VALID) || before->frame == number,
          "the page is in frame %05x", before->frame);
}

static void enter_shared(const struct place *place, const struct pte *before, uint32_t number)
{
    struct frame *frame = frame_of(place->machine, number);
    struct prototype *prototype = place_prototype(place);
    if (!frame || !holds(place->machine, prototype, "the page is of no section"))
        return;
    holds(place->machine, prototype->frame == number, "page %u of section %u is not in frame %05x",
          region_page(place->region, place->page), place->region->section->number, number);
    holds(place->machine, frame->list == LIST_ACTIVE, "frame %05x is %s", number, list_names[frame->list]);
    holds(place->machine, !frame->reading, "frame %05x is still being read", number);
    holds(place->machine,
          before->kind == PTE_NONE || before->kind == PTE_PROTOTYPE || before->kind == PTE_SHARED,
          "the page is private");
    frame->shares++;
}

static void enter_slot(const struct place *place, const struct pte *before, uint32_t number)
{
    holds(place->machine, before->kind == PTE_SLOT && before->frame == number,
          "the page has not been in slot %05x", number);
    if (slot_of(place->machine, number))
        place->machine->slots[number].ptes++;
}

static void enter_transition(const struct place *place, const struct pte *before, uint32_t number)
{
    holds(place->machine,
          (before->kind == PTE_VALID || before->kind == PTE_TRANSITION) && before->frame == number,
          "the page has not been in frame %05x", number);
}

/* A page that nothing is known of, or nothing but its protection. */
static void enter_nothing(const struct place *place, const struct pte *before, const struct pte *after)
{
    bool own = place->region->kind == REGION_PRIVATE;
    if (after->kind == PTE_PROTOTYPE)
        holds(place->machine, place->region->section, "the page is of no section");
    if (after->kind == PTE_ZERO)
        holds(place->machine,
              (own && before->kind <= PTE_ZERO) ||
                  (before->kind == PTE_SLOT && before->protection == after->protection),
              "the page holds something");
    if (after->kind == PTE_DECOMMITTED)
        holds(place->machine, own && place->region->committed, "its region does not say committed");
}

/* The page is not what it was: what the PTE held is let go. */
static void leave(const struct place *place, const struct pte *before, bool dirty)
{
    struct frame *frame = is_resident(before) ? frame_of(place->machine, before->frame) : NULL;
    bool awe = place->region->kind == REGION_AWE;
    if (frame && dirty && !awe)
        frame_modify(place->machine, before->frame);
    if (frame && dirty)
        place->cell->written = place->region->watched;
    if (frame && (before->kind == PTE_SHARED || awe))
        frame->shares--;
    if (before->kind == PTE_SLOT)
        place->machine->slots[before->frame].ptes--;
}

static void enter(const struct place *place, const struct pte *before, const struct pte *after)
{
    switch (after->kind) {
    case PTE_VALID:
        enter_valid(place, before, after->frame);
        break;
    case PTE_SHARED:
        enter_shared(place, before, after->frame);
        break;
    case PTE_SLOT:
        enter_slot(place, before, after->frame);
        break;
    case PTE_TRANSITION:
        enter_transition(place, before, after->frame);
        break;
    default:
        enter_nothing(place, before, after);
    }
}

static bool pte_same(const struct pte *a, const struct pte *b)
{
    return a->kind == b->kind && a->frame == b->frame && a->protection == b->protection;
}

/* Nothing that is mapped is like this: protecting has taken the page out. */
static bool is_forbidden(const struct pte *pte)
{
    bool says = pte->kind != PTE_NONE && pte->kind != PTE_DECOMMITTED;
    return says && (pte->protection & GUARD || (pte->protection & 7) == NOACCESS);
}

static bool is_private(const struct pte *pte)
{
    return pte->kind == PTE_ZERO || pte->kind == PTE_SLOT || pte->kind == PTE_TRANSITION ||
           pte->kind == PTE_VALID;
}

/* Only what the processor had noted goes: of a page of a file that is about to be written there, or of one
 * whose watch is reset. */
static bool is_handed_over(const struct pte *before, const struct pte *after)
{
    return is_resident(before) && pte_same(before, after) && before->dirty && !after->dirty;
}

static bool is_flushed(const struct place *place, const struct pte *before, const struct pte *after)
{
    return is_handed_over(before, after) && before->kind == PTE_SHARED && place->region->section &&
           place->region->section->data;
}

/* Which lines may tell why the PTE has changed so. That of a page shown for good is told before; what an AWE
 * region shows, the program says. */
static unsigned change_tellers(const struct place *place, const struct pte *before, const struct pte *after)
{
    unsigned tellers = 0;
    if (place->region->kind == REGION_FIXED || is_flushed(place, before, after))
        return 0;
    if (place->region->kind == REGION_AWE && !(is_resident(before) && is_resident(after)))
        return 0;
    if (place->region->watched && is_handed_over(before, after))
        tellers |= BY_WATCH;
    if (before->kind == PTE_VALID && is_handed_over(before, after))
        tellers |= BY_RESET;
    if (before->kind == PTE_SLOT && after->kind == PTE_ZERO)
        tellers |= BY_RESET;
    if (is_resident(after) && before->kind != after->kind)
        tellers |= BY_FAULT;
    if (is_systems(place->machine, place->process, place->page) && before->kind == PTE_NONE)
        tellers |= BY_COMMIT;
    if (is_resident(before) && !is_private(after) && !is_resident(after) && before->kind == PTE_SHARED)
        tellers |= BY_TRIM;
    if (before->kind == PTE_VALID && after->kind == PTE_TRANSITION && !is_forbidden(after))
        tellers |= BY_TRIM;
    if (after->kind == PTE_ZERO && !is_private(before))
        tellers |= BY_COMMIT | BY_PROTECT | (after->protection & GUARD ? BY_FAULT : 0);
    if (before->kind == after->kind || (after->kind == PTE_PROTOTYPE && before->kind != PTE_SHARED) ||
        is_forbidden(after))
        tellers |= BY_PROTECT | BY_COMMIT;
    if (before->kind == after->kind && before->protection & GUARD)
        tellers |= BY_FAULT;
    if (after->kind == PTE_NONE || after->kind == PTE_DECOMMITTED)
        tellers |= BY_RELEASE | BY_DECOMMIT;
    return tellers;
}

/* Fills in how things were, for the fault that the change may belong to. */
static struct change change_of(const struct place *place, const struct pte *before, const struct pte *after)
{
    struct prototype *prototype = place_prototype(place);
    struct change change = {
        .process = place->process->id, .page = place->page, .before = *before, .after = *after};
    change.tellers = change_tellers(place, before, after);
    change.locked = place->cell->locked != 0;
    change.trim_due = is_resident(before) && !is_resident(after) && is_forbidden(after);
    change.whole_before = pte_protection(place->process, place->page, before, place->cell->whole);
    change.frame_before = prototype ? prototype->frame : NOTHING;
    if (change.frame_before != NOTHING)
        change.shares_before = frame_of(place->machine, change.frame_before)->shares;
    return change;
}

/* What a mapped PTE shows of the page's protection; a private page says it all when it is unmapped. */
static void protection_stays(const struct place *place, const struct pte *before, const struct pte *after,
                             unsigned whole)
{
    if (is_resident(after) && before->kind != after->kind)
        holds(place->machine, after->protection == protection_shown(whole), "the page is %s%s",
              protection_names[whole & 7], whole & GUARD ? "+GUARD" : "");
    if (before->kind == PTE_VALID && after->kind == PTE_TRANSITION && !is_forbidden(after))
        holds(place->machine, after->protection == whole, "the page is %s%s", protection_names[whole & 7],
              whole & GUARD ? "+GUARD" : "");
}

/* What is shown for good is in no working set. */
static void working_set_counts(const struct place *place, const struct pte *before, const struct pte *after)
{
    if (!is_resident(after))
        locks_leave(place->process, place->cell);
    if (place->region->kind != REGION_FIXED && place->region->kind != REGION_AWE)
        working_set_change(place->machine, place->process, is_resident(after) - is_resident(before));
}

/* The protection of the page behind the change, if it is mapped then. */
static unsigned whole_behind(const struct place *place, const struct pte *before, const struct pte *after,
                             unsigned whole_before)
{
    bool comes = after->kind == PTE_VALID && before->kind != PTE_VALID;
    if (comes && place->region->section)
        return protection_of_copy(whole_before);
    if (comes && is_systems(place->machine, place->process, place->page) && before->kind == PTE_NONE)
        return place->region->protection; /* the kernel has made it, at the start */
    return comes && place->region->kind == REGION_AWE ? place->region->protection : whole_before;
}

static void cell_change(const struct place *place, const struct pte *before, const struct pte *after)
{
    struct change change = change_of(place, before, after);
    bool was = pte_is_committed(place->process, place->page, before);
    unsigned whole = whole_behind(place, before, after, change.whole_before);
    leave(place, before, before->dirty);
    enter(place, before, after);
    protection_stays(place, before, after, whole);
    if (is_resident(after))
        place->cell->whole = protection_shown(whole) == after->protection ? whole : after->protection;
    if (place->region->kind == REGION_PRIVATE)
        place->process->region_pages += pte_is_committed(place->process, place->page, after) - was;
    place->cell->pte = *after;
    working_set_counts(place, before, after);
    episode_add(place->machine, &change);
}

void pages_pte(struct machine *machine, const struct line *line)
{
    char words[64];
    uint32_t page = (uint32_t)line_number(line, "address");
    const struct value *from = line_value(line, "before"), *to = line_value(line, "after");
    struct process *process = process_of(machine, line_number(line, "pid"));
    if (!process || !from || !to || !machine_tells_memory(machine))
        return;
    const struct pte *before = &from->pte, *after = &to->pte;
    struct table *table = table_of(machine, process, page);
    if (!holds(machine, table && page % PAGE_SIZE == 0, "%08x is no page of a program", page))
        return;
    struct place place = {machine, process, region_of(process, page), page, cell_of(machine, process, page)};
    if (!place.cell || !holds(machine, place.region, "%08x lies in no region", page) ||
        !holds(machine, pte_same(before, &place.cell->pte), "the PTE is %s",
               pte_words(&place.cell->pte, words)))
        return;
    if (machine->met.event) /* a locked page was taken out: only because nobody may touch it */
        holds(machine, line_met(machine, page) && is_forbidden(after), "%08x was locked, and taken out",
              (unsigned)machine->met.number);
    table_changed(machine, table, page);
    holds(machine, !pte_same(before, after) || before->dirty, "the PTE does not change");
    cell_change(&place, before, after);
}

/* ---- the walk of an address ---- */

/* The frame that the directory names for a program's address holds that page table. */
static void walk_table(struct machine *machine, const struct process *process, const struct table *table,
                       uint32_t page, const struct line *line)
{
    const struct value *away = line_value(line, "away");
    bool there = table->entry.kind == PTE_VALID;
    holds(machine, there == line_has(line, "table"), "there is %s page table for %08x", there ? "a" : "no",
          page);
    holds(machine, (!there && table->entry.kind != PTE_NONE) == (away != NULL),
          "there is a page table for %08x", page);
    if (away)
        holds(machine, away->pte.kind == table->entry.kind && away->pte.frame == table->entry.frame,
              "the page table is elsewhere");
    const struct frame *frame =
        line_has(line, "table") ? frame_of(machine, line_number(line, "table")) : NULL;
    if (frame)
        holds(machine,
              frame->owner.kind == OWNER_TABLE && frame->owner.id == process->id &&
                  frame->owner.address == page - page % machine->span,
              "frame %05x is not the page table for %08x", (uint32_t)line_number(line, "table"), page);
}

/* Of the machine's half only the place of the PTE can be told. */
void pages_walk(struct machine *machine, const struct line *line)
{
    char words[64];
    uint32_t address = (uint32_t)line_number(line, "address"), page = address - address % PAGE_SIZE;
    const struct value *pte = line_value(line, "pte");
    struct process *process = process_of(machine, line_number(line, "pid"));
    if (!process ||
        !holds(machine, (pte != NULL) != line_has(line, "away"), "a PTE is there, or its table is away"))
        return;
    holds(machine, process->directory == line_number(line, "dir"), "its page directory is %05x",
          process->directory);
    holds(machine,
          line_number(line, "at") ==
              machine->ptes + page / PAGE_SIZE * (PAGE_SIZE / (machine->span / PAGE_SIZE)),
          "its PTE lies elsewhere");
    holds(machine, line_has(line, "table") || !pte || pte->pte.kind == PTE_NONE,
          "a PTE without a page table");
    struct table *table = table_of(machine, process, page);
    if (!table || !machine_tells_memory(machine))
        return;
    walk_table(machine, process, table, page, line);
    const struct cell *cell = cell_of(machine, process, page);
    if (pte)
        holds(machine, pte_same(&pte->pte, &cell->pte), "the PTE is %s", pte_words(&cell->pte, words));
}

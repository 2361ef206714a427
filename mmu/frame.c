#include "mmu/frame.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "mmu/layout.h"
#include "mmu/window.h"
#include "storage/slots.h"

struct frame_table frame_table;
uint32_t frame_counts[FRAME_STATES];
uint32_t frame_tables_idled;
static struct link lists[FRAME_STATES]; /* taken at the head, put at the tail; Active and Writing have none */
static struct link modified_of_files;   /* the modified ones of files, which need no slot */
static uint32_t modified_of_files_count;
static void (*on_available)(void);
static void (*on_dropped)(pfn_t pfn);

static const char *const names[FRAME_STATES] = {"Zeroed", "Free", "Standby", "Modified", "Active", "Writing"};

const char *frame_state_name(enum frame_state state)
{
    return names[state];
}

static pfn_t number_of(const struct frame *frame)
{
    return frame_at((uint32_t)(frame - frame_table.records));
}

INIT_CODE void frames_on_available(void (*handler)(void))
{
    on_available = handler;
}

INIT_CODE void frames_on_dropped(void (*handler)(pfn_t))
{
    ASSERT(!on_dropped);
    on_dropped = handler;
}

static bool on_list(enum frame_state state)
{
    return state != FRAME_ACTIVE && state != FRAME_WRITING;
}

static inline struct link *list_of(enum frame_state state, bool of_file)
{
    return of_file && state == FRAME_MODIFIED ? &modified_of_files : &lists[state];
}

const struct link *frames_list(enum frame_state state, bool of_file)
{
    ASSERT(on_list(state));
    return list_of(state, of_file);
}

static void log_move(const struct frame *frame, enum frame_state from, enum frame_state to)
{
    if (!log_begin(LOG_FRAME, "frame"))
        return;
    log_frame(NULL, number_of(frame).number);
    log_word(names[from]);
    log_raw(">");
    log_raw(names[to]);
    log_end();
}

/* May the frame come into this state as it is? */
static bool fits(const struct frame *frame, enum frame_state state)
{
    switch (state) {
    case FRAME_ZEROED:
    case FRAME_FREE:
        return frame->shares == 0 && !frame->reading && !frame->writing;
    case FRAME_STANDBY:
        return frame->shares == 0 && !frame->reading && !frame->writing && frame->place != 0;
    case FRAME_MODIFIED:
        return frame->shares == 0 && !frame->reading && !frame->writing && frame->place != 0 &&
               frame->modified;
    case FRAME_WRITING:
        return frame->place != 0;
    case FRAME_ACTIVE:
    case FRAME_STATES:
        break;
    }
    return true;
}

static void count_of_file(enum frame_state from, enum frame_state to)
{
    modified_of_files_count += to == FRAME_MODIFIED;
    modified_of_files_count -= from == FRAME_MODIFIED;
}

uint32_t frames_modified_of_files(void)
{
    return modified_of_files_count;
}

/* Every change of state is made here. */
static inline void move(struct frame *frame, enum frame_state to)
{
    enum frame_state from = frame->state;
    ASSERT(fits(frame, to));
    ASSERT(on_list(from) != list_empty(&frame->link));
    list_remove(&frame->link);
    if (on_list(to))
        list_append(list_of(to, frame->of_file), &frame->link);
    if (frame->of_file)
        count_of_file(from, to);
    frame_counts[from]--;
    frame_counts[to]++;
    frame->state = (uint8_t)to;
    log_move(frame, from, to);
}

/* The free list begins with the low ones. */
INIT_CODE void frames_start(pfn_t first, uint32_t low, pfn_t high, uint32_t high_count)
{
    uint32_t count = low + high_count;
    ASSERT(high_count == 0 || (PAGETABLE_WIDE && high.number >= first.number + low));
    frame_table = (struct frame_table){(struct frame *)layout.frames, first.number, count, low, high.number};
    for (enum frame_state state = 0; state < FRAME_STATES; state++)
        list_start(&lists[state]);
    list_start(&modified_of_files);
    for (uint32_t i = 0; i < count; i++) {
        frame_table.records[i].state = FRAME_FREE;
        list_append(&lists[FRAME_FREE], &frame_table.records[i].link);
    }
    frame_counts[FRAME_FREE] = count;
}

/* Whose page it held is forgotten. */
static void disown(struct frame *frame)
{
    ASSERT(!frame->reading && !frame->writing);
    frame->modified = frame->deleted = frame->of_file = frame->table = frame->unwanted = false;
    frame->section = 0;
    frame->place = 0;
    frame->original = pte_none();
}

/* The page that the owner lies in, if it counts its entries that name frames: a page table, or prototype PTEs
 * in a page that somebody owns, so that it may leave. The owner of a table is in a directory. */
static const struct frame *table_of(const struct frame *frame)
{
    uint32_t index = frame_index(pte_place_frame(frame->place));
    if (index >= frame_table.total)
        return NULL;
    const struct frame *table = &frame_table.records[index];
    return (frame->section ? table->place != 0 : table->table) ? table : NULL;
}

static pte_t owner_becomes(const struct frame *frame, pte_t pte)
{
    pte_t before = window_exchange_pte(frame->place, pte);
    const struct frame *table = table_of(frame);
    if (table && frame->section) {
        frame_prototype_changed(number_of(table), before, pte);
        window_note_write(table->place);
    } else if (table)
        frame_table_changed(number_of(table), before, pte);
    return before;
}

/* A standby page is given up: its owner learns where the page's home is, and the frame is nobody's. */
static void forget_page(struct frame *frame)
{
    pte_t old = owner_becomes(frame, frame->original);
    ASSERT(pfn_equal(pte_pfn(old), number_of(frame)));
    if (on_dropped)
        on_dropped(number_of(frame));
    disown(frame);
}

static pfn_t take_from(enum frame_state state)
{
    ASSERT(!list_empty(&lists[state]));
    struct frame *frame = list_member(lists[state].next, struct frame, link);
    if (state == FRAME_STANDBY) /* the others were nobody's since they became free */
        forget_page(frame);
    move(frame, FRAME_ACTIVE);
    ASSERT(frame->place == 0);
    frame->shares = 1;
    return number_of(frame);
}

pfn_t frame_take(void)
{
    static const enum frame_state order[] = {FRAME_FREE, FRAME_ZEROED, FRAME_STANDBY};
    for (int i = 0; i < 3; i++)
        if (frame_counts[order[i]])
            return take_from(order[i]);
    bugcheck(BUGCHECK_NO_PAGES, frames_count(FRAME_MODIFIED), frames_total(), 0, 0,
             "no page frame is available");
}

pfn_t frame_take_unread(void)
{
    return frame_counts[FRAME_ZEROED] ? take_from(FRAME_ZEROED) : frame_take();
}

pfn_t frame_take_zeroed(void)
{
    if (frame_counts[FRAME_ZEROED])
        return take_from(FRAME_ZEROED);
    pfn_t pfn = frame_take();
    window_zero(pfn);
    return pfn;
}

pfn_t frame_take_free(void)
{
    return frame_counts[FRAME_FREE] ? take_from(FRAME_FREE) : PFN_NONE;
}

/* 0: `count` frames from place `first` on are a row; else how far on the next one may begin. */
static uint32_t row_ends(uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        enum frame_state state = frame_table.records[first + i].state;
        bool goes_on = frame_at(first + i).number == frame_at(first).number + i;
        if (!goes_on || (state != FRAME_FREE && state != FRAME_ZEROED))
            return i + goes_on;
    }
    return 0;
}

pfn_t frame_find_row(uint32_t count, pfn_t most)
{
    ASSERT(count > 0);
    for (uint32_t first = 0, step; count <= frame_table.total - first; first += step) {
        if (frame_at(first + count - 1).number > most.number)
            break;
        step = row_ends(first, count);
        if (step == 0)
            return frame_at(first);
    }
    return PFN_NONE;
}

void frame_take_found(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_FREE || frame->state == FRAME_ZEROED);
    move(frame, FRAME_ACTIVE);
    frame->shares = 1;
}

static void announce(void)
{
    if (on_available)
        on_available();
}

static void become_free(struct frame *frame, enum frame_state list)
{
    frame->shares = 0;
    move(frame, list);
    disown(frame);
    announce();
}

void frame_give_zeroed(pfn_t pfn)
{
    become_free(frame_record(pfn), FRAME_ZEROED);
}

static void release_home(pte_t home)
{
    if (pte_kind(home) == PTE_PAGE_FILE)
        slots_release(pte_slot(home));
}

void frame_belong_to_file(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->section && !frame->modified &&
           pte_kind(frame->original) == PTE_FILE);
    frame->of_file = true;
}

/* Its home in the page file, if it has one, no longer holds what it holds. */
static void leave_home(struct frame *frame)
{
    if (pte_kind(frame->original) != PTE_PAGE_FILE)
        return;
    release_home(frame->original);
    frame->original = pte_demand_zero(pte_protection(frame->original));
}

void frame_soil(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->place != 0 && !frame->reading);
    frame->modified = true;
    frame->unwanted = false;
    leave_home(frame);
}

/* It has changed for the first time since it was read, or is idle: `named`, by the entry that has changed. */
void frame_table_settle(pfn_t pfn, bool named)
{
    const struct frame *table = frame_record(pfn);
    ASSERT(table->table);
    if (!table->modified)
        frame_soil(pfn);
    if (named && table->shares == 1)
        frame_tables_idled++;
}

void frame_become_table(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place != 0 && frame->shares == 1);
    frame->table = true;
}

void frame_prototype_changed(pfn_t pfn, pte_t before, pte_t after)
{
    struct frame *page = frame_record(pfn);
    ASSERT(page->state == FRAME_ACTIVE && page->place != 0 && !page->section);
    page->table = true;
    page->shares += (uint32_t)pte_names_frame(after) - pte_names_frame(before);
    ASSERT(page->shares > 0);
}

/* The line of an event that is about a frame alone. */
static void log_pfn(bool begun, pfn_t pfn)
{
    if (!begun)
        return;
    log_frame("pfn", pfn.number);
    log_end();
}

bool frame_discard(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->place != 0 && !frame->section);
    bool kept = frame->modified || pte_kind(frame->original) == PTE_PAGE_FILE;
    if (frame->reading || frame->writing || !kept)
        return false;
    log_pfn(log_begin(LOG_PAGING, "discard"), pfn);
    leave_home(frame);
    frame->modified = false;
    frame->unwanted = true;
    if (frame->state == FRAME_MODIFIED) {
        move(frame, FRAME_STANDBY);
        announce();
    }
    return true;
}

static bool keeps_slot(const struct frame *frame)
{
    return frame->state == FRAME_ACTIVE && frame->place != 0 && !frame->reading && !frame->writing &&
           pte_kind(frame->original) == PTE_PAGE_FILE;
}

/* Goes on where it found the last one. */
bool frame_leave_slot(void)
{
    static uint32_t hand;
    for (uint32_t i = 0; i < frame_table.total; i++) {
        hand = hand + 1 < frame_table.total ? hand + 1 : 0;
        const struct frame *frame = &frame_table.records[hand];
        if (!keeps_slot(frame))
            continue;
        log_pfn(log_begin(LOG_ALWAYS, "keep"), number_of(frame));
        frame_soil(number_of(frame));
        return true;
    }
    return false;
}

enum protection frame_protection(pfn_t pfn)
{
    return pte_protection(frame_record(pfn)->original);
}

void frame_protect(pfn_t pfn, enum protection protection)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->place != 0);
    frame->original = pte_with_protection(frame->original, protection);
}

static void owner_says_transition(const struct frame *frame)
{
    owner_becomes(frame, pte_transition(number_of(frame), pte_protection(frame->original)));
}

/* Not mapped any more, its page kept: where it goes. */
static void rest(struct frame *frame)
{
    frame->shares = 0;
    if (frame->writing) {
        move(frame, FRAME_WRITING);
        return;
    }
    move(frame, frame->modified ? FRAME_MODIFIED : FRAME_STANDBY);
    if (!frame->modified)
        announce();
}

void frame_unmap(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place != 0 && frame->shares > 0 && !frame->reading);
    if (--frame->shares > 0)
        return;
    owner_says_transition(frame);
    rest(frame);
}

void frame_reactivate(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_STANDBY || frame->state == FRAME_MODIFIED || frame->state == FRAME_WRITING);
    ASSERT(!frame->deleted);
    frame->shares = 1;
    move(frame, FRAME_ACTIVE);
}

/* A frame in a transfer stays until that has ended: its page is nobody's any more, so nothing may touch the
 * place of its owner again. */
static void delete_in_transfer(struct frame *frame)
{
    ASSERT(!frame->deleted);
    frame->deleted = true;
    leave_home(frame);
    if (frame->writing && frame->state != FRAME_WRITING) {
        frame->shares = 0;
        move(frame, FRAME_WRITING);
    }
}

void frame_free(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->shares <= 1 && frame->state != FRAME_FREE && frame->state != FRAME_ZEROED);
    if (frame->reading || frame->writing) {
        delete_in_transfer(frame);
        return;
    }
    release_home(frame->original);
    become_free(frame, FRAME_FREE);
}

/* ---- transfers ---- */

void frame_begin_read(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place != 0 && frame->shares == 1 && !frame->modified);
    frame->reading = true;
    owner_says_transition(frame);
}

bool frame_end_read(pfn_t pfn, bool good)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->reading && frame->state == FRAME_ACTIVE && frame->shares == 1);
    frame->reading = false;
    if (good && !frame->deleted)
        return true;
    if (!frame->deleted)
        owner_becomes(frame, frame->original);
    become_free(frame, FRAME_FREE);
    return false;
}

void frame_park(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->shares == 1);
    rest(frame);
}

static void begin_write(struct frame *frame)
{
    frame->modified = false;
    if (frame->state == FRAME_MODIFIED)
        move(frame, FRAME_WRITING);
    frame->writing = true;
}

pfn_t frame_begin_write(bool of_file)
{
    struct link *list = list_of(FRAME_MODIFIED, of_file);
    if (list_empty(list))
        return PFN_NONE;
    struct frame *frame = list_member(list->next, struct frame, link);
    begin_write(frame);
    return number_of(frame);
}

bool frame_begin_flush(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->of_file && !frame->writing);
    if (!frame->modified)
        return false;
    ASSERT(frame->state == FRAME_MODIFIED || frame->state == FRAME_ACTIVE);
    begin_write(frame);
    return true;
}

/* What is written may be stale by now: the page is gone, or was changed again. */
static void settle_home(struct frame *frame, pte_t home)
{
    if (frame->deleted || frame->modified)
        release_home(home);
    else if (pte_kind(home) == PTE_NONE)
        frame->modified = true;
    else
        frame->original = pte_with_protection(home, pte_protection(frame->original));
}

void frame_end_write(pfn_t pfn, pte_t home)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->writing);
    frame->writing = false;
    settle_home(frame, home);
    if (frame->state != FRAME_WRITING) /* a soft fault took it back meanwhile */
        return;
    if (frame->deleted)
        become_free(frame, FRAME_FREE);
    else
        rest(frame);
}

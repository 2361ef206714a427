#include "mmu/frame.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/window.h"
#include "storage/slots.h"

struct frame_list {
    uint32_t head, tail, count; /* taken at the head, put at the tail */
};

static struct frame *records;                 /* [0] is frame `first` */
static struct frame_list lists[FRAME_STATES]; /* Active and Writing have only a count */
static uint32_t first, total;
static void (*on_available)(void);
static void (*on_dropped)(pfn_t pfn);

static const char *const names[FRAME_STATES] = {"Zeroed", "Free", "Standby", "Modified", "Active", "Writing"};

const char *frame_state_name(enum frame_state state)
{
    return names[state];
}

struct frame *frame_record(pfn_t pfn)
{
    ASSERT(pfn.number >= first && pfn.number < first + total);
    return &records[pfn.number - first];
}

static struct frame *record(uint32_t number)
{
    return frame_record((pfn_t){number});
}

void frames_on_available(void (*handler)(void))
{
    on_available = handler;
}

void frames_on_dropped(void (*handler)(pfn_t))
{
    ASSERT(!on_dropped);
    on_dropped = handler;
}

static bool on_list(enum frame_state state)
{
    return state != FRAME_ACTIVE && state != FRAME_WRITING;
}

static void list_put(enum frame_state state, pfn_t pfn)
{
    struct frame_list *list = &lists[state];
    struct frame *frame = frame_record(pfn);
    frame->next = 0;
    frame->previous = list->tail;
    if (list->tail)
        record(list->tail)->next = pfn.number;
    else
        list->head = pfn.number;
    list->tail = pfn.number;
}

static void list_take(enum frame_state state, pfn_t pfn)
{
    struct frame_list *list = &lists[state];
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->previous != 0 || list->head == pfn.number);
    if (frame->previous)
        record(frame->previous)->next = frame->next;
    else
        list->head = frame->next;
    if (frame->next)
        record(frame->next)->previous = frame->previous;
    else
        list->tail = frame->previous;
    frame->next = frame->previous = 0;
}

static void log_move(pfn_t pfn, enum frame_state from, enum frame_state to)
{
    if (!log_begin(LOG_FRAME, "frame"))
        return;
    log_frame(NULL, pfn.number);
    log_word(names[from]);
    log_raw(">");
    log_raw(names[to]);
    log_end();
}

/* Every change of state is made here. */
static void move(pfn_t pfn, enum frame_state to)
{
    struct frame *frame = frame_record(pfn);
    enum frame_state from = frame->state;

    ASSERT(on_list(to) ? frame->shares == 0 && !frame->reading && !frame->writing : true);
    ASSERT(to == FRAME_STANDBY || to == FRAME_MODIFIED || to == FRAME_WRITING ? frame->place != 0 : true);
    ASSERT(to == FRAME_MODIFIED ? frame->modified : true);
    if (on_list(from))
        list_take(from, pfn);
    lists[from].count--;
    frame->state = (uint8_t)to;
    lists[to].count++;
    if (on_list(to))
        list_put(to, pfn);
    log_move(pfn, from, to);
}

void frames_start(pfn_t first_frame, uint32_t count)
{
    first = first_frame.number;
    total = count;
    records = (struct frame *)layout.frames;
    for (uint32_t i = 0; i < count; i++) {
        records[i].state = FRAME_FREE;
        list_put(FRAME_FREE, (pfn_t){first + i});
    }
    lists[FRAME_FREE].count = count;
}

pfn_t frames_first(void)
{
    return (pfn_t){first};
}

uint32_t frames_total(void)
{
    return total;
}

uint32_t frames_count(enum frame_state state)
{
    return lists[state].count;
}

uint32_t frames_available(void)
{
    return lists[FRAME_ZEROED].count + lists[FRAME_FREE].count + lists[FRAME_STANDBY].count;
}

/* A standby page is given up: its owner learns where the page's home is. */
static void forget_page(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(pfn_equal(pte_pfn(window_read_pte(frame->place)), pfn));
    window_write_pte(frame->place, frame->original);
    if (on_dropped)
        on_dropped(pfn);
}

/* Whose page it held is forgotten. */
static void disown(struct frame *frame)
{
    ASSERT(!frame->reading && !frame->writing);
    frame->modified = frame->deleted = false;
    frame->section = 0;
    frame->place = 0;
    frame->original = pte_none();
}

static pfn_t take_from(enum frame_state state)
{
    pfn_t pfn = {lists[state].head};
    struct frame *frame = frame_record(pfn);
    if (state == FRAME_STANDBY)
        forget_page(pfn);
    move(pfn, FRAME_ACTIVE);
    disown(frame);
    frame->shares = 1;
    return pfn;
}

pfn_t frame_take(void)
{
    static const enum frame_state order[] = {FRAME_FREE, FRAME_ZEROED, FRAME_STANDBY};
    for (int i = 0; i < 3; i++)
        if (lists[order[i]].count)
            return take_from(order[i]);
    bugcheck(BUGCHECK_NO_PAGES, frames_count(FRAME_MODIFIED), total, "no page frame is available");
}

pfn_t frame_take_zeroed(void)
{
    if (lists[FRAME_ZEROED].count)
        return take_from(FRAME_ZEROED);
    pfn_t pfn = frame_take();
    window_zero(pfn);
    return pfn;
}

pfn_t frame_take_free(void)
{
    return lists[FRAME_FREE].count ? take_from(FRAME_FREE) : PFN_NONE;
}

static void announce(void)
{
    if (on_available)
        on_available();
}

static void become_free(pfn_t pfn, enum frame_state list)
{
    struct frame *frame = frame_record(pfn);
    disown(frame);
    frame->shares = 0;
    move(pfn, list);
    announce();
}

void frame_give_zeroed(pfn_t pfn)
{
    become_free(pfn, FRAME_ZEROED);
}

void frame_own(pfn_t pfn, uint32_t place, pte_t original, uint16_t section, bool modified)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place == 0 && place != 0);
    frame->place = place;
    frame->original = original;
    frame->section = section;
    frame->modified = modified;
}

bool frame_is_owned(pfn_t pfn)
{
    return frame_record(pfn)->place != 0;
}

void frame_share(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->section && frame->shares > 0);
    frame->shares++;
}

static void release_home(pte_t home)
{
    if (pte_kind(home) == PTE_PAGE_FILE)
        slots_release(pte_slot(home));
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
    leave_home(frame);
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

static void owner_says_transition(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    window_write_pte(frame->place, pte_transition(pfn, pte_protection(frame->original)));
}

/* Not mapped any more, its page kept: where it goes. */
static void rest(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    frame->shares = 0;
    if (frame->writing) {
        move(pfn, FRAME_WRITING);
        return;
    }
    move(pfn, frame->modified ? FRAME_MODIFIED : FRAME_STANDBY);
    if (!frame->modified)
        announce();
}

void frame_unmap(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place != 0 && frame->shares > 0 && !frame->reading);
    if (--frame->shares > 0)
        return;
    owner_says_transition(pfn);
    rest(pfn);
}

void frame_reactivate(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_STANDBY || frame->state == FRAME_MODIFIED || frame->state == FRAME_WRITING);
    ASSERT(!frame->deleted);
    frame->shares = 1;
    move(pfn, FRAME_ACTIVE);
}

/* A frame in a transfer stays until that has ended: its page is nobody's any more, so nothing may touch the
 * place of its owner again. */
static void delete_in_transfer(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(!frame->deleted);
    frame->deleted = true;
    leave_home(frame);
    if (frame->writing && frame->state != FRAME_WRITING) {
        frame->shares = 0;
        move(pfn, FRAME_WRITING);
    }
}

void frame_free(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->shares <= 1 && frame->state != FRAME_FREE && frame->state != FRAME_ZEROED);
    if (frame->reading || frame->writing) {
        delete_in_transfer(pfn);
        return;
    }
    release_home(frame->original);
    become_free(pfn, FRAME_FREE);
}

/* ---- transfers ---- */

void frame_begin_read(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place != 0 && frame->shares == 1 && !frame->modified);
    frame->reading = true;
    owner_says_transition(pfn);
}

bool frame_end_read(pfn_t pfn, bool good)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->reading && frame->state == FRAME_ACTIVE && frame->shares == 1);
    frame->reading = false;
    if (good && !frame->deleted)
        return true;
    if (!frame->deleted)
        window_write_pte(frame->place, frame->original);
    become_free(pfn, FRAME_FREE);
    return false;
}

void frame_park(pfn_t pfn)
{
    ASSERT(frame_record(pfn)->state == FRAME_ACTIVE && frame_record(pfn)->shares == 1);
    rest(pfn);
}

bool frame_is_being_read(pfn_t pfn)
{
    return frame_record(pfn)->reading;
}

pfn_t frame_begin_write(void)
{
    pfn_t pfn = {lists[FRAME_MODIFIED].head};
    if (pfn_is_none(pfn))
        return pfn;
    frame_record(pfn)->modified = false;
    move(pfn, FRAME_WRITING);
    frame_record(pfn)->writing = true;
    return pfn;
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
        become_free(pfn, FRAME_FREE);
    else
        rest(pfn);
}

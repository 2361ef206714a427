/* clang-format off */
/*
 * Page frames: one record for each, and the lists they move along. NT's page-frame-number database in small.
 *
 *      Zeroed, Free ──take──> Active ──last unmap──> Standby (clean) or Modified (dirty)
 *         ^                     ^  <──soft fault────────┘                 │ writer
 *         │ zero-page thread    └────────── Writing ──> Standby  <────────┘
 *        Free <── page deleted        Standby ──taken again──> Active, its owner's PTE says where the page went
 *
 * A page has one owner PTE: the private PTE that maps it, or the prototype PTE of a section. While the frame
 * is on a list the owner says "transition"; when the frame is taken away, the owner gets back `original`,
 * which tells the page's home. Because the record knows the owner by its physical place, that works from any
 * address space and needs no other frame. Nothing here waits, faults or allocates.
 *
 * A page that is being read or written is marked so (`reading`, `writing`), whatever happens to it meanwhile:
 * its frame goes on no list before the transfer has ended. While it is read its owner says "transition", so
 * that whoever touches it finds the transfer and waits for it; when it is deleted meanwhile, the end of the
 * transfer frees the frame.
 */
/* clang-format on */
#ifndef MMU_FRAME_H
#define MMU_FRAME_H

#include "firmware/panic.h"
#include "mmu/address.h"
#include "mmu/pte.h"
#include "sched/dispatch/list.h"

enum frame_state {
    FRAME_ZEROED,
    FRAME_FREE,
    FRAME_STANDBY,
    FRAME_MODIFIED,
    FRAME_ACTIVE,  /* mapped, or held by the kernel */
    FRAME_WRITING, /* NT: Transition. On no list: not mapped, and its page is being written */
    FRAME_STATES
};

struct frame {
    uint8_t state;        /* enum frame_state */
    uint8_t modified : 1; /* differs from its home; only the functions here write it */
    uint8_t reading : 1;  /* its page is being read into it: Active, with the reader's share */
    uint8_t writing : 1;  /* its page is being written to its home */
    uint8_t deleted : 1;  /* its page went away meanwhile */
    uint8_t of_file : 1;  /* its home is a place in a file, where it goes once it is modified, too */
    uint8_t table : 1;    /* a page table of a program, or prototype PTEs: frame_become_table() */
    uint8_t unwanted : 1; /* what it holds need not be kept: clean, whatever that is (frame_discard()) */
    uint16_t section;     /* whose prototype PTE owns it (section_of_id()); 0: a private page's PTE does */
    uint32_t shares; /* PTEs that map it; 1 for kernel pages; of a table 1 and its entries that name frames */
    struct link link; /* in the list of its state; Active and Writing have none */
    uint32_t place;   /* of the owner PTE (pte_place()), 0: kernel page, no owner */
    /* What the owner PTE becomes when the frame is taken away. On a word, so that an entry of 64 bits fills
     * no gap: the records of all frames have to fit into layout.frames. */
    pte_t original __attribute__((packed, aligned(4)));
};

/* The frames that are ours, all free: `low` of them from number `first` on and, in a format whose entries can
 * name such, `high_count` more from number `high` on, above all those; `high` is nothing when there are none.
 * Their records lie at layout.frames, zeroed. At start. */
void frames_start(pfn_t first, uint32_t low, pfn_t high, uint32_t high_count);

/* Written by frames_start() only. Records have no hole where frames have one. */
extern struct frame_table {
    struct frame *records; /* [0] is frame `first`, [low] is frame `high` */
    uint32_t first, total;
    uint32_t low, high; /* so many of all are the low ones */
} frame_table;

/* The place of a frame among all of ours, in the order of their numbers; not below frames_total() when it is
 * not ours. Any number may be asked. */
static inline uint32_t frame_index(pfn_t pfn)
{
    uint32_t index = pfn.number - frame_table.first, above = pfn.number - frame_table.high;
    if (!PAGETABLE_WIDE || index < frame_table.low)
        return index;
    return above < frame_table.total - frame_table.low ? frame_table.low + above : UINT32_MAX;
}

/* And back, of a place below frames_total(). */
static inline pfn_t frame_at(uint32_t index)
{
    if (PAGETABLE_WIDE && index >= frame_table.low)
        return (pfn_t){frame_table.high + (index - frame_table.low)};
    return (pfn_t){frame_table.first + index};
}

/* It must be one of ours (asserted). */
static inline struct frame *frame_record(pfn_t pfn)
{
    uint32_t index = frame_index(pfn);
    ASSERT(index < frame_table.total);
    return &frame_table.records[index];
}

static inline uint32_t frames_total(void)
{
    return frame_table.total;
}

/* How many of them lie above 4 GB. */
static inline uint32_t frames_high(void)
{
    return PAGETABLE_WIDE ? frame_table.total - frame_table.low : 0;
}

/* How many there are of each state; only mmu/frame.c changes them. */
extern uint32_t frame_counts[FRAME_STATES];

static inline uint32_t frames_count(enum frame_state state)
{
    return frame_counts[state];
}

/* How many modified ones go back to files. */
uint32_t frames_modified_of_files(void);

/* The list of a state that has one, from the frame that is taken next; its links are in struct frame.
 * Modified frames have two, of those that go back to files and of the others. To look at. */
const struct link *frames_list(enum frame_state state, bool of_file);

/* Frames that can be had at once: zeroed, free and standby. */
static inline uint32_t frames_available(void)
{
    return frame_counts[FRAME_ZEROED] + frame_counts[FRAME_FREE] + frame_counts[FRAME_STANDBY];
}

/* Takes a frame: zeroed (from the zeroed list, or zeroed now), or with any content. It is Active, has no
 * owner and one share. There must be one (frames_available() > 0). */
pfn_t frame_take_zeroed(void);
pfn_t frame_take(void);
/* The one that frame_take_zeroed() would take, with any content: for who reads of it only what he has
 * written. */
pfn_t frame_take_unread(void);

/* So many frames side by side, none with a number above `most`: the lowest row of those that are free or
 * zeroed. PFN_NONE: there is no such row. Nobody may wait until each of them is taken, with any content. */
pfn_t frame_find_row(uint32_t count, pfn_t most);
void frame_take_found(pfn_t pfn);

/* Gives a taken frame its owner: a private PTE (`section` 0) or a prototype PTE of that section. `modified`:
 * it differs from its home from the start. */
static inline void frame_own(pfn_t pfn, uint32_t place, pte_t original, uint16_t section, bool modified)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->place == 0 && place != 0);
    frame->place = place;
    frame->original = original;
    frame->section = section;
    frame->modified = modified;
}

/* A taken frame that has its owner, the entry of a directory, is a page table from now on. It counts its
 * entries that name frames, because those frames know them by place: as long as there are any it must stay.
 */
void frame_become_table(pfn_t pfn);

/* How often a table came to be idle. */
extern uint32_t frame_tables_idled;

static inline bool frame_is_idle_table(pfn_t pfn)
{
    return frame_record(pfn)->table && frame_record(pfn)->shares == 1;
}

/* Its page was read from a file that it goes back to once it is modified, and takes no slot. Before it is
 * modified. */
void frame_belong_to_file(pfn_t pfn);

/* It holds a page of a program or section, not one of the kernel or one that is fixed. */
static inline bool frame_is_owned(pfn_t pfn)
{
    return frame_record(pfn)->place != 0;
}

/* One more PTE maps a page of a section. */
static inline void frame_share(pfn_t pfn)
{
    struct frame *frame = frame_record(pfn);
    ASSERT(frame->state == FRAME_ACTIVE && frame->section && frame->shares > 0);
    frame->shares++;
}

/* One PTE less maps it; what that PTE had seen of writes is handed over before (mmu/mapping.h). With the last
 * one the owner becomes transition and the frame goes to Standby or Modified. */
void frame_unmap(pfn_t pfn);

/* A soft fault found it on Standby, Modified or Writing: Active again with one share. */
void frame_reactivate(pfn_t pfn);

/* The page is gone: the frame becomes free (when its transfer has ended), its slot is given back. It must not
 * be mapped by more than the caller. Also for kernel pages. */
void frame_free(pfn_t pfn);

/* The page has been changed other than through its PTE: its slot, if any, is stale. */
void frame_soil(pfn_t pfn);

/* For the function below: what a change means to the table, which is rarely anything. */
void frame_table_settle(pfn_t pfn, bool named);

/* An entry of that table was `before` and is `after`. */
static inline void frame_table_changed(pfn_t pfn, pte_t before, pte_t after)
{
    struct frame *table = &frame_table.records[frame_index(pfn)];
    table->shares += (uint32_t)pte_names_frame(after) - pte_names_frame(before);
    if (!(table->table & table->modified) || table->shares == 1)
        frame_table_settle(pfn, pte_names_frame(before));
}

/* The same of a page of prototype PTEs that may leave, a mapped page of the kernel's: it is a table from the
 * first change on, and none when it comes back from the page file, as then none of them names a frame. That
 * it was written says the PTE that maps it. */
void frame_prototype_changed(pfn_t pfn, pte_t before, pte_t after);

/* What the frame of a private page holds is not needed any more: it counts as clean, its slot is given back,
 * and once the frame is taken away the page is one of zeros. A write after this makes it modified again.
 * False, and nothing is changed: it is in a transfer, or nothing would be kept of it anyway. */
bool frame_discard(pfn_t pfn);

/* Of one page that is in use and lies in the page file, too, that copy goes: it is modified from now on, and
 * its slot is free. False: there is none. */
bool frame_leave_slot(void);

/* The protection that its owner PTE says or, when the page is private and valid, will say; and a new one: the
 * page keeps its home. */
enum protection frame_protection(pfn_t pfn);
void frame_protect(pfn_t pfn, enum protection protection);

/* A taken frame that has its owner is about to be filled from its home: the owner says "transition"
 * meanwhile. */
void frame_begin_read(pfn_t pfn);
/* It is filled, or (`good` false) could not be: then the owner gets its home back and the frame is free.
 * True: the page is there and the caller's, to be mapped or parked. False: the read failed, or the page was
 * deleted meanwhile. */
bool frame_end_read(pfn_t pfn, bool good);
/* Nobody maps what was just read: it goes to Standby, where a soft fault finds it. */
void frame_park(pfn_t pfn);
static inline bool frame_is_being_read(pfn_t pfn)
{
    return frame_record(pfn)->reading;
}

/* For the modified-page writer: the oldest modified frame whose page needs a slot, or that goes back to its
 * file (`of_file`), which becomes Writing and clean; PFN_NONE if there is none. A write after this makes it
 * modified again. */
pfn_t frame_begin_write(bool of_file);
/* The same of a frame of a file that is modified, on its list or mapped; a mapped one stays Active. False: it
 * is not modified. Nobody may be writing it (asserted). */
bool frame_begin_flush(pfn_t pfn);
/* Its home is `home` now; or, with pte_none(), the write failed and it is modified still. A home that is
 * stale already is given back. */
void frame_end_write(pfn_t pfn, pte_t home);

/* For the zero-page thread: takes a free frame; gives back a frame full of zeros. */
pfn_t frame_take_free(void);
void frame_give_zeroed(pfn_t pfn);

const char *frame_state_name(enum frame_state state);

/* Called when a standby page is given up, for the log, while its record is still as it was. Registered once.
 */
void frames_on_dropped(void (*handler)(pfn_t pfn));

/* Called whenever a frame has become available, for who waits for one. Registered once. */
void frames_on_available(void (*handler)(void));

#endif

/*
 * An address space: its page directory, its address descriptors, its charges and its working set.
 *
 * The functions below that take pages work on the space whose directory is loaded (space_current()); to work
 * on another, attach to it first. Thread context; they may wait for a frame unless said otherwise.
 */
#ifndef MMU_SPACE_H
#define MMU_SPACE_H

#include "firmware/status.h"
#include "mmu/address.h"
#include "mmu/commit.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/vad.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/list.h"
#include "sched/dispatch/waitable.h"

#define SPACE_MOST_TABLES   (LAYOUT_MOST_PROGRAM / PAGETABLE_SPAN)
#define SPACE_TABLES_A_PAGE PTES_A_PAGE
#define TAG_VAD             POOL_TAG('V', 'a', 'd', ' ') /* of each descriptor (mmu/pool.h) */

struct awe;
struct faultwatch;
struct pagelock_table;

/* Of a working set, in pages (mmu/workingset.h). */
struct workingset_limits {
    uint32_t minimum, maximum;
    bool hard_minimum, hard_maximum;
    bool imposed; /* by a job (sched/process/job.h): the process has no say */
};

/* Spaces whose charges are counted, and limited, together: a job's (sched/process/job.h). */
struct charge_group {
    uint32_t charge, peak;
    uint32_t most; /* pages; 0: no limit */
};

struct space {
    struct directory directory; /* what is loaded for it */
    /* The frames of the directory: that of page table `index` lies in page index / SPACE_TABLES_A_PAGE. */
    pfn_t directory_pages[PAGETABLE_DIRECTORIES];
    uint32_t owner;    /* process id, for the log */
    uint32_t user_end; /* behind the last byte that its program may touch (mmu/layout.h) */
    struct vad_tree vads;
    uint32_t charge, peak_charge;     /* pages of commit charged to it, page tables included */
    uint32_t most_charge;             /* its own limit; 0: none */
    struct charge_group *group;       /* that it belongs to; NULL: none. space_join() */
    uint32_t reserved, peak_reserved; /* bytes that regions lie over */
    uint32_t tables;                  /* page tables that there are, in memory or not */
    uint32_t working_set;             /* valid user PTEs */
    uint32_t peak_working_set;
    struct workingset_limits limits;
    uint32_t locked;               /* pages that may not go */
    uint32_t held;                 /* frames that workingset_hold() has */
    struct pagelock_table **locks; /* by page table, NULL: none; mmu/pagelock.c's */
    uint32_t clock_hand;           /* the clock's: address it looked at last */
    struct pageset *pages;         /* a policy's that remembers (mmu/policy.h), else NULL */
    uint32_t watched;              /* regions whose writes are noted (mmu/writewatch.h) */
    struct faultwatch *faultwatch; /* pages that came (mmu/faultwatch.h); NULL: nobody asks */
    bool executes_data;            /* what it may read it may execute, whatever is forbidden (/NOEXECUTE=) */
    struct awe *awe;               /* frames that it owns by number (mmu/awe.h); NULL: none */
    uint16_t *regions;    /* descriptors that touch each page table: it is charged while that is not 0 */
    struct waitable lock; /* space_lock() */
    struct link holds;    /* struct table_hold: page tables that stay in memory (mmu/tables.h) */
    struct link link;     /* in the list of all spaces */
};

/* How many page tables a program can have. */
static inline uint32_t space_tables(void)
{
    return layout.program_end / PAGETABLE_SPAN;
}

/* System's directory, which is the one that is loaded until the first process has one. At start. */
struct directory system_directory(void);

/* A directory with the system half of the present one, and nothing else in it, for a program that is not
 * large-address-aware: space_widen() makes it one of the other kind. STATUS_COMMITMENT_LIMIT,
 * STATUS_INSUFFICIENT_RESOURCES. */
ntstatus space_create(struct space *space, uint32_t owner);

/* Its program may touch all that the layout has for programs. Before it has a region. */
void space_widen(struct space *space);

/* A free place for `bytes` below `end` and within what its program may touch, at a multiple of
 * LAYOUT_GRANULARITY: the lowest, or with `top_down` the highest. Not among the TEBs. */
bool space_find_gap(const struct space *space, uint32_t end, uint32_t bytes, bool top_down, uint32_t *start);

/* Deletes every region, the page tables too: the current space must be it. */
void space_clean(struct space *space);

/* Gives the directory back. Nothing may be left in it and nobody may run in it. */
void space_destroy(struct space *space);

/* The space of the running thread, or the one it is attached to; NULL in a kernel thread that is attached to
 * none. */
static inline struct space *space_current(void)
{
    const struct thread *thread = thread_current();
    return thread->attached_space ? thread->attached_space : thread->space;
}

/* Taken around whatever adds, changes or deletes regions, because that may wait for frames half-way. Faults
 * need it not: they wait before they look. */
void space_lock(struct space *space);
void space_unlock(struct space *space);

void space_attach(struct space *space);
void space_detach(void);

/* Adds a copy of `region`, charged `charge` pages and its page tables, and tells where it is.
 * STATUS_COMMITMENT_LIMIT, STATUS_INSUFFICIENT_RESOURCES; nothing is left of a failure. */
ntstatus space_add_region(struct space *space, const struct vad *region, uint32_t charge, struct vad **out);
/* Deletes its pages, gives back all it is charged, frees it. */
void space_delete_region(struct space *space, struct vad *vad);
/* Deletes the pages [start, end), a true part of a private region, which shrinks or becomes two. `charge` is
 * what they were charged, `charge_behind` what the pages behind them in the region are.
 * STATUS_INSUFFICIENT_RESOURCES, and nothing is changed. */
ntstatus space_cut_region(struct space *space, struct vad *vad, uint32_t start, uint32_t end, uint32_t charge,
                          uint32_t charge_behind);

/* Charges the space pages that are never paged out, or gives some back. */
bool space_charge_resident(struct space *space, uint32_t pages, enum commit_use use);
void space_release_resident(struct space *space, uint32_t pages, enum commit_use use);

/* From now on its charges are the group's, too, and what it has is added, whatever the limit is. The group
 * outlives it. */
void space_join(struct space *space, struct charge_group *group);

/* Charges pages to a region, or gives some back. */
bool space_charge(struct space *space, struct vad *vad, uint32_t pages);
void space_release(struct space *space, struct vad *vad, uint32_t pages);

/* Deletes one page of the current space: frame, slot or share goes, the PTE becomes `left`. */
void space_delete_page(struct space *space, page_t page, pte_t left);

/* The same for those of [start, end) that have a PTE: none is left. Their tables are held and in
 * memory (mmu/tables.h), so nothing waits. */
void space_delete_pages(struct space *space, uint32_t start, uint32_t end);

/* Takes a valid page out of the working set; what it says stays where it is (a trim). */
void space_trim_page(struct space *space, page_t page);

/* Every space, oldest first: struct space.link. */
struct link *spaces(void);

#endif

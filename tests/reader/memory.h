/* Memory: frames, slots, sections, page tables, regions, and what faults make of them. */
#ifndef READER_MEMORY_H
#define READER_MEMORY_H

#include "machine.h"

/* ---- frames.c ---- */
void frames_move(struct machine *machine, const struct line *line);
void frames_use(struct machine *machine, const struct line *line);

/* Takes note that what the frame holds is newer than its home. */
void frame_modify(struct machine *machine, uint32_t number);

/* Is there a page that the frame holds, or has its owner let it go? */
bool frame_is_gone(struct machine *machine, uint32_t number);

/* ---- transfers.c ---- */
void slots_grow(struct machine *machine, const struct line *line);
void transfers_trim(struct machine *machine, const struct line *line);
void transfers_read(struct machine *machine, const struct line *line);
void transfers_flush(struct machine *machine, const struct line *line);
void transfers_discard(struct machine *machine, const struct line *line);
void transfers_keep(struct machine *machine, const struct line *line);
void transfers_write(struct machine *machine, const struct line *line);
void transfers_writefail(struct machine *machine, const struct line *line);
void transfers_drop(struct machine *machine, const struct line *line);
void slots_take(struct machine *machine, const struct line *line);
void slots_free(struct machine *machine, const struct line *line);

/* The owner of the frame has its home again: the frame is no longer its. */
void frame_send_home(struct machine *machine, uint32_t number);

/* Is the field from= or slot= of the line this home? */
void home_is(struct machine *machine, const struct line *line, const struct owner *owner,
             const struct home *home);

/* ---- pages.c ---- */
void pages_pte(struct machine *machine, const struct line *line);
void pages_walk(struct machine *machine, const struct line *line);

/* The cell of a program's page. A page without a table has one, too. NULL: no address of a program. */
struct cell *cell_of(const struct machine *machine, struct process *process, uint32_t page);
struct table *table_of(const struct machine *machine, struct process *process, uint32_t page);
/* Is it in System's own space, in the upper half? */
bool is_systems(const struct machine *machine, const struct process *process, uint32_t address);

/* ---- tables.c ---- */
void tables_leave(struct machine *machine, const struct line *line);
void tables_return(struct machine *machine, const struct line *line);

/* The lines of frames that hold page tables. */
void table_use(struct machine *machine, struct frame *frame, uint32_t number);
void table_free(struct machine *machine, const struct frame *frame);
void table_rest(struct machine *machine, const struct frame *frame, uint32_t number);
void table_send_home(struct machine *machine, const struct frame *frame);

/* ---- stacks.c ---- */
void stacks_leave(struct machine *machine, const struct line *line);
void stacks_return(struct machine *machine, const struct line *line);

/* The lines of frames that hold pages of kernel stacks. */
void stack_use(struct machine *machine, struct frame *frame, uint32_t number);
void stack_free(struct machine *machine, const struct frame *frame);
void stack_rest(struct machine *machine, struct frame *frame, enum list list);
void stack_send_home(struct machine *machine, const struct frame *frame);

/* No PTE of the table in the frame says anything, or it holds none. */
bool table_says_nothing(struct machine *machine, const struct frame *frame);

/* One of its PTEs is changed: it must be in memory, and is modified from here on. */
void table_changed(struct machine *machine, const struct table *table, uint32_t page);

/* What the page may be used for, whatever its PTE shows of that; NOACCESS when it is only reserved or
 * nothing. */
unsigned page_protection(const struct machine *machine, struct process *process, uint32_t page);
unsigned pte_protection(struct process *process, uint32_t page, const struct pte *pte, unsigned whole);
bool page_is_committed(const struct machine *machine, struct process *process, uint32_t page);
bool pte_is_committed(struct process *process, uint32_t page, const struct pte *pte);

/* The words of a PTE, for what is said. */
const char *pte_words(const struct pte *pte, char buffer[64]);

/* ---- regions.c ---- */
void regions_reserve(struct machine *machine, const struct line *line);
void regions_commit(struct machine *machine, const struct line *line);
void regions_protect(struct machine *machine, const struct line *line);
void regions_decommit(struct machine *machine, const struct line *line);
void regions_release(struct machine *machine, const struct line *line);
void regions_watch(struct machine *machine, const struct line *line);
void regions_reset(struct machine *machine, const struct line *line);
void regions_image(struct machine *machine, const struct line *line);
void regions_unmap(struct machine *machine, const struct line *line);

struct region *region_of(struct process *process, uint32_t address);

/* The page of its section that lies there. */
uint32_t region_page(const struct region *region, uint32_t address);

/* How many page tables the regions of the process lie over. */
int64_t regions_tables(const struct machine *machine, const struct process *process);

/* What a call is said to have done, its results say again. */
void range_is_told(struct machine *machine, uint32_t low, uint32_t high);

/* ---- locks.c ---- */
void working_set_limits(struct machine *machine, const struct line *line);
void locks_lock(struct machine *machine, const struct line *line);
void locks_unlock(struct machine *machine, const struct line *line);

/* A process that is new. */
void working_set_begin(const struct machine *machine, struct process *process);

/* So many pages more are mapped. */
void working_set_change(struct machine *machine, struct process *process, int change);

/* The page is mapped no more. */
void locks_leave(struct process *process, struct cell *cell);

/* ---- sections.c ---- */
void sections_begin(struct machine *machine, const struct line *line);
void sections_part(struct machine *machine, const struct line *line);
void sections_change(struct machine *machine, const struct line *line);
void sections_end(struct machine *machine, const struct line *line);

struct section *section_of(struct machine *machine, int64_t number);
struct prototype *prototype_of(struct section *section, uint32_t page);

/* The protection that a page of an image is mapped with. */
unsigned section_protection(const struct section *section, uint32_t page);

/* Pages that are paid as long as the section is there. */
int64_t section_charge(const struct section *section);

/* The last part of a path. */
const char *path_name(const char *path);

/* Is its file called so: the last part of the path; all of it. No line but the call tells that a file gets
 * another name, so behind one a name that is new is believed. */
bool section_name_is(const struct machine *machine, struct section *section, const struct value *name);
bool section_path_is(const struct machine *machine, struct section *section, const struct value *path);

/* ---- faults.c ---- */
void faults_fault(struct machine *machine, const struct line *line);
void faults_exception(struct machine *machine, const struct line *line);

/* ---- threads.c ---- */
/* What the running thread has done since its last own line. */
void episode_add(struct machine *machine, const struct change *change);
void episode_clear(struct thread *thread);

/* A line tells why the PTEs in this range have changed: such a line must be one that can be the reason. */
void episode_told(struct machine *machine, enum teller teller, uint32_t process, uint32_t low, uint32_t high);

/* The thread begins something else: nothing may be left to tell. */
void episode_ends(struct machine *machine, const struct thread *thread);

/* The last change of this page in it, or NULL. */
struct change *episode_last(struct thread *thread, uint32_t process, uint32_t page);

#endif

/*
 * What the machine holds, as far as the log has told: the state that all followers work on.
 *
 * Each event has a follower in the file of its concept (frames.c, pages.c, …). It looks whether the line
 * agrees with the state, says so when it does not, and changes the state as the line says. What a class
 * explains that is off is not looked at.
 */
#ifndef READER_MACHINE_H
#define READER_MACHINE_H

#include "events.h"
#include "map.h"

enum { PAGE_SIZE = 4096, SYSTEM = 4, FIRST_THREAD = 8, SAID = 240 };
#define NOTHING UINT32_MAX /* no frame, no slot */

/* ---- frames, slots ---- */

enum owner_kind {
    OWNER_NONE,
    OWNER_PAGE,
    OWNER_SECTION,
    OWNER_DIRECTORY,
    OWNER_TABLE,
    OWNER_AWE,
    OWNER_STACK,
    OWNER_POOL,
    OWNER_DRIVER,
    OWNER_SHAREDDATA,
    OWNER_ZEROING
};

struct owner {
    enum owner_kind kind;
    uint32_t id;      /* of the process, number of the section */
    uint32_t address; /* page of a section */
};

/* Where the contents of a page are when it is not in memory. */
enum home_kind { HOME_ZERO, HOME_FILE, HOME_SLOT };

struct home {
    enum home_kind kind;
    uint32_t slot;
};

struct frame {
    enum list list, came_from;
    struct owner owner;
    struct home home;
    bool reading, writing, modified;
    unsigned moved_at; /* the line by which it became Active */
    unsigned shares;   /* PTEs `shared:` that show it, or of an AWE region */
};

struct slot {
    bool taken;
    unsigned ptes;           /* PTEs and prototype PTEs that name it */
    uint32_t frame;          /* whose home it is, or NOTHING */
    struct section *section; /* whose prototype PTE names it, and for which page */
    uint32_t page;
};

/* ---- memory of processes ---- */

struct cell {
    struct pte pte;
    unsigned whole;  /* protection of a valid page, of which its PTE shows a part */
    bool charged;    /* of views and images: a copy of it is paid as long as the view is there */
    bool extra;      /* … as long as the page is private or could become it */
    unsigned locked; /* in which ways */
    bool written;    /* of a watched region: since the watch was reset, as far as PTEs have told */
};

struct table {
    struct pte entry; /* of the directory: none, valid, transition or slot */
    bool leaving;     /* its frame has gone to a list, and `table-` is to follow */
    struct cell cells[1024];
};

enum region_kind { REGION_PRIVATE, REGION_IMAGE, REGION_VIEW, REGION_FIXED, REGION_AWE };

struct region {
    struct region *next; /* by address */
    uint32_t low, high;
    enum region_kind kind;
    bool committed, watched;
    unsigned protection;
    struct section *section;
    uint32_t page;
};

struct part {
    struct part *next;
    uint32_t first, end, in_file;
    unsigned protection;
};

struct prototype {
    struct home home;
    uint32_t frame; /* that holds it, or NOTHING */
};

struct section {
    uint32_t number;
    bool image, data, ending; /* data: it shows a file as it is */
    bool reserved;
    int64_t committed; /* pages of one that was reserved */
    bool lasting;      /* it was there before the first program */
    char *path;
    uint32_t renames; /* machine->renames when it was made */
    uint32_t pages, base;
    unsigned protection;
    struct part *parts; /* by page */
    int64_t parts_told; /* of those that it has */
    uint32_t parts_end;
    struct prototype *prototypes;
};

enum charge_reason {
    CHARGE_REGION,
    CHARGE_TABLE,
    CHARGE_DIRECTORY,
    CHARGE_STACK,
    CHARGE_POOL,
    CHARGE_SECTION,
    CHARGE_SHAREDDATA,
    CHARGE_AWE,
    CHARGE_DRIVER,
    CHARGE_HELD, /* refused only: frames for what may not go */
    CHARGES
};

/* ---- who runs ---- */

/* What the lines since a thread's last own one have told: how a fault came about. */
struct change {
    unsigned tellers; /* which lines may tell why, enum teller */
    bool trim_due;    /* and `trim` that it is not mapped any more */
    bool locked;      /* it was until then */
    uint32_t process, page;
    struct pte before, after;
    unsigned whole_before;
    uint32_t frame_before;  /* that the prototype PTE of the page had */
    unsigned shares_before; /* of that frame */
};

enum teller {
    BY_FAULT = 1,
    BY_TRIM = 2,
    BY_COMMIT = 4,
    BY_PROTECT = 8,
    BY_RELEASE = 16,
    BY_DECOMMIT = 32,
    BY_WATCH = 64,
    BY_RESET = 128
};

enum { READS = 16, OBJECTS = 16, MADE = 8, CODES = 8 };

struct thread {
    uint32_t id, process;
    bool user, ended;
    bool in_books; /* of System: its beginning is */
    enum thread_state state;
    int reason, priority;
    uint64_t ready_since;
    uint32_t attached; /* directory, or 0 */
    int64_t suspended;
    uint32_t stack_low, stack_high;
    /* its wait */
    bool wait_said, waiter_said, all, alertable, more;
    int64_t due;
    char objects[OBJECTS][40];
    unsigned object_count;
    /* what it is in */
    char service[64];
    char returned[64]; /* that it was in last */
    bool trip_told;    /* a `loads` line of its own has told of this and what the machine had counted then */
    unsigned loads_then, switches_then;
    uint32_t made[MADE]; /* handles of its process that it has made public in this call */
    unsigned made_count;
    int64_t reserved;   /* handles that it has yet to make public */
    int64_t argument;   /* of NtClose */
    bool gives_nowhere; /* it has asked for a handle and has not said where to put it */
    uint32_t closed;    /* the handle of its process that it closed last */
    int64_t suspended_before;
    bool suspend_told;
    bool told_region;
    uint32_t region_low, region_high; /* of the last line about regions in this call */
    struct change *changes;           /* of PTEs, which a line of its own will tell why */
    unsigned change_count, change_room;
    uint32_t read_frames[READS]; /* a ring */
    unsigned read_count;
    unsigned discards;     /* frames whose contents it gave up, since the last `reset` */
    int64_t stack_due;     /* pages of a kernel stack that it is making: charged, but without a frame */
    bool stack_away;       /* its kernel stack is not in memory */
    uint32_t kernel_stack; /* where it lies, once a line has told */
    bool slept;            /* since its last own line */
    uint32_t gave_up;      /* the page that was taken out last since then, or 0: it made room for another */
    unsigned own_line;     /* which that was */
    uint32_t exception_due, exception_pc;
    unsigned posted;   /* events that were posted for it and are not answered: before its own */
    unsigned untold;   /* of its own: 0 or 1 */
    int64_t exit_told; /* to a debugger, and 1; 0: nobody */
};

struct process {
    uint32_t id, directory, parent;
    bool executes_data;    /* it is left out of no_execute */
    uint32_t codes[CODES]; /* with which it, or a thread of it, was told to end: a ring */
    unsigned code_count;
    int64_t debugger;  /* the number of its debug object; 0: none */
    uint32_t freezer;  /* the thread that tells a debugger of something: the others stand still; 0: none */
    int64_t exit_told; /* as of a thread */
    int64_t job;       /* the number of the one it is in, as far as the log tells; 0: none */
    bool begun;        /* it has had a thread */
    char *image;
    unsigned faults, threads;
    uint32_t last_exit;
    struct region *regions;
    struct table **tables;
    struct map handles;
    int64_t region_pages; /* that a charge pays, by what the lines say */
    int64_t charged[CHARGES];
    unsigned working_set, locked; /* pages */
    unsigned minimum, most;       /* of its working set; most: a hard maximum, or 0 */
};

/* ---- objects ---- */

struct object {
    int64_t number;
    char type[32];
    int64_t handles;
    bool has_state, ended, leaked;
    int64_t section; /* a Section's; else 0 */
    bool device;     /* a file that is the console, or nothing: always ready */
    int64_t signal;
    uint32_t owner;
    bool set;            /* a Timer that is due */
    int64_t due, period; /* then: when, or, if it has come again since, when first; 0: once */
};

struct driver {
    char name[40];
    uint32_t low, high;
    unsigned lines[16]; /* of interrupts, how often it is connected */
};

struct driver_timer {
    int64_t due, period; /* as they were told; period 0: it rings once */
    uint64_t number;
};

struct handle {
    uint32_t handle;
    char object[40];
    uint32_t access;
    bool inherit, protected, reserved;
};

struct machine {
    /* the log */
    unsigned lines, classes;
    bool classes_known, ended;
    unsigned shift; /* lines that were taken out in front of this one */
    bool wrong;
    char said[SAID];
    const struct line *line;
    /* the layout */
    unsigned layouts;
    uint32_t user_low, user_high, system_low, kernel_low, pool_low, frames_low, stacks_low, ramdisk_low;
    uint32_t parameters, teb, peb, shared, span, ptes, first_frame;
    uint32_t low_count,
        high_frame;  /* so many frames lie side by side from first_frame on, the others from there on */
    bool apart;      /* the kernel has an address space of its own */
    bool no_execute; /* what has no EXECUTE is not executed, but by processes that are left out */
    bool ids_chosen; /* by /IDS= */
    struct map kernel_pages;            /* of the pool and of drivers, that frames are used for */
    struct map drivers;                 /* by where they lie */
    struct map driver_timers;           /* that are set, or were and have rung */
    bool drivers_begin, programs_begin; /* the first one has */
    struct map stack_pages;
    int64_t stack_pages_away; /* in the page file */
    uint32_t frame_count, slot_count;
    struct frame *frames;
    struct slot *slots; /* from 0; the first is not used */
    uint32_t slots_taken;
    struct section *part_of; /* whose parts are being told */
    struct due {
        const char *event, *other; /* that has to be the next line, or the other */
        int64_t number;            /* and what it has to be about */
    } due, met;                    /* met: what was due when this line came */
    struct map processes, threads, objects, sections, services;
    struct map process_ids;               /* that ever were */
    struct thread *running, *chosen;      /* by the last `choose`, until it runs */
    bool scheduled;                       /* /SCHEDULE=: the oldest is not always next */
    unsigned loads, switches;             /* of CR3, of threads, as lines say */
    uint32_t directory, system_directory; /* the loaded one, that of System; 0: no line has told */
    uint64_t clock;
    int64_t now;
    unsigned faults;
    struct map fault_numbers;
    /* commit */
    int64_t total, peak;
    int64_t charged[CHARGES];     /* all processes together */
    int64_t charge_open[CHARGES]; /* the line that tells what for is to come */
    bool sections_open; /* pages of a reserved one were committed, and more of the same charge may follow */
    uint32_t frames_for[OWNER_ZEROING + 1];
    bool section_check;
    /* the books: what was there before the first program */
    bool begun, books_told, books_empty, bugcheck;
    unsigned registers;   /* lines of them, behind a bugcheck */
    uint32_t interrupted; /* the instruction that they name, until the callers have */
    int64_t commit_before, handles, handles_before, objects_before, slots_before, frames_before;
    uint32_t waiter, last_object;
    struct map ids;   /* of processes and threads, also of those that have ended */
    uint32_t renames; /* calls that may have given a file another name */
};

/* Is this class on? While the classes are not known, none is. */
bool machine_tells(const struct machine *machine, enum class class);
/* Are all on that say how frames and PTEs hang together? */
bool machine_tells_memory(const struct machine *machine);

struct machine *machine_new(void);
/* Follows one line; false when it, or one before it, was a contradiction: machine->said. */
bool machine_line(struct machine *machine, const struct line *line, const char *malformed);
/* The log is over. */
bool machine_end(struct machine *machine);

/*
 * Notes a contradiction unless the condition holds, and says whether it does. Its words are only looked at
 * when it does not.
 */
#define holds(machine, ...)            HOLDS(machine, __VA_ARGS__)
#define HOLDS(machine, condition, ...) whether((condition) || (contradict(machine, __VA_ARGS__), false))
void contradict(struct machine *machine, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool whether(bool condition)
{
    return condition;
}

/* The next line has to be this event, or the other unless that is NULL, about the thing of this number. */
void line_due(struct machine *machine, const char *event, const char *other, int64_t number);
/* Was this line due, and is it about that thing? */
bool line_met(struct machine *machine, int64_t number);

/* NULL: there is none, which is a contradiction where processes and threads are told. */
struct process *process_of(struct machine *machine, int64_t id);
/* The same where System has something of its own: it is there from the start, without a line. */
struct process *process_or_system(struct machine *machine, int64_t id);
struct thread *thread_of(struct machine *machine, const struct value *thread);
/* NULL: there is none, which is a contradiction. */
/* The number of the frame with that place among all; and of any number the frame, NULL when there is none. */
uint32_t frame_number(const struct machine *machine, uint32_t index);
struct frame *frame_of(struct machine *machine, int64_t frame);
struct slot *slot_of(struct machine *machine, int64_t slot);

/* The name of a thing, cut: for what is said. */
const char *text_copy(char *buffer, unsigned size, const char *text, unsigned length);

#endif

/*
 * The thread record: what the dispatcher, the fault handler and the services know of a thread. State comes
 * first, so that a debugger finds it. Who may write a group of fields stands above it.
 */
#ifndef SCHED_THREAD_H
#define SCHED_THREAD_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/breakpoint.h"
#include "firmware/cpu.h"
#include "firmware/status.h"
#include "firmware/trap.h"
#include "sched/dispatch/list.h"
#include "sched/dispatch/readyqueue.h"
#include "sched/dispatch/timerheap.h"
#include "sched/dispatch/waitable.h"

/* NT's names and numbers */
enum thread_state {
    THREAD_INITIALIZED = 0,
    THREAD_READY = 1,
    THREAD_RUNNING = 2,
    THREAD_TERMINATED = 4,
    THREAD_WAITING = 5,
    THREAD_TRANSITION = 6, /* its wait has ended, but its kernel stack is away */
};

/* NT's KWAIT_REASON */
enum wait_reason {
    WAIT_EXECUTIVE = 0,
    WAIT_FREE_PAGE = 1,
    WAIT_PAGE_IN = 2,
    WAIT_POOL = 3,
    WAIT_DELAY_EXECUTION = 4,
    WAIT_SUSPENDED = 5,
    WAIT_USER_REQUEST = 6,
    WAIT_QUANTUM_END = 30, /* these two: it does not wait, it is ready */
    WAIT_YIELD_EXECUTION = 33,
};

#define PRIORITY_LOW    0 /* the zero-page thread */
#define PRIORITY_NORMAL 8

#define THREAD_WAIT_BLOCKS 4 /* waits on more objects take their blocks from pool */

struct process;
struct space;

/* Which pages the processor sees. */
struct directory {
    uint32_t cr3;   /* what CR3 is loaded with: of the page directory, or of the top over it. 0: none */
    uint32_t frame; /* of the page directory, of its first page if it has several: its name in the log */
};

struct thread {
    /* It can be waited for: signalled when it has ended. Must be first. */
    struct waitable ended;

    /* The dispatcher's. */
    enum thread_state state;
    enum wait_reason wait_reason;
    int priority, base_priority;
    uint32_t stack_pointer; /* saved esp while it does not run */
    struct link ready_link; /* in a ready queue, READY only; mmu/stackswap.c's while TRANSITION */
    bool stack_away;        /* its kernel stack is not in memory, or not all of it: it cannot run */

    /* Set when it is made, never changed: what a switch loads. */
    uint32_t process_id, id;
    uint32_t kernel_stack_low, kernel_stack_top;
    struct directory directory;
    uint32_t teb;                        /* 0: kernel thread */
    struct fpu_state *fpu;               /* NULL: kernel thread, which uses no FPU */
    struct process *process;             /* sched/process/process.c; NULL never */
    struct space *space;                 /* the memory it runs in */
    const char *name;                    /* kernel threads */
    uint32_t start;                      /* address it began at */
    struct directory attached_directory; /* none, or of the space it works on for a while */
    struct space *attached_space;        /* or NULL */

    /* sched/dispatch/wait.c's. */
    struct wait_block blocks[THREAD_WAIT_BLOCKS];
    struct wait_block *wait_blocks;
    uint32_t wait_count;
    bool wait_all;
    ntstatus wait_status;
    uint64_t waiting_since; /* clock time at which the present wait, or the last one, began */
    struct timer timer;     /* set while it waits with a time-out; without one `due` is WAIT_FOREVER */
    struct link owned_mutants;
    uint32_t wait_address; /* what the wait is about, as who waits calls it: the log says it; 0: nothing */
    bool alertable;        /* the wait may be ended by wait_alert() */
    bool alerted;          /* by NtAlertThread, and no alertable wait has been told yet */
    struct packet_queue *queue; /* it belongs to, or NULL; counted there while it does not wait */
    struct link queue_link;     /* in queue->threads */
    struct link *packet;        /* that its wait has taken from its queue */
    bool takes;                 /* the wait is for a packet */

    /* sched/driver/calls_resource.c's: that it has entered and not left. */
    uint32_t critical_regions;

    /* sched/process/userapc.c's. */
    struct link user_apcs; /* user_apc.link, first come first served */

    /* sched/process/timerobject.c's. */
    struct link timers; /* timer_object.by_thread: those that call it when they ring */

    /* sched/process/exception.c's: what a switch loads into the debug registers. */
    struct debug_registers debug;

    /* mmu/fault.c's: where to go when a guarded access to user memory fails (0: nowhere), and with what. */
    uint32_t recovery;
    ntstatus recovery_status;

    /* mmu/pagecode.h's: the group of pageable code that it is in; 0: none. */
    uint8_t held_code;

    /* sched/process/process.c's. */
    struct link process_link;
    /* What keeps it from user mode, as one word, so that every way back asks once. apc_due is wait.c's and
     * userapc.c's. */
    union {
        struct {
            uint8_t suspend_count; /* up to NT's MAXIMUM_SUSPEND_COUNT, 127 */
            bool terminating;
            bool apc_due; /* the next way back to user mode delivers the first of user_apcs */
            bool frozen;  /* while another thread of its process tells a debugger of something */
        };
        uint32_t held_back;
    };
    bool last; /* it was the last of its process */
    ntstatus exit_status;
    uint32_t user_stack_low; /* DeallocationStack: base of the stack's reservation */
    uint32_t user_stack_bytes;
    uint32_t faults;

    /* sched/process/orderstate.c's: it is in a service that may touch anything. */
    bool touches_all;

    /* sched/process/trip.c's: cpu_cr3_loads when it left the kernel last; 0: it has not, or nobody counts. */
    uint32_t cr3_loads;
};

/* It is not to run in the program, nor to take what it waits for there. */
static inline bool thread_is_suspended(const struct thread *thread)
{
    return thread->suspend_count > 0 || thread->frozen;
}

#endif

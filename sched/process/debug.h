/*
 * Debug objects: a queue of what happens in the processes that somebody debugs (NT's Dbgk; Microsoft:
 * "Debugging Events"). A process has one such object at most, its debug port. A thread that has something to
 * tell puts it into the queue, freezes the other threads of its process and sleeps until a debugger has
 * taken the event and answered. A process has one event at a time that was taken and not answered; the
 * others wait behind it. Thread context.
 */
#ifndef SCHED_DEBUG_H
#define SCHED_DEBUG_H

#include "sched/process/nt.h"
#include "sched/process/process.h"

enum debug_right {
    DEBUG_RIGHT_READ = 0x1,
    DEBUG_RIGHT_ASSIGN = 0x2,
    DEBUG_RIGHT_SET = 0x4,
    DEBUG_RIGHT_QUERY = 0x8,
};

struct debug_object {
    struct object object;    /* first */
    struct waitable present; /* set while an event can be taken, or the last handle has gone */
    struct link events;      /* debug_event.link, first come first served */
    bool closed;             /* its last handle has gone: nobody debugs by it any more */
    bool kills;              /* that ends those that are debugged (NT: DEBUG_KILL_ON_CLOSE) */
};

extern const struct object_type debug_type;

/* NT's DBG_STATE, as far as the kernel says it. */
enum debug_kind {
    DEBUG_CREATE_THREAD = 2,
    DEBUG_CREATE_PROCESS = 3,
    DEBUG_EXIT_THREAD = 4,
    DEBUG_EXIT_PROCESS = 5,
    DEBUG_EXCEPTION = 6,
    DEBUG_LOAD_DLL = 9,
    DEBUG_UNLOAD_DLL = 10,
};

struct debug_event {
    struct link link;
    enum debug_kind kind;
    struct thread_object *thread;             /* of which it tells */
    struct section *image;                    /* CREATE_PROCESS, LOAD_DLL; else NULL */
    uint32_t address;                         /* where the image lies; CREATE_THREAD: where it starts */
    ntstatus exit_status;                     /* EXIT_THREAD, EXIT_PROCESS */
    const struct nt_exception_record *record; /* EXCEPTION */
    bool first_chance;                        /* likewise */
    bool taken;                               /* by a debugger, who has not answered yet */
    bool posted;              /* told of at an attach: nobody waits, and it holds thread and image itself */
    bool suspends;            /* posted: its thread is suspended until it is answered */
    struct waitable answered; /* what its thread waits for, if it was not posted */
    ntstatus answer;
};

/* In zeroed memory, before it is an object. */
void debug_begin(struct debug_object *debug, bool kills);

/* ---- the debugger's side ---- */

/* The first event that can be taken, or NULL; it is taken. It may be gone after any wait. */
struct debug_event *debug_take(struct debug_object *debug);

/* The process's event that was taken is as if it were not. */
void debug_put_back(struct debug_object *debug, const struct process *process);

/* Answers the event that was taken of that process and thread; the process goes on, or its next event can be
 * taken. STATUS_INVALID_PARAMETER: there is none. May wait. */
ntstatus debug_answer(struct debug_object *debug, uint32_t process, uint32_t thread, ntstatus answer);

/* A process that runs is debugged from now on: events tell of each of its threads, which is suspended until
 * its event is answered, and of each image. STATUS_PORT_ALREADY_SET, STATUS_PROCESS_IS_TERMINATING,
 * STATUS_DEBUGGER_INACTIVE, STATUS_INSUFFICIENT_RESOURCES. May wait. */
ntstatus debug_attach(struct debug_object *debug, struct process *process);

/* It is no longer; who waits for an answer gets STATUS_DEBUGGER_INACTIVE. STATUS_PORT_NOT_SET: it is not
 * debugged by that object. May wait. */
ntstatus debug_detach(struct debug_object *debug, struct process *process);

/* The running thread ends, and with it goes the handle that NTDLL keeps in its TEB of what it debugs by. Of
 * who has made no debug object the TEB is not touched. May wait. */
void debug_close_own(void);

/* ---- the process's side ---- */

/* A process without threads is debugged by `debug`, or, for NULL, as its parent is unless that keeps it to
 * itself. Before its PEB is written. */
void debug_inherit(struct process *process, struct debug_object *debug);

/* It has no debug port any more: its memory goes. */
void debug_forget(struct process *process);

/* Each tells of the running thread and waits for the answer; nothing if nobody debugs it. They may be called
 * with code held (mmu/pagecode.h), which they let go meanwhile; no lock may be held. */
void debug_tell_begin(void);
void debug_tell_end(ntstatus status); /* the last thread to end tells of the process */
void debug_tell_image(struct section *image, uint32_t base);
void debug_tell_image_gone(uint32_t base);

/* True: the debugger has handled it, and the thread goes on with its registers as they are now. */
bool debug_tell_exception(const struct nt_exception_record *record, bool first_chance);

#endif

/*
 * Objects, handles and names. An object lives as long as somebody refers to it: a handle, or the kernel. A
 * handle is a process's name for an object, with the access it was opened for; its value is a multiple of 4,
 * as NT's are. Thread context. What gives up a reference may wait, because deleting a file or section may:
 * object_dereference() and the functions that close handles; nothing else does.
 */
#ifndef SCHED_OBJECT_H
#define SCHED_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/dispatch/waitable.h"
#include "sched/object/freemap.h"
#include "sched/object/nametable.h"

struct object_directory;
struct object;
struct handle_table;

struct object_type {
    const char *name; /* as the log and NtQueryObject say it: "Event" */
    uint32_t generic_read, generic_write, generic_execute, all_access;
    uint32_t implying,
        implied;       /* whoever has the right `implying` has `implied` with it; 0: there is no such pair */
    bool keeps_rights; /* a duplicate gets no right that its source lacks */
    bool logged;       /* object+ and object- lines; processes and threads have their own */
    struct waitable *(*waitable)(struct object *object); /* NULL, or gives NULL: cannot be waited for */
    /* Asked where that gives NULL: what stands for many objects at once, and is not told of with one. May be
     * NULL. */
    struct waitable *(*common)(struct object *object);
    void (*log_more)(const struct object *object); /* fields of its own in object+; may be NULL */
    void (*left)(struct object *object,
                 const struct handle_table *table); /* a handle in it was closed; may be NULL */
    void (*closed)(struct object *object);          /* its last handle was closed; may be NULL */
    void (*deleted)(struct object *object);         /* frees it, after the last reference */
};

/* In pool, its text behind it. */
struct object_name {
    struct name_entry entry;
    struct object *object;
    struct object_directory
        *directory;           /* it is found there, and keeps it; NULL: nobody finds it by this name */
    struct link in_directory; /* directory.entries */
};

struct object {
    const struct object_type *type;
    uint32_t references, handles;
    uint32_t serial; /* for the log. Of logged types: counts them from 1. Of others: their own number, set
                        before the start */
    struct object_name *name; /* NULL: none */
    struct link all;          /* object_each() */
    bool permanent;           /* its name stays without a handle: it is a reference of its own */
    bool before;              /* object_begin_books() */
    bool fixed;               /* the kernel's own part of the name space: permanent for good, and in the log
                                 only while a program has it open */
};

/* What is its own to be waited for; NULL: nothing. */
static inline struct waitable *object_own_waitable(struct object *object)
{
    return object->type->waitable ? object->type->waitable(object) : NULL;
}

/* What is waited for when the object is; NULL: it cannot be. */
struct waitable *object_waitable(struct object *object);

static inline const char *object_text(const struct object *object)
{
    return object->name ? object->name->entry.name : NULL;
}

static inline struct object_directory *object_place(const struct object *object)
{
    return object->name ? object->name->directory : NULL;
}

/* Begins an object in zeroed memory but for what can be waited for, which has begun: one reference, no
 * handle, no name. */
void object_start(struct object *object, const struct object_type *type);
/* The same, with a name that the directory must not have yet (`name` copied). STATUS_INSUFFICIENT_RESOURCES.
 */
ntstatus object_start_named(struct object *object, const struct object_type *type,
                            struct object_directory *directory, const char *name);
/* The same, with a name that only the log says: nobody finds the object by it. */
ntstatus object_start_told(struct object *object, const struct object_type *type, const char *name);

void object_reference(struct object *object);
void object_dereference(struct object *object);

/* The kernel's own, in static memory, at start; directory NULL: the root. */
void object_start_fixed(struct object *object, const struct object_type *type,
                        struct object_directory *directory, const char *name);

/* handle.c tells: it has its first handle now, and its last one was closed: nobody finds it by its name any
 * more, unless it is permanent. */
void object_opened(struct object *object);
void object_closed(struct object *object);

/* Its name stays when the last handle is closed, or goes then again. Not of what is fixed. */
void object_make_permanent(struct object *object);
void object_make_temporary(struct object *object);
/* All that was made permanent since the books began: the machine ends. May wait. */
void object_forget_permanent(void);

/* The name from the root on, without a NUL: as much of it as there is room for; how long it is. 0: it has
 * none. */
uint32_t object_path(const struct object *object, char *path, uint32_t room);

/* Tells each object there is, from the oldest on; `tell` must not wait. */
void object_each(void (*tell)(const struct object *object, void *with), void *with);

/* Its name, of a file its path, as a field of a line that has begun; nothing if it has none. */
void object_log_text(const char *key, const struct object *object);

/* The books begin: what is there now is the kernel's own. */
void object_begin_books(void);
/* A `leak` line for each object that has come since and is there. */
void object_log_left(void);

/* How many objects there are: for the books. */
uint32_t object_count(void);

/* ---- handles ---- */

#define ACCESS_GENERIC_READ    0x80000000u
#define ACCESS_GENERIC_WRITE   0x40000000u
#define ACCESS_GENERIC_EXECUTE 0x20000000u
#define ACCESS_GENERIC_ALL     0x10000000u
#define ACCESS_MAXIMUM_ALLOWED 0x02000000u
#define ACCESS_SYNCHRONIZE     0x00100000u
#define ACCESS_SPECIFIC        0x01ffffffu /* what rights are once they are no generic ones */

struct handle_entry {
    struct object *object; /* NULL: free */
    uint32_t access : 25;  /* as object_access() maps it */
    uint32_t inherit : 1;
    uint32_t kept_open : 1; /* closing is refused (NT: protect from close) */
    uint32_t reserved : 1;  /* nobody can use it yet */
};

struct handle_table {
    struct handle_entry *entries;
    struct freemap free; /* which of them are: the lowest is given first, as in NT */
    uint32_t size, used;
    uint32_t owner; /* id of its process, for the log */
};

/* Generic rights become the type's own; MAXIMUM_ALLOWED becomes all. */
uint32_t object_access(const struct object_type *type, uint32_t access);

/* A handle with its own reference. `access` is mapped already. STATUS_INSUFFICIENT_RESOURCES. */
ntstatus handle_create(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                       uint32_t *handle);

/* The same, but to everybody else the handle is invalid until it is published. Whoever tells a program the
 * number does it in between: that may wait and may fail, and a handle that was public could have been closed
 * by then and its number be another's. */
ntstatus handle_reserve(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                        uint32_t *handle);
/* False when the table has been closed since, and the handle with it. */
bool handle_publish(struct handle_table *table, uint32_t handle);
/* Gives a reserved handle back; may wait. */
void handle_unreserve(struct handle_table *table, uint32_t handle);

/* Is there a handle in the table to that object? */
bool handle_names(const struct handle_table *table, const struct object *object);

/* The two flags of a handle. STATUS_INVALID_HANDLE. */
ntstatus handle_flags(const struct handle_table *table, uint32_t handle, bool *inherit, bool *kept_open);
ntstatus handle_set_flags(struct handle_table *table, uint32_t handle, bool inherit, bool kept_open);

/* STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE. */
ntstatus handle_close(struct handle_table *table, uint32_t handle);

/* What the handle names, with a new reference; `type` NULL: any. *granted may be NULL. STATUS_INVALID_HANDLE,
 * STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED when it lacks one of the bits of `access`. */
ntstatus handle_lookup(const struct handle_table *table, uint32_t handle, const struct object_type *type,
                       uint32_t access, struct object **object, uint32_t *granted);

/* Copies every inheritable handle with its flags to the same value in an empty table. */
ntstatus handle_inherit(struct handle_table *to, const struct handle_table *from);

void handle_close_all(struct handle_table *table);

/* The number of the handle in that entry of its table. */
static inline uint32_t handle_of_index(uint32_t index)
{
    return (index + 1) * 4;
}

/* Handles in use in all tables: for the books. */
uint32_t handle_count(void);

#endif

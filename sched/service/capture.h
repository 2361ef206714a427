/*
 * Taking over what a system call's pointers point at: names, attributes, handles, process by handle. Thread
 * context.
 */
#ifndef SCHED_CAPTURE_H
#define SCHED_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/object/ntpath.h"
#include "sched/process/nt.h"
#include "sched/process/process.h"

#define CAPTURE_NAME_BYTES NTPATH_BYTES

struct captured_name {
    char text[CAPTURE_NAME_BYTES]; /* UTF-8, NUL-terminated; "" when there is no name */
    uint32_t attributes;           /* OBJ_ bits */
    uint32_t root;                 /* handle of the directory that the name is relative to, or 0 */
};

/* OBJECT_ATTRIBUTES at a user address; 0 is allowed and means no name. What a name may be relative to is the
 * caller's affair. STATUS_NAME_TOO_LONG, STATUS_OBJECT_NAME_INVALID, STATUS_INVALID_PARAMETER for a bit that
 * is none, STATUS_DATATYPE_MISALIGNMENT. */
ntstatus capture_attributes(uint32_t address, struct captured_name *name);

/* The OBJECT_ATTRIBUTES and CLIENT_ID with which a process or thread is opened. */
ntstatus capture_client(uint32_t attributes, uint32_t address, struct captured_name *name,
                        struct nt_client_id *id);

/* UNICODE_STRING at a user address, as UTF-8. */
ntstatus capture_string(uint32_t address, char *text, uint32_t bytes);

/* `units` UTF-16 units at a user address, as UTF-8. */
ntstatus capture_units(uint32_t address, uint32_t units, char *text, uint32_t bytes);

/* What a handle names, with a reference: handle_lookup() in the running process's table, and the pseudo
 * handles, which name the running process and thread with all rights. */
ntstatus capture_object(uint32_t handle, const struct object_type *type, uint32_t access,
                        struct object **object, uint32_t *granted);
ntstatus capture_process(uint32_t handle, uint32_t access, struct process **process);
ntstatus capture_thread(uint32_t handle, uint32_t access, struct thread_object **thread);

/* The process that a handle names, entered (process_enter()); and left again, its reference given back. */
ntstatus capture_entered(uint32_t handle, uint32_t access, struct process **process);
void leave_captured(struct process *process);

/* A time-out in NT's form at a user address (0: none) as a clock time. */
ntstatus capture_timeout(uint32_t address, uint64_t *due);

/* The running thread's handles. */
static inline struct handle_table *current_handles(void)
{
    return &process_current()->handles;
}

/* Makes a handle to `object` and writes it to a user address; gives the object's reference of the caller
 * back. There is no handle if the address cannot be written. */
ntstatus return_handle(struct object *object, uint32_t access, uint32_t attributes, uint32_t address);

/* Behind the last address that a call may name in the process of a handle: of the caller's own its own end,
 * of another what a process can have at most. */
uint32_t capture_user_end(uint32_t process);

#endif

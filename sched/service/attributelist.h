/*
 * PS_ATTRIBUTE lists: what NtCreateUserProcess and NtCreateThreadEx are told, and tell, beside their
 * arguments. Thread context; may wait.
 */
#ifndef SCHED_ATTRIBUTELIST_H
#define SCHED_ATTRIBUTELIST_H

#include "sched/dispatch/thread.h"
#include "sched/process/nt.h"

/* Values and places are user addresses; a value of 0 means that there is no such attribute. */
struct attribute_list {
    struct nt_attribute image_name, client_id, teb;
    struct nt_attribute debug_port; /* the value is a handle */
};

/* Takes a list over, and probes where results are to go; address 0 is an empty list. An attribute that is not
 * there gives STATUS_NOT_IMPLEMENTED and `what` in the log. STATUS_INVALID_PARAMETER: the length of the list,
 * or of an attribute. */
ntstatus attribute_list_capture(uint32_t address, const char *what, struct attribute_list *list);

/* Tells the program of the thread that was made. */
ntstatus attribute_list_return(const struct attribute_list *list, const struct thread *thread);

#endif

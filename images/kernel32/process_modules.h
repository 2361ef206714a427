/*
 * The modules of a process, one after the other as its loader lists them.
 */
#ifndef IMAGES_KERNEL32_PROCESS_MODULES_H
#define IMAGES_KERNEL32_PROCESS_MODULES_H

#include "images/kernel32/base.h"

struct module_walk {
    HANDLE process;              /* PROCESS_QUERY_INFORMATION and PROCESS_VM_READ */
    const LIST_ENTRY *head, *at; /* in the process's memory */
    unsigned steps;
};

/* FALSE, with the last error set: ERROR_INVALID_HANDLE when it has not begun to load. */
BOOL module_walk_begin(struct module_walk *walk, HANDLE process);

/* FALSE behind the last one, with *end set, or when it cannot be read. */
BOOL module_walk_next(struct module_walk *walk, LDR_DATA_TABLE_ENTRY *entry, BOOL *end);

#endif

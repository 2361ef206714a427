/*
 * All processes, as the kernel lists them.
 */
#ifndef IMAGES_KERNEL32_PROCESS_LIST_H
#define IMAGES_KERNEL32_PROCESS_LIST_H

#include "images/kernel32/base.h"
#include "images/ntdll/nt_system.h"

/* The first of them, System; freed with release(). Null, with the last error set: no memory. */
SYSTEM_PROCESS_INFORMATION *process_list(void);

/* The next one of the list; null behind the last. */
SYSTEM_PROCESS_INFORMATION *process_list_next(SYSTEM_PROCESS_INFORMATION *entry);

#endif

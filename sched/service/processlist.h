/* The list of all processes with their threads: NtQuerySystemInformation's SystemProcessInformation. */
#ifndef SCHED_PROCESSLIST_H
#define SCHED_PROCESSLIST_H

#include "sched/service/information.h"

/* STATUS_INFO_LENGTH_MISMATCH, with the length that is needed, when there is too little room. Who comes or
 * goes while it is written may be missing or still in it. Thread context; may wait. */
ntstatus process_list_give(const struct answer *answer);

#endif

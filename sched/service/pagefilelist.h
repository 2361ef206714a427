/*
 * SystemPageFileInformation: the page files, as NtQuerySystemInformation lists them.
 */
#ifndef SCHED_PAGEFILELIST_H
#define SCHED_PAGEFILELIST_H

#include "sched/service/information.h"

/* STATUS_INFO_LENGTH_MISMATCH, with the length that is needed. No page file is a list of no length. */
ntstatus pagefile_list_give(const struct answer *answer);

#endif

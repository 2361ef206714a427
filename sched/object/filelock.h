/*
 * Byte-range locks of files (Microsoft: LockFileEx, NtLockFile; the rules of overlap are
 * [MS-FSA] 2.1.4.10's). A lock belongs to a file object, a process and a key together; another of any of the
 * three is a stranger. An exclusive lock keeps strangers from reading and writing, a shared one keeps
 * everybody from writing, its owner too. Views of a file ask nobody. Thread context.
 */
#ifndef SCHED_FILELOCK_H
#define SCHED_FILELOCK_H

#include "sched/object/fileobject.h"

struct file_lock_owner {
    struct file_object *object;
    uint32_t process, key;
};

struct file_range {
    uint64_t first, bytes; /* no bytes: it lies between two, and only a lock on both of them is in its way */
};

/* Locks a range; with `wait`, once it can be had: may wait then. Locks that overlap are told apart by their
 * ranges. STATUS_LOCK_NOT_GRANTED, STATUS_INVALID_LOCK_RANGE (it leads round the end of the numbers),
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_USER_APC when the thread is being terminated. */
ntstatus file_lock_take(const struct file_lock_owner *owner, const struct file_range *range, bool exclusive,
                        bool wait);

/* Gives a lock of just that range back, an exclusive one first. STATUS_RANGE_NOT_LOCKED. */
ntstatus file_lock_give(const struct file_lock_owner *owner, const struct file_range *range);

/* May the owner read, or write, there? Nobody is in the way of no bytes. */
bool file_lock_allows(const struct file_lock_owner *owner, const struct file_range *range, bool writing);

/* All of them that the file object has given to that process, or to any, are given back. */
void file_lock_give_all_of(struct file_object *object, uint32_t process);
void file_lock_give_all(struct file_object *object);

#endif

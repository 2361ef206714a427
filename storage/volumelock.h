/*
 * The volume's lock. A disk may let other threads run in the middle of a call of file.h, while the volume's
 * windows and the nodes of open files are half changed; so each call holds this lock. Who needs several calls
 * to be one change, or relies behind a call on what was looked at before it, holds it around the whole: the
 * same thread may take it again.
 *
 * It is never held where a program's memory is touched (usercopy.h asserts it): the page may have to come
 * from a file, and another thread that brings it in needs the lock. Order: a process's space_lock() and a
 * file object's lock are taken before it, never behind it.
 */
#ifndef STORAGE_VOLUMELOCK_H
#define STORAGE_VOLUMELOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Waits (Executive) until no other thread holds it; first come, first served. Thread context, or before there
 * are threads. */
void volume_lock(void);

/* Undoes one volume_lock() of the running thread (asserted). Does not wait. */
void volume_unlock(void);

/* How often volume_lock() holds, whoever called it. Only volumelock.c changes it. */
extern uint32_t volume_lock_depth;

/* For the question below, when somebody holds it. */
bool volume_lock_is_ours(void);

/* Does the running thread hold it? Inline, because each copy to and from a program asks. */
static inline bool volume_locked(void)
{
    return volume_lock_depth > 0 && volume_lock_is_ours();
}

#endif

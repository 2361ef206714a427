/*
 * Slim reader/writer locks (Microsoft: Slim Reader/Writer (SRW) Locks): one word, 0 when free. Who has to
 * wait is served in the order of coming, and the lock is handed to him before he runs: nobody slips in
 * between, and so nobody starves. Neither recursive nor checked, but for a release of a lock that is not held
 * so, which raises STATUS_RESOURCE_NOT_OWNED.
 */
#ifndef IMAGES_NTDLL_SRWLOCK_H
#define IMAGES_NTDLL_SRWLOCK_H

#include <stdbool.h>
#include "images/ntdll/nt.h"

void NTAPI RtlInitializeSRWLock(RTL_SRWLOCK *lock);
void NTAPI RtlAcquireSRWLockExclusive(RTL_SRWLOCK *lock);
void NTAPI RtlAcquireSRWLockShared(RTL_SRWLOCK *lock);
void NTAPI RtlReleaseSRWLockExclusive(RTL_SRWLOCK *lock);
void NTAPI RtlReleaseSRWLockShared(RTL_SRWLOCK *lock);
BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(RTL_SRWLOCK *lock);
BOOLEAN NTAPI RtlTryAcquireSRWLockShared(RTL_SRWLOCK *lock);

/* Raises STATUS_RESOURCE_NOT_OWNED if nobody holds it so. */
void srwlock_must_be_held(const RTL_SRWLOCK *lock, bool shared);

#endif

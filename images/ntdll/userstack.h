/*
 * Stacks that programs make for themselves; the kernel makes those of threads. Any thread.
 */
#ifndef IMAGES_NTDLL_USERSTACK_H
#define IMAGES_NTDLL_USERSTACK_H

#include "images/ntdll/nt.h"

typedef struct _INITIAL_TEB {
    void *OldStackBase, *OldStackLimit; /* not used */
    void *StackBase;
    void *StackLimit;          /* the lowest committed byte; a guard page lies below */
    void *StackAllocationBase; /* what RtlFreeUserStack() takes */
} INITIAL_TEB;

/* Bytes; 0 means what the program's image says. A commitment not below the reservation makes that as large,
 * in whole megabytes, as for threads (Microsoft: Thread Stack Size). `page` and `alignment` are NT's to
 * choose and are not asked for here. STATUS_NO_MEMORY, STATUS_COMMITMENT_LIMIT; nothing is left of a failure.
 */
NTSTATUS NTAPI RtlCreateUserStack(SIZE_T commit, SIZE_T reserve, ULONG_PTR zero_bits, SIZE_T page,
                                  ULONG_PTR alignment, INITIAL_TEB *out);
void NTAPI RtlFreeUserStack(void *allocation_base);

#endif

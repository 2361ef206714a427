/*
 * Fiber-local storage: a value for each fiber, or thread that is none, under an index of the process, and a
 * function of the index that is told of each value that ends (Microsoft: Fiber Local Storage). Values end
 * when their index is freed, and with their fiber, thread or process: then those that are not null are told,
 * in the order of indexes, each once.
 *
 * Functions of the program are called without a lock, so that they may do what they like. While one is told
 * because its fiber, thread or process ends, the value can still be read.
 */
#ifndef IMAGES_NTDLL_FLS_H
#define IMAGES_NTDLL_FLS_H

#include "images/ntdll/nt.h"

struct fls;

/* Indexes are 1 to FLS_SLOTS - 1: NT never gives out 0. Microsoft promises 128 (FLS_MAXIMUM_AVAILABLE). */
#define FLS_SLOTS 256u

/* `callback` may be null. STATUS_NO_MEMORY: all indexes are in use. */
NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, ULONG *index);
/* STATUS_INVALID_PARAMETER: no index, or none that is in use, or another thread is freeing it. */
NTSTATUS NTAPI RtlFlsFree(ULONG index);

/* Of the running fiber. STATUS_INVALID_PARAMETER: no index; whether it is in use is not asked, as on NT. The
 * first value of a fiber takes memory: STATUS_NO_MEMORY. */
NTSTATUS NTAPI RtlFlsGetValue(ULONG index, void **value);
NTSTATUS NTAPI RtlFlsSetValue(ULONG index, void *value);

enum {
    FLS_TELL = 1,    /* the functions of its indexes */
    FLS_RELEASE = 2, /* its memory */
};
/* The end of what was TEB.FlsData of a fiber or thread; null: it had no value ever. */
void NTAPI RtlProcessFlsData(struct fls *data, ULONG flags);

#endif

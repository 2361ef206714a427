/*
 * Vectored exception handlers: one list for the process, asked before any frame.
 */
#ifndef IMAGES_NTDLL_VECTORED_H
#define IMAGES_NTDLL_VECTORED_H

#include "images/ntdll/teb.h"

void *NTAPI RtlAddVectoredExceptionHandler(ULONG first,
                                           PVECTORED_EXCEPTION_HANDLER handler); /* a handle, or null */
ULONG NTAPI RtlRemoveVectoredExceptionHandler(void *handle);                     /* 0: no such handle */

/* Asks each handler in turn; true as soon as one says EXCEPTION_CONTINUE_EXECUTION. */
bool vectored_call(EXCEPTION_RECORD *record, CONTEXT *context);

#endif

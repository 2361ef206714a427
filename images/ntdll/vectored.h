/*
 * Vectored handlers: two lists for the process. Exception handlers are asked before any frame; continue
 * handlers once somebody, vectored or a frame, has said that execution goes on. In either list the first that
 * says EXCEPTION_CONTINUE_EXECUTION is the last that is asked. (Microsoft, "Vectored Exception Handling",
 * AddVectoredContinueHandler.)
 */
#ifndef IMAGES_NTDLL_VECTORED_H
#define IMAGES_NTDLL_VECTORED_H

#include "images/ntdll/teb.h"

/* A handle, or null for want of memory. `first`: in front of those that are there, else behind them. */
void *NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
void *NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);

/* 0: no such handle in this list. A handler may remove itself, or another that is under way. */
ULONG NTAPI RtlRemoveVectoredExceptionHandler(void *handle);
ULONG NTAPI RtlRemoveVectoredContinueHandler(void *handle);

/* Asks each exception handler in turn; true as soon as one says EXCEPTION_CONTINUE_EXECUTION. */
bool vectored_call(EXCEPTION_RECORD *record, CONTEXT *context);

/* Tells the continue handlers that execution goes on with `context`, which they may change. */
void vectored_continue(EXCEPTION_RECORD *record, CONTEXT *context);

#endif

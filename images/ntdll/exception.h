/*
 * Exceptions. The kernel delivers one at KiUserExceptionDispatcher; RtlRaiseException goes through the kernel
 * too, so that every exception stands in the log. Then vectored handlers are asked, then the frames of the
 * fs:[0] chain from the innermost out. The outermost frame, put up by RtlUserThreadStart, asks the
 * unhandled-exception filter; what no one takes goes back to the kernel as second chance and ends the
 * process.
 */
#ifndef IMAGES_NTDLL_EXCEPTION_H
#define IMAGES_NTDLL_EXCEPTION_H

#include "images/ntdll/teb.h"

typedef struct _EXCEPTION_REGISTRATION_RECORD FRAME;
#define FRAME_END ((FRAME *)(LONG_PTR)-1)

typedef EXCEPTION_DISPOSITION (*frame_handler)(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                               void *dispatcher);

BOOLEAN NTAPI RtlDispatchException(EXCEPTION_RECORD *record,
                                   CONTEXT *context); /* TRUE: go on with `context` */

/* The filter that the outermost frame of every thread asks; KERNEL32 sets its UnhandledExceptionFilter. */
void NTAPI RtlSetUnhandledExceptionFilter(PTOP_LEVEL_EXCEPTION_FILTER filter);

/* True if the frame lies, aligned, in the thread's stack, and its handler does not. */
bool frame_valid(const FRAME *frame);

/* entry.S: calls `handler` with `guard` as the innermost frame. */
EXCEPTION_DISPOSITION handler_call(EXCEPTION_RECORD *record, FRAME *frame, CONTEXT *context, void *dispatcher,
                                   frame_handler handler, frame_handler guard);

#endif

/*
 * Names of events, mutexes, semaphores, timers, sections and jobs: "x" is \BaseNamedObjects\x, where Local
 * and Global are links to \BaseNamedObjects itself.
 */
#ifndef IMAGES_KERNEL32_OBJECT_NAME_H
#define IMAGES_KERNEL32_OBJECT_NAME_H

#include "images/kernel32/base.h"

struct object_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING path;
    WCHAR buffer[MAX_PATH + 32];
};

/* Makes the OBJECT_ATTRIBUTES for a Win32 name (null: none). FALSE, with the last error set, for a name that
 * is too long. `out` must stay where it is while it is in use. */
BOOL object_name_make(struct object_name *out, const WCHAR *name, ULONG flags);

/* The same for opening what is there: a name is needed (ERROR_INVALID_PARAMETER without one). */
BOOL object_name_open(struct object_name *out, const WCHAR *name, BOOL inherit);

/* A handle and the error that goes with it: ERROR_ALREADY_EXISTS if the object was there, 0 if it is new;
 * null, with the error, on failure. */
HANDLE object_result(NTSTATUS status, const HANDLE *handle);

#endif

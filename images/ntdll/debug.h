/*
 * DbgPrint for NTDLL itself and for programs. Nobody debugs the kernel through this machine: the text goes
 * to the process's standard error.
 */
#ifndef IMAGES_NTDLL_DEBUG_H
#define IMAGES_NTDLL_DEBUG_H

#include "images/ntdll/nt.h"

/* %d %u %x %p %c %s %ws %wZ %Z %%, with width and 0. At most 512 bytes a call. */
ULONG __cdecl DbgPrint(const char *format, ...);

#endif

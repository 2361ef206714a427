/*
 * Reading and writing through pointers that may be wild, where Win32 promises an answer and not a fault.
 */
#ifndef IMAGES_KERNEL32_GUARD_H
#define IMAGES_KERNEL32_GUARD_H

#include "images/kernel32/base.h"

/* function(argument), or `otherwise` if that touches memory which it may not. The function must hold no lock
 * and put up no frame of its own: it is left where it stands. The fault is raised like any other, so vectored
 * handlers see it. */
LONG_PTR guarded_call(LONG_PTR (*function)(void *argument), void *argument, LONG_PTR otherwise);

#endif

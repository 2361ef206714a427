/*
 * Priority classes: Win32's are bits, NT's the numbers from 1 on.
 */
#ifndef IMAGES_KERNEL32_PRIORITY_CLASS_H
#define IMAGES_KERNEL32_PRIORITY_CLASS_H

#include "images/kernel32/base.h"

/* 0: it is none. */
UCHAR priority_class_number(DWORD priority);
/* NORMAL_PRIORITY_CLASS of a number that is none. */
DWORD priority_class_of(ULONG number);

#endif

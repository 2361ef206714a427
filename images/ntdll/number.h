/*
 * Numbers as text, in the names that NT has for it; KERNEL32 and USER32 use it too.
 */
#ifndef IMAGES_NTDLL_NUMBER_H
#define IMAGES_NTDLL_NUMBER_H

#include "images/ntdll/nt.h"

enum { NUMBER_TEXT = 33 }; /* 32 digits of base 2, and the zero */

/* The digits of `value` in base 2 to 36, letters small, terminated; `text` has room for NUMBER_TEXT. Returns
 * `text`. */
char *_ultoa(unsigned long value, char *text, int base);
wchar_t *_ultow(unsigned long value, wchar_t *text, int base);

#endif

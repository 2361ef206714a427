/*
 * Letters with an accent as two characters, the letter and a mark behind it, and as one: those of code pages
 * 1252 and 437.
 */
#ifndef IMAGES_KERNEL32_COMPOSE_H
#define IMAGES_KERNEL32_COMPOSE_H

#include "images/kernel32/base.h"

/* Writes `c` in its longest form; returns how many characters that is, 1 or 2. */
int compose_split(WCHAR c, WCHAR out[2]);

/* The one character for letter and mark, 0 if there is none. */
WCHAR compose_join(WCHAR letter, WCHAR mark);

/* Is this a mark that takes no place of its own? */
bool compose_is_mark(WCHAR c);

#endif

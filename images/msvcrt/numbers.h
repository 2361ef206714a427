/* Numbers to text in any base, as msvcrt names it. */
#ifndef MSVCRT_NUMBERS_H
#define MSVCRT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

char *_ultoa(uint32_t value, char *text, int base);

#endif

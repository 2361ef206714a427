/* Numbers to text in any base, as msvcrt names it. */
#ifndef MSVCRT_NUMBERS_H
#define MSVCRT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

char *_ultoa(uint32_t value, char *text, int base);

enum { NUMBER_DIGITS = 64 }; /* of 64 bits in base 2 */

/* The digits of VALUE in base 2 to 36, letters small, before END, where there is room for NUMBER_DIGITS; no
 * zero behind them. Returns the first. */
char *number_digits(char *end, uint64_t value, unsigned base);

#endif

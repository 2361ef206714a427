/* Floating-point numbers as printf and _ecvt write them. */
#ifndef MSVCRT_FLOAT_TEXT_H
#define MSVCRT_FLOAT_TEXT_H

#include <stddef.h>

/* How much room a number needs beside its digits after the point. */
enum { FLOAT_TEXT_BASE = 309 + 16 };

/*
 * The magnitude of VALUE by the conversion LETTER (one of e f g a, or in capitals) with PRECISION, which may
 * be negative for "not given"; ALTERNATE is the # flag. TO has room for FLOAT_TEXT_BASE + PRECISION
 * characters. Returns how many were written; there is no zero behind them.
 */
int float_text(char *to, double value, char letter, int precision, int alternate);

/*
 * The digits of the magnitude of VALUE, rounded as above: COUNT of them, or those up to so many PLACES after
 * the point (negative: before it); none if that is none. Terminated, cut to SIZE - 1. Returns where the point
 * lies: behind so many digits. Infinities and NaNs are 1#INF, 1#IND or 1#QNAN.
 */
int float_digits(char *to, size_t size, double value, int count);
int float_digits_to_place(char *to, size_t size, double value, int places);

#endif

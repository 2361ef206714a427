/* Floating-point numbers as printf writes them. */
#ifndef MSVCRT_FLOAT_TEXT_H
#define MSVCRT_FLOAT_TEXT_H

/* How much room a number needs beside its digits after the point. */
enum { FLOAT_TEXT_BASE = 309 + 16 };

/*
 * The magnitude of VALUE by the conversion LETTER (one of e f g a, or in capitals) with PRECISION, which may
 * be negative for "not given"; ALTERNATE is the # flag. TO has room for FLOAT_TEXT_BASE + PRECISION
 * characters. Returns how many were written; there is no zero behind them.
 */
int float_text(char *to, double value, char letter, int precision, int alternate);

#endif

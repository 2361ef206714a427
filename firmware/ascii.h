/* Characters without a locale: the C library's toupper() asks a table that belongs to a thread. */
#ifndef FIRMWARE_ASCII_H
#define FIRMWARE_ASCII_H

static inline char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

#endif

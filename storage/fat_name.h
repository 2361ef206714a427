/*
 * Names on a FAT volume: 8.3 names, long names in UTF-16, and UTF-8 towards the rest of the kernel.
 * (FAT specification, "Directory Structure" and "FAT Long File Names".) Pure functions; part of the read
 * half.
 *
 * What UTF-8 cannot say stays distinguishable: unpaired surrogates (unicode.h), and a byte of an 8.3 name
 * that is outside ASCII or illegal there becomes the private-use character U+F000 + byte.
 */
#ifndef STORAGE_FAT_NAME_H
#define STORAGE_FAT_NAME_H

#include <stdbool.h>
#include <stdint.h>

#define FAT_NAME_UNITS  255u /* UTF-16 units of a long name, at most */
#define FAT_NAME_BYTES  768u /* as UTF-8 with the NUL */
#define FAT_SHORT_RAW   11u  /* an 8.3 name as it lies in an entry: padded with blanks, no dot */
#define FAT_SHORT_BYTES 13u  /* 8.3 name as text, ASCII, with dot and NUL */
#define FAT_SHORT_UTF8  40u  /* the same as UTF-8: up to three bytes a character */

/* Do `name` and the `length` bytes at `wanted` mean the same file: equal without regard to case (unicode.h).
 */
bool fat_name_is(const char *name, const char *wanted, uint32_t length);

/* May a file be called so: 1 .. 255 units of valid UTF-8, no control characters, none of "*:<>?|/\, no blank
 * or dot at the end (which also refuses "." and ".."). `length` in bytes. */
bool fat_name_valid(const char *name, uint32_t length);

/* The checksum of an 8.3 name that ties the pieces of its long name to it. */
uint8_t fat_short_checksum(const uint8_t raw[FAT_SHORT_RAW]);

/* NT's byte 12 of an entry: these parts of its 8.3 name are meant in lower case. */
enum { FAT_LOWER_NAME = 0x08, FAT_LOWER_EXTENSION = 0x10 };

/* An 8.3 name as UTF-8. `lower_case`: byte 12. */
void fat_short_to_utf8(const uint8_t raw[FAT_SHORT_RAW], uint8_t lower_case, char name[FAT_SHORT_UTF8]);

/* The same as plain text of at most 12 characters, without regard to lower case; "" when it is not all ASCII.
 */
void fat_short_to_text(const uint8_t raw[FAT_SHORT_RAW], char text[FAT_SHORT_BYTES]);

/* From that text, if it is not "", to what fat_short_to_utf8() gives. */
void fat_short_lower(const char text[FAT_SHORT_BYTES], uint8_t lower_case, char name[FAT_SHORT_BYTES]);

/* May this byte stand in an 8.3 name (upper-case letters, digits and $%'-_@~`!(){}^#&, and 0x80 and above).
 */
bool fat_short_char_valid(uint8_t byte);

#endif

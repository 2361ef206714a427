/*
 * Characters: case, the ANSI code page (Windows-1252), the OEM code page (437) and UTF-8.
 * Sizes are in bytes, as NT's functions have them. Nothing is terminated unless the terminator is in the
 * source.
 */
#ifndef IMAGES_NTDLL_NLS_H
#define IMAGES_NTDLL_NLS_H

#include "images/ntdll/nt.h"

/* Letters of ASCII only, as the C functions fold. */
static inline int ascii_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Simple case mapping of Latin, Greek and Cyrillic letters; anything else stays. */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c);
WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c);

/* STATUS_SUCCESS, or STATUS_BUFFER_OVERFLOW when the target took only a part. `used` may be null.
 * Characters that the code page lacks become '?'. */
NTSTATUS NTAPI RtlMultiByteToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToMultiByteN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size);
NTSTATUS NTAPI RtlOemToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToOemN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size);
NTSTATUS NTAPI RtlMultiByteToUnicodeSize(ULONG *size, const char *from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToMultiByteSize(ULONG *size, const WCHAR *from, ULONG from_size);

/* With a null target only `used` is told. STATUS_SOME_NOT_MAPPED: bad sequences became U+FFFD;
 * STATUS_BUFFER_TOO_SMALL: the target took only a part. */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToUTF8N(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size);

#endif

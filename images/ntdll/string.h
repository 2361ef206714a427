/*
 * Counted strings: UNICODE_STRING (UTF-16) and ANSI_STRING (Windows-1252). Functions that allocate use the
 * process heap; their results are freed with RtlFreeUnicodeString and RtlFreeAnsiString.
 */
#ifndef IMAGES_NTDLL_STRING_H
#define IMAGES_NTDLL_STRING_H

#include "images/ntdll/nt.h"

void NTAPI RtlInitUnicodeString(UNICODE_STRING *out,
                                const WCHAR *text); /* borrows `text`, which may be null */
NTSTATUS NTAPI RtlInitUnicodeStringEx(UNICODE_STRING *out, const WCHAR *text); /* STATUS_NAME_TOO_LONG */
void NTAPI RtlInitAnsiString(ANSI_STRING *out, const char *text);
void NTAPI RtlFreeUnicodeString(UNICODE_STRING *string);
void NTAPI RtlFreeAnsiString(ANSI_STRING *string);

/* Without `allocate` the target's buffer is used: STATUS_BUFFER_OVERFLOW if it is too small. The result is
 * terminated. */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(UNICODE_STRING *out, const ANSI_STRING *in, BOOLEAN allocate);
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(ANSI_STRING *out, const UNICODE_STRING *in, BOOLEAN allocate);
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, const UNICODE_STRING *in, UNICODE_STRING *out);
BOOLEAN NTAPI RtlCreateUnicodeString(UNICODE_STRING *out, const WCHAR *text);
BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(UNICODE_STRING *out, const char *text);

void NTAPI RtlCopyUnicodeString(UNICODE_STRING *to, const UNICODE_STRING *from);
NTSTATUS NTAPI RtlAppendUnicodeStringToString(UNICODE_STRING *to, const UNICODE_STRING *from);
NTSTATUS NTAPI RtlAppendUnicodeToString(UNICODE_STRING *to, const WCHAR *from);
LONG NTAPI RtlCompareUnicodeString(const UNICODE_STRING *a, const UNICODE_STRING *b, BOOLEAN ignore_case);
BOOLEAN NTAPI RtlEqualUnicodeString(const UNICODE_STRING *a, const UNICODE_STRING *b, BOOLEAN ignore_case);
BOOLEAN NTAPI RtlPrefixUnicodeString(const UNICODE_STRING *prefix, const UNICODE_STRING *s,
                                     BOOLEAN ignore_case);
NTSTATUS NTAPI RtlUpcaseUnicodeString(UNICODE_STRING *out, const UNICODE_STRING *in, BOOLEAN allocate);

#endif

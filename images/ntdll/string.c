#include "images/ntdll/string.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/teb.h"

#define LONGEST_STRING 0xfffcu /* bytes: Length is 16 bits, and a terminator must fit behind it */

void NTAPI RtlInitUnicodeString(UNICODE_STRING *out, const WCHAR *text)
{
    size_t bytes = text ? wcslen(text) * sizeof *text : 0;
    if (bytes > LONGEST_STRING)
        bytes = LONGEST_STRING;
    out->Length = (USHORT)bytes;
    out->MaximumLength = text ? (USHORT)(bytes + sizeof *text) : 0;
    out->Buffer = (WCHAR *)text;
}

NTSTATUS NTAPI RtlInitUnicodeStringEx(UNICODE_STRING *out, const WCHAR *text)
{
    if (text && wcslen(text) * sizeof *text > LONGEST_STRING)
        return STATUS_NAME_TOO_LONG;
    RtlInitUnicodeString(out, text);
    return STATUS_SUCCESS;
}

void NTAPI RtlInitAnsiString(ANSI_STRING *out, const char *text)
{
    size_t bytes = text ? strlen(text) : 0;
    if (bytes > LONGEST_STRING)
        bytes = LONGEST_STRING;
    out->Length = (USHORT)bytes;
    out->MaximumLength = text ? (USHORT)(bytes + 1) : 0;
    out->Buffer = (char *)text;
}

void NTAPI RtlFreeUnicodeString(UNICODE_STRING *string)
{
    if (string->Buffer)
        RtlFreeHeap(peb()->ProcessHeap, 0, string->Buffer);
    *string = (UNICODE_STRING){0};
}

void NTAPI RtlFreeAnsiString(ANSI_STRING *string)
{
    if (string->Buffer)
        RtlFreeHeap(peb()->ProcessHeap, 0, string->Buffer);
    *string = (ANSI_STRING){0};
}

/* Gives `out` a buffer for `bytes` and a terminator, its own or a new one. */
static NTSTATUS unicode_room(UNICODE_STRING *out, ULONG bytes, BOOLEAN allocate)
{
    if (bytes > LONGEST_STRING)
        return STATUS_INVALID_PARAMETER_2;
    if (!allocate)
        return out->MaximumLength < bytes + sizeof(WCHAR) ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    out->Buffer = RtlAllocateHeap(peb()->ProcessHeap, 0, bytes + sizeof(WCHAR));
    out->MaximumLength = (USHORT)(bytes + sizeof(WCHAR));
    return out->Buffer ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlAnsiStringToUnicodeString(UNICODE_STRING *out, const ANSI_STRING *in, BOOLEAN allocate)
{
    ULONG bytes = in->Length * sizeof(WCHAR);
    NTSTATUS status = unicode_room(out, bytes, allocate);
    if (!NT_SUCCESS(status))
        return status;
    RtlMultiByteToUnicodeN(out->Buffer, bytes, NULL, in->Buffer, in->Length);
    out->Length = (USHORT)bytes;
    out->Buffer[bytes / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeStringToAnsiString(ANSI_STRING *out, const UNICODE_STRING *in, BOOLEAN allocate)
{
    ULONG bytes = in->Length / sizeof(WCHAR);
    if (allocate) {
        out->Buffer = RtlAllocateHeap(peb()->ProcessHeap, 0, bytes + 1);
        out->MaximumLength = (USHORT)(bytes + 1);
        if (!out->Buffer)
            return STATUS_NO_MEMORY;
    } else if (out->MaximumLength < bytes + 1) {
        return STATUS_BUFFER_OVERFLOW;
    }
    RtlUnicodeToMultiByteN(out->Buffer, bytes, NULL, in->Buffer, in->Length);
    out->Length = (USHORT)bytes;
    out->Buffer[bytes] = 0;
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlCreateUnicodeString(UNICODE_STRING *out, const WCHAR *text)
{
    UNICODE_STRING source;
    RtlInitUnicodeString(&source, text);
    if (!NT_SUCCESS(unicode_room(out, source.Length, TRUE)))
        return FALSE;
    memcpy(out->Buffer, source.Buffer, source.Length);
    out->Buffer[source.Length / sizeof(WCHAR)] = 0;
    out->Length = source.Length;
    return TRUE;
}

BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(UNICODE_STRING *out, const char *text)
{
    ANSI_STRING source;
    RtlInitAnsiString(&source, text);
    return NT_SUCCESS(RtlAnsiStringToUnicodeString(out, &source, TRUE));
}

void NTAPI RtlCopyUnicodeString(UNICODE_STRING *to, const UNICODE_STRING *from)
{
    USHORT bytes = from ? from->Length : 0;
    if (bytes > to->MaximumLength)
        bytes = to->MaximumLength;
    to->Length = bytes;
    if (bytes)
        memcpy(to->Buffer, from->Buffer, bytes);
    if (bytes + sizeof(WCHAR) <= to->MaximumLength)
        to->Buffer[bytes / sizeof(WCHAR)] = 0;
}

NTSTATUS NTAPI RtlAppendUnicodeStringToString(UNICODE_STRING *to, const UNICODE_STRING *from)
{
    if (from->Length > to->MaximumLength - to->Length)
        return STATUS_BUFFER_TOO_SMALL;
    memmove((char *)to->Buffer + to->Length, from->Buffer, from->Length);
    to->Length += from->Length;
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength)
        to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendUnicodeToString(UNICODE_STRING *to, const WCHAR *from)
{
    UNICODE_STRING source;
    RtlInitUnicodeString(&source, from);
    return RtlAppendUnicodeStringToString(to, &source);
}

LONG NTAPI RtlCompareUnicodeString(const UNICODE_STRING *a, const UNICODE_STRING *b, BOOLEAN ignore_case)
{
    USHORT shorter = a->Length < b->Length ? a->Length : b->Length;
    for (USHORT i = 0; i < shorter / sizeof(WCHAR); i++) {
        WCHAR x = a->Buffer[i], y = b->Buffer[i];
        if (ignore_case) {
            x = RtlUpcaseUnicodeChar(x);
            y = RtlUpcaseUnicodeChar(y);
        }
        if (x != y)
            return x - y;
    }
    return a->Length - b->Length;
}

BOOLEAN NTAPI RtlEqualUnicodeString(const UNICODE_STRING *a, const UNICODE_STRING *b, BOOLEAN ignore_case)
{
    return a->Length == b->Length && RtlCompareUnicodeString(a, b, ignore_case) == 0;
}

BOOLEAN NTAPI RtlPrefixUnicodeString(const UNICODE_STRING *prefix, const UNICODE_STRING *s,
                                     BOOLEAN ignore_case)
{
    UNICODE_STRING head = *s;
    if (head.Length < prefix->Length)
        return FALSE;
    head.Length = prefix->Length;
    return RtlEqualUnicodeString(prefix, &head, ignore_case);
}

NTSTATUS NTAPI RtlUpcaseUnicodeString(UNICODE_STRING *out, const UNICODE_STRING *in, BOOLEAN allocate)
{
    if (allocate) {
        NTSTATUS status = unicode_room(out, in->Length, TRUE);
        if (!NT_SUCCESS(status))
            return status;
    } else if (out->MaximumLength < in->Length) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (USHORT i = 0; i < in->Length / sizeof(WCHAR); i++)
        out->Buffer[i] = RtlUpcaseUnicodeChar(in->Buffer[i]);
    out->Length = in->Length;
    return STATUS_SUCCESS;
}

/* The copy is always terminated, which is what flag 1 asks for. */
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, const UNICODE_STRING *in, UNICODE_STRING *out)
{
    NTSTATUS status = unicode_room(out, in->Length, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    memcpy(out->Buffer, in->Buffer, in->Length);
    out->Buffer[in->Length / sizeof(WCHAR)] = 0;
    out->Length = in->Length;
    return STATUS_SUCCESS;
}

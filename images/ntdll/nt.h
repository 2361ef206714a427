/*
 * The words of NT's native interface: what windows.h leaves to winternl.h, with all fields named.
 * Layouts are NT's (documented in the Windows SDK and visible in Microsoft's public symbols).
 */
#ifndef IMAGES_NTDLL_NT_H
#define IMAGES_NTDLL_NT_H

#define WIN32_LEAN_AND_MEAN
#define WIN32_NO_STATUS /* ntstatus.h has them all, as NTSTATUS */
#define _NTSYSTEM_      /* RtlUnwind and its like are ours, or come through an ordinary import thunk */
#define _CRTIMP         /* the C functions too */
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef LONG NTSTATUS;
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_ERROR(status)   ((ULONG)(status) >> 30 == 3)

typedef struct _UNICODE_STRING {
    USHORT Length;        /* bytes, without a terminator */
    USHORT MaximumLength; /* bytes of Buffer */
    WCHAR *Buffer;
} UNICODE_STRING;

typedef struct _STRING {
    USHORT Length;
    USHORT MaximumLength;
    CHAR *Buffer;
} ANSI_STRING;

typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    const UNICODE_STRING *ObjectName;
    ULONG Attributes;
    void *SecurityDescriptor;
    void *SecurityQualityOfService;
} OBJECT_ATTRIBUTES;

#define OBJ_INHERIT          0x00000002u
#define OBJ_PERMANENT        0x00000010u
#define OBJ_CASE_INSENSITIVE 0x00000040u
#define OBJ_OPENIF           0x00000080u

typedef struct _CLIENT_ID {
    HANDLE UniqueProcess;
    HANDLE UniqueThread;
} CLIENT_ID;

typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        void *Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK;

#define CURRENT_PROCESS ((HANDLE)(LONG_PTR)-1)
#define CURRENT_THREAD  ((HANDLE)(LONG_PTR)-2)

#define PAGE_BYTES 0x1000u

/* A constant string as UNICODE_STRING: UNICODE_CONSTANT(L"text"). */
#define UNICODE_CONSTANT(text)                                                                               \
    {                                                                                                        \
        sizeof(text) - sizeof(WCHAR), sizeof(text), (WCHAR *)(text)                                          \
    }

#endif

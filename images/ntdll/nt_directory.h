/*
 * System services for the name space of objects: directories, symbolic links, names that stay.
 */
#ifndef IMAGES_NTDLL_NT_DIRECTORY_H
#define IMAGES_NTDLL_NT_DIRECTORY_H

#include "images/ntdll/nt.h"

#define DIRECTORY_QUERY          0x1u
#define DIRECTORY_TRAVERSE       0x2u
#define SYMBOLIC_LINK_QUERY      0x1u
#define SYMBOLIC_LINK_ALL_ACCESS 0xf0001u

/* One of zeros ends the list; the texts are behind it. */
typedef struct _OBJECT_DIRECTORY_INFORMATION {
    UNICODE_STRING Name, TypeName;
} OBJECT_DIRECTORY_INFORMATION;

NTSTATUS NTAPI NtCreateDirectoryObject(HANDLE *directory, ACCESS_MASK access,
                                       const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtOpenDirectoryObject(HANDLE *directory, ACCESS_MASK access,
                                     const OBJECT_ATTRIBUTES *attributes);
/* STATUS_MORE_ENTRIES, STATUS_NO_MORE_ENTRIES, STATUS_BUFFER_TOO_SMALL. */
NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE directory, void *out, ULONG size, BOOLEAN single,
                                      BOOLEAN restart, ULONG *place, ULONG *returned);
NTSTATUS NTAPI NtCreateSymbolicLinkObject(HANDLE *link, ACCESS_MASK access,
                                          const OBJECT_ATTRIBUTES *attributes, const UNICODE_STRING *target);
NTSTATUS NTAPI NtOpenSymbolicLinkObject(HANDLE *link, ACCESS_MASK access,
                                        const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtQuerySymbolicLinkObject(HANDLE link, UNICODE_STRING *target, ULONG *returned);
NTSTATUS NTAPI NtMakePermanentObject(HANDLE object);
NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE object);

#endif

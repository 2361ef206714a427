/*
 * DOS paths and NT paths: "C:\TEMP\x" and "\??\C:\TEMP\x". There is one current directory, of C:.
 */
#ifndef IMAGES_NTDLL_PATH_H
#define IMAGES_NTDLL_PATH_H

#include "images/ntdll/nt.h"

/* The absolute DOS path of `name`, "." and ".." taken out, slashes turned. `size` in bytes. Returns the bytes
 * written without the terminator, or the bytes needed with it when `size` is too small, or 0 for a bad name.
 * *file_part takes the last name, null if the path ends in a backslash. Device names (CON, CONIN$, CONOUT$,
 * NUL, AUX, PRN, COM1…) become
 * "\\.\CON". */
ULONG NTAPI RtlGetFullPathName_U(const WCHAR *name, ULONG size, WCHAR *out, WCHAR **file_part);

/* The NT path for a DOS path, in memory of its own (RtlFreeUnicodeString). FALSE: bad name, no memory, or
 * an absolute path of MAX_PATH characters or more that does not begin with \\?\ (Naming Files, Paths, and
 * Namespaces). *file_part points into it. `relative` must be null. */
BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(const WCHAR *name, UNICODE_STRING *out, WCHAR **file_part,
                                           void *relative);

/* A device that the last name of a path is: where it begins, in bytes, in the upper half, how many bytes in
 * the lower. 0: it is none. */
ULONG NTAPI RtlIsDosDeviceName_U(const WCHAR *name);

/* NT's RTL_PATH_TYPE. */
enum path_type {
    PATH_UNC = 1,
    PATH_ABSOLUTE,
    PATH_OF_DRIVE,
    PATH_ROOTED,
    PATH_RELATIVE,
    PATH_DEVICE,
    PATH_DEVICES, /* \\. alone */
};
ULONG NTAPI RtlDetermineDosPathNameType_U(const WCHAR *name);

/* Bytes of the current directory, with its last backslash only for a root; as RtlGetFullPathName_U. */
ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, WCHAR *out);

/* The directory is held open, so that nobody can delete or rename it. STATUS_NAME_TOO_LONG if it has, with
 * its last backslash, MAX_PATH characters or more. */
NTSTATUS NTAPI RtlSetCurrentDirectory_U(const UNICODE_STRING *path);

/* At a process's start: holds the directory that its maker gave it; if that is gone, the root takes its
 * place. */
void current_directory_start(void);

#endif
